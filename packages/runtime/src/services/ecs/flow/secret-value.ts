/**
 * What a container's secret is, out of what Secrets Manager or the Parameter Store has answered; undefined where there
 * is no such parameter, or no such key in the secret.
 */
export function secretValue(from: string, output: any): string | undefined {
  if (!from.includes(':secretsmanager:')) return output.Parameters?.[0]?.Value;
  const key = from.split(':')[7];
  return key ? memberOf(output.SecretString, key) : output.SecretString;
}

/** Texts as they are, anything else as JSON. */
function memberOf(text: string | undefined, key: string): string | undefined {
  const object = objectIn(text ?? '');
  if (!object || !Object.hasOwn(object, key)) return undefined;
  const member = object[key];
  return typeof member === 'string' ? member : JSON.stringify(member);
}

function objectIn(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
