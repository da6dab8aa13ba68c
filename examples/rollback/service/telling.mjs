/** Who tells it: the stack's name. */
const service = process.env.SERVICE ?? 'shop';

/**
 * One line of JSON on standard output, which goes to CloudWatch Logs: by itself from a task and from a function, by the
 * CloudWatch agent from a server. The stage's metric filters make metrics of what is in it.
 */
export function tell(fields) {
  process.stdout.write(`${JSON.stringify({ service, ...fields })}\n`);
}
