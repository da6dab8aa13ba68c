import type { AwsCall } from '../../../base/effects/aws.ts';
import type { Scope } from '../../../base/scope.ts';
import type { Lookup } from './environment.ts';

/** Asks for the value of a variable, as the build's role. */
export function lookUp(lookup: Lookup, role: string, scope: Scope): AwsCall {
  const call = { type: 'aws.call' as const, as: role, scope };
  if (lookup.kind === 'PARAMETER_STORE') {
    const input = { Names: [lookup.reference], WithDecryption: true };
    return { ...call, service: 'ssm', operation: 'GetParameters', input };
  }
  const { id, versionStage, versionId } = secretReference(lookup.reference);
  const input = {
    SecretId: id,
    ...(versionStage && { VersionStage: versionStage }),
    ...(versionId && { VersionId: versionId }),
  };
  return { ...call, service: 'secretsmanager', operation: 'GetSecretValue', input };
}

/** The value in what the service answered. */
export function valueOf(
  lookup: Lookup,
  output: any,
): { readonly value: string } | { readonly error: string } {
  if (lookup.kind === 'PARAMETER_STORE') {
    const value: string | undefined = output.Parameters?.[0]?.Value;
    return value === undefined ? { error: `parameter does not exist: ${lookup.reference}` } : { value };
  }
  const text: string | undefined = output.SecretString;
  const { jsonKey } = secretReference(lookup.reference);
  if (text === undefined) return { error: `the secret ${lookup.reference} holds no string` };
  if (!jsonKey) return { value: text };
  const member = memberOf(text, jsonKey);
  return member === undefined
    ? { error: `no key ${jsonKey} in the secret ${lookup.reference}` }
    : { value: member };
}

export interface SecretReference {
  readonly id: string;
  readonly jsonKey: string | undefined;
  readonly versionStage: string | undefined;
  readonly versionId: string | undefined;
}

/** AWS: user guide, secrets-manager: `<secret-id>:<json-key>:<version-stage>:<version-id>`; an id may be an ARN. */
export function secretReference(text: string): SecretReference {
  const parts = text.split(':');
  const idLength = text.startsWith('arn:') ? 7 : 1;
  const [jsonKey, versionStage, versionId] = parts.slice(idLength);
  return { id: parts.slice(0, idLength).join(':'), jsonKey, versionStage, versionId };
}

function memberOf(json: string, key: string): string | undefined {
  try {
    const member = (JSON.parse(json) as Record<string, unknown> | null)?.[key];
    return member === undefined || typeof member === 'string' ? member : JSON.stringify(member);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
