import { AwsError } from '../../../base/aws-error.ts';
import { secretMember, type DynamicReference } from '../template/dynamic-references.ts';

/** What came of looking up the dynamic references of a resource. */
export interface Resolved {
  /** By the references' texts. */
  readonly answers?: Readonly<Record<string, string>>;
  readonly refused?: string;
}

/** The call that tells what stands behind a reference. */
export function lookupOf(reference: DynamicReference) {
  if (reference.service === 'secretsmanager') {
    const { secretId: SecretId, versionStage: VersionStage, versionId: VersionId } = reference;
    const version = { ...(VersionStage && { VersionStage }), ...(VersionId && { VersionId }) };
    return { service: 'secretsmanager', operation: 'GetSecretValue', input: { SecretId, ...version } };
  }
  const { name, version } = reference;
  const Name = version === undefined ? name : `${name}:${version}`;
  const input = { Name, ...(reference.service === 'ssm-secure' && { WithDecryption: true }) };
  return { service: 'ssm', operation: 'GetParameter', input };
}

/** What the call has answered, or why that is no value. */
export function valueOf(
  reference: DynamicReference,
  output: any,
): { readonly value: string } | { readonly refused: string } {
  if (reference.service !== 'secretsmanager') return { value: output.Parameter.Value as string };
  try {
    return { value: secretMember(reference, (output.SecretString ?? '') as string) };
  } catch (error) {
    if (error instanceof AwsError) return { refused: error.message };
    throw error;
  }
}

// AWS: what stack events say of a parameter that is not there; unverified of its versions.
export function refusalOf(
  reference: DynamicReference,
  { code, reason }: { readonly code: string; readonly reason: string },
): { readonly refused: string } {
  const missing = code === 'ParameterNotFound' || code === 'ParameterVersionNotFound';
  return { refused: missing ? `Parameters: [${reference.text}] cannot be found.` : reason };
}
