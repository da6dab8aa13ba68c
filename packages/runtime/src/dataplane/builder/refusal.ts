/**
 * What the builder cannot do, in a sentence that goes on from «cannot». The program says it, and ends
 * with 1.
 */
export class Refusal extends Error {}

export function cannot(sentence: string): never {
  throw new Refusal(sentence);
}

/** The rest of a sentence about what only a container engine does. */
export const needsEngine = 'that takes a container engine on this machine, and Penstock’s builder is none';
