/** What is wrong with an AppSpec file, in the agent's words. */
export class AppSpecFault extends Error {}

export function fault(why: string): never {
  throw new AppSpecFault(why);
}
