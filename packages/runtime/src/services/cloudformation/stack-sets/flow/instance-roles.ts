import type * as sdk from '@aws-sdk/client-cloudformation';
import { AwsError } from '../../../../base/aws-error.ts';
import type { AwsCall } from '../../../../base/effects/aws.ts';
import { servicePrincipal } from '../../../../base/service-principal.ts';
import { administrationRoleUntrusting, executionRoleUntrusting } from '../errors.ts';
import type { Script } from './instance-script.ts';
import { executionRole, type Job } from './instance-job.ts';

/** CloudFormation becomes the administration role, and that the execution role of the target's account. */
export function* assumed(job: Job): Script<void> {
  const { administrationRoleArn, scope } = job;
  const { account } = scope;
  const administration = administrationRoleArn.replace(/^.*:role\//, '');
  yield* assuming(job, { role: administrationRoleArn, as: servicePrincipal('cloudformation') }, () =>
    administrationRoleUntrusting(account, administration),
  );
  yield* assuming(job, { role: executionRole(job), as: administrationRoleArn }, () =>
    executionRoleUntrusting(job.account, job.executionRoleName, administration),
  );
}

function* assuming(
  job: Job,
  { role, as }: { readonly role: string; readonly as: string },
  refuse: () => never,
): Script<void> {
  const { operation, scope, stackSetArn } = job;
  const input = { RoleArn: role, RoleSessionName: sessionOf(job) };
  const effect: AwsCall = {
    type: 'aws.call',
    service: 'sts',
    operation: 'AssumeRole',
    input,
    as,
    session: sessionOf({ operation }),
    // AWS: user guide, "Grant self-managed permissions": the administration role may ask for it, against deputies.
    sourceArn: stackSetArn,
    scope,
  };
  try {
    yield { effect, keep: () => null };
  } catch (error) {
    if (error instanceof AwsError) refuse();
    throw error;
  }
}

/** AWS: as seen in refusals: a session is called by a UUID, the operation's. */
const sessionOf = ({ operation }: Pick<Job, 'operation'>): string => operation.slice(0, 64);

/** A call to CloudFormation where the stack is, as the execution role. With a condition: asked until it is true. */
export function* called<Kept>(
  job: Job,
  operation: string,
  input: object,
  keep: (output: any) => Kept,
  until?: string,
): Script<Kept> {
  const asked = { ...asExecutionRole(job), service: 'cloudformation', operation, input };
  return yield {
    effect: until === undefined ? { type: 'aws.call', ...asked } : { type: 'aws.wait', ...asked, until },
    keep,
  };
}

const asExecutionRole = (job: Job) => ({
  as: executionRole(job),
  session: sessionOf(job),
  scope: { account: job.account, region: job.region },
});

const gateName = 'AWSCloudFormationStackSetAccountGate';

/** Asks the function by which an account says whether it lets an operation in. */
// AWS: user guide, "Prevent failed StackSets deployments using target account gates": an account without such a
// function, or whose role may not invoke it, lets everything in.
export function* gatePassed(job: Job): Script<sdk.AccountGateResult> {
  const effect: AwsCall = {
    type: 'aws.call',
    ...asExecutionRole(job),
    service: 'lambda',
    operation: 'Invoke',
    input: { FunctionName: gateName, Payload: '{}' },
  };
  try {
    return yield { effect, keep: gateAnswer };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const arn = `arn:aws:lambda:${job.region}:${job.account}:function:${gateName}`;
    const missing = error.name === 'ResourceNotFoundException';
    return { Status: 'SKIPPED', StatusReason: missing ? `Function not found: ${arn}` : error.message };
  }
}

function gateAnswer({
  Payload = '',
  FunctionError,
}: {
  readonly Payload?: string;
  readonly FunctionError?: string;
}): sdk.AccountGateResult {
  // AWS: unverified of a function that fails.
  if (FunctionError !== undefined) return { Status: 'FAILED', StatusReason: Payload };
  return /^\s*\{.*"Status"\s*:\s*"SUCCEEDED"/s.test(Payload)
    ? { Status: 'SUCCEEDED' }
    : { Status: 'FAILED', StatusReason: Payload };
}
