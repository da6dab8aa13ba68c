/** What a thread's nth task has under way, and back. */
export const effectName = (thread: string, task: number): string => `${thread}#${task}`;

export function taskOfEffect(effect: string): { readonly thread: string; readonly task: number } {
  const [thread = '', task] = effect.split('#');
  return { thread, task: Number(task) };
}

/** Who has it may say how a task went. */
export const tokenOf = (flow: string, thread: string, task: number): string =>
  Buffer.from(JSON.stringify([flow, thread, task])).toString('base64url');

export function taskOfToken(
  token: string,
): { readonly flow: string; readonly thread: string; readonly task: number } | undefined {
  const text = Buffer.from(token, 'base64url').toString();
  if (!/^\["states\.execution\|[^"]*","[\d.-]+",\d+\]$/.test(text)) return undefined;
  const [flow, thread, task] = JSON.parse(text) as [string, string, number];
  return { flow, thread, task };
}
