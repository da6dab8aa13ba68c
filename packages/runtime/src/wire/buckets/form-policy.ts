import { AwsError } from '../../base/aws-error.ts';
import { isSignature } from '../sigv4/signature.ts';
import { isOldSignature } from './old-signature.ts';
import { signingKey, type SigningScope } from '../sigv4/signing-key.ts';
import { Refusal } from '../refusal.ts';
import type { Form } from './form.ts';

/** Who signed a form's policy, as the form says. */
export interface FormAuthorization {
  readonly accessKeyId: string;
  /** Undefined where the form is signed in S3's old way. */
  readonly scope: SigningScope | undefined;
  readonly policy: string;
  readonly signature: string;
  readonly sessionToken: string | undefined;
}

// AWS: S3 API reference, "Authenticating requests in browser-based uploads using POST".
export function formAuthorization({ fields }: Form): FormAuthorization {
  const policy = fields.get('policy');
  if (policy === undefined) throw new Refusal('MissingAuthentication', '');
  const sessionToken = fields.get('x-amz-security-token');
  const old = fields.get('awsaccesskeyid');
  if (old !== undefined) {
    const signature = fields.get('signature') ?? '';
    return { accessKeyId: old, scope: undefined, policy, signature, sessionToken };
  }
  const missing = ['x-amz-algorithm', 'x-amz-credential', 'x-amz-date', 'x-amz-signature'].find(
    (name) => !fields.get(name),
  );
  if (missing !== undefined)
    throw new AwsError('InvalidArgument', `Bucket POST must contain a field named '${missing}'.`, {
      ArgumentName: missing,
      ArgumentValue: '',
    });
  const [accessKeyId = '', day = '', region = '', service = '', terminator] = fields
    .get('x-amz-credential')!
    .split('/');
  if (terminator !== 'aws4_request' || fields.get('x-amz-algorithm') !== 'AWS4-HMAC-SHA256')
    throw new Refusal('MalformedQueryAuthorization', 'The credential of the form is not well formed.');
  return {
    accessKeyId,
    scope: { day, region, service },
    policy,
    signature: fields.get('x-amz-signature')!,
    sessionToken,
  };
}

export function verifyForm(
  { scope, policy, signature }: FormAuthorization,
  secrets: readonly string[],
): void {
  const isBy = (secret: string): boolean =>
    scope
      ? isSignature(signature, signingKey(secret, scope), policy)
      : isOldSignature(signature, secret, policy);
  if (!secrets.some(isBy))
    throw new Refusal('SignatureMismatch', '', { StringToSign: policy, SignatureProvided: signature });
}

/** Fields that a policy need not speak of. */
const free = /^(?:x-amz-signature|policy|file|awsaccesskeyid|signature|x-ignore-.*)$/;

/** Holds a form against its policy. `now` is wall time, epoch milliseconds. */
export function requireConditions(form: Form, bucket: string, text: string, now: number): void {
  const { expiration, conditions } = readPolicy(text);
  if (Date.parse(expiration) < now) throw denied('Policy expired.');
  const values = new Map([...form.fields, ['bucket', bucket]]);
  const spoken = new Set<string>();
  for (const condition of conditions) {
    const { name, holds } = readCondition(condition, form);
    if (name !== undefined) spoken.add(name);
    if (!holds(name === undefined ? '' : (values.get(name) ?? '')))
      throw denied(`Policy Condition failed: ${JSON.stringify(condition)}`);
  }
  const extra = [...form.fields.keys()].find((name) => !free.test(name) && !spoken.has(name));
  if (extra !== undefined) throw denied(`Extra input fields: ${extra}`);
}

interface Policy {
  readonly expiration: string;
  readonly conditions: readonly unknown[];
}

function readPolicy(text: string): Policy {
  const invalid = new AwsError('InvalidPolicyDocument', 'Invalid Policy: Invalid JSON.');
  try {
    const policy = JSON.parse(Buffer.from(text, 'base64').toString()) as Partial<Policy>;
    if (typeof policy.expiration !== 'string' || !Array.isArray(policy.conditions)) throw invalid;
    return policy as Policy;
  } catch (error) {
    throw error instanceof SyntaxError ? invalid : error;
  }
}

interface ReadCondition {
  /** Undefined where it is not about a field. */
  readonly name: string | undefined;
  holds(value: string): boolean;
}

function readCondition(condition: unknown, { file }: Form): ReadCondition {
  if (Array.isArray(condition)) {
    const [operator, field, wanted] = condition as [string, string | number, string | number];
    const name = String(field).replace(/^\$/, '').toLowerCase();
    if (operator === 'eq') return { name, holds: (value) => value === String(wanted) };
    if (operator === 'starts-with') return { name, holds: (value) => value.startsWith(String(wanted)) };
    if (operator === 'content-length-range') {
      if (file.length < Number(field))
        throw new AwsError('EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size');
      if (file.length > Number(wanted))
        throw new AwsError('EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size');
      return { name: undefined, holds: () => true };
    }
  } else if (typeof condition === 'object' && condition !== null) {
    const [[name, wanted] = ['', '']] = Object.entries(condition);
    return { name: name.toLowerCase(), holds: (value) => value === String(wanted) };
  }
  throw new AwsError('InvalidPolicyDocument', 'Invalid Policy: Invalid Condition.');
}

function denied(why: string): AwsError {
  return new AwsError('AccessDenied', `Invalid according to Policy: ${why}`, {}, 403);
}
