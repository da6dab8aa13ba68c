import type { WaitingCall } from '../../../dispatch/service.ts';
import { policyAndUrl, stackPolicyInvalid } from '../errors.ts';
import type { StackRecord } from '../records.ts';
import { isStackPolicy } from '../stack-policy.ts';
import { textAt } from './template-source.ts';

/** What is given of stack policies; one for the update alone is UpdateStack's. */
export interface PolicySource {
  readonly StackPolicyBody?: string | undefined;
  readonly StackPolicyURL?: string | undefined;
  readonly StackPolicyDuringUpdateBody?: string | undefined;
  readonly StackPolicyDuringUpdateURL?: string | undefined;
}

export type Policies = Pick<StackRecord, 'policy' | 'policyOnce'>;

/** Reads the policies that a caller gives along, from S3 where they are named by their URL. */
export async function policiesOf(source: PolicySource, call: WaitingCall): Promise<Policies> {
  const policy = await policyOf(source.StackPolicyBody, source.StackPolicyURL, call);
  const policyOnce = await policyOf(
    source.StackPolicyDuringUpdateBody,
    source.StackPolicyDuringUpdateURL,
    call,
  );
  return { ...(policy !== undefined && { policy }), ...(policyOnce !== undefined && { policyOnce }) };
}

async function policyOf(
  body: string | undefined,
  url: string | undefined,
  call: WaitingCall,
): Promise<string | undefined> {
  // AWS: API reference, UpdateStack: "either the StackPolicyBody or the StackPolicyURL parameter, but not both".
  if (body !== undefined && url !== undefined) policyAndUrl();
  const text = url === undefined ? body : await textAt(url, call);
  if (text !== undefined && !isStackPolicy(text)) stackPolicyInvalid();
  return text;
}
