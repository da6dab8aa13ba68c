import { parseArn } from '../../../base/arn.ts';
import { AwsError } from '../../../base/aws-error.ts';
import { isBlobRef, type BlobRef } from '../../../base/blob.ts';
import type { AwsCall } from '../../../base/effects/aws.ts';
import type { WaitingCall, WaitingHandler } from '../../../dispatch/service.ts';
import { resultTooLong, roleNotAssumed } from '../errors.ts';
import type { Json } from '../language/json.ts';

/** What a task asks that is not asked at once: of S3, whose bodies are bytes, or as a role that has to be assumed. */
export interface TaskCall {
  readonly service: string;
  readonly operation: string;
  readonly input: { readonly Body?: Json };
  readonly as: string;
  /** The machine's role, where the task has one of its own. */
  readonly assumedBy?: string | undefined;
}

/** AWS: quotas, "Maximum input or output size: 256 KiB": what is longer fails the state, and is not read. */
const bytesMax = 262_144;

/** The house's own: asks a service for a task. Any JSON may be given for a body, which is answered as text. */
// AWS: as seen in the wild.
export const callForTask: WaitingHandler<TaskCall, object> = {
  async waits({ service, operation, input, as, assumedBy }, call) {
    const scope = { account: call.account, region: call.region };
    if (assumedBy !== undefined) await assume(call, as, assumedBy);
    const { Body } = service === 's3' ? input : {};
    const asked: AwsCall = {
      type: 'aws.call',
      service,
      operation,
      input: Body === undefined ? input : { ...input, Body: await written(call, Body) },
      as,
      session: 'states',
      loose: true,
      byUser: true,
      scope: assumedBy === undefined ? scope : { ...scope, account: parseArn(as)?.account ?? scope.account },
    };
    const output: { readonly Body?: unknown } = await call.perform(asked);
    return isBlobRef(output?.Body) ? { ...output, Body: await textOf(call, output.Body) } : output;
  },
};

/** AWS: developer guide, "Accessing resources in other AWS accounts": the role has to trust the machine's. */
async function assume(call: WaitingCall, RoleArn: string, as: string): Promise<void> {
  const input = { RoleArn, RoleSessionName: 'states' };
  const scope = { account: call.account, region: call.region };
  try {
    await call.perform({ type: 'aws.call', service: 'sts', operation: 'AssumeRole', input, as, scope });
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    roleNotAssumed(as, RoleArn);
  }
}

const written = (call: WaitingCall, body: Json): Promise<BlobRef> =>
  call.blobs.write(Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)));

async function textOf(call: WaitingCall, blob: BlobRef): Promise<string> {
  if (blob.size > bytesMax) return resultTooLong();
  return Buffer.from(await call.blobs.read(blob)).toString();
}
