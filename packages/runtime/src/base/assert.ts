/**
 * States what must be true. A failure is a bug of ours: it fails its unit (a request, a flow), and nothing
 * else.
 */
export function assert(condition: unknown, sentence: string): asserts condition {
  if (!condition) throw new Error(`assertion failed: ${sentence}`);
}
