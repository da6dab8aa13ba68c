import type { ListExecutionsInput, ListExecutionsOutput } from '@aws-sdk/client-sfn';
import type { Given } from '../../../base/given.ts';
import { pageOf } from '../../../base/pagination.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { invalidArn, nextTokenInvalid, typeNotSupported, validation } from '../errors.ts';
import type { Execution } from '../flow/execution-state.ts';
import type { MapRun } from '../flow/map-run-state.ts';
import { childOf, mapRunOf } from '../map-children.ts';
import { executionFlowId, executions } from '../records.ts';
import { namedIn, runnableOf } from '../versions.ts';
import { pageSizeDefault, qualifiers } from './executions.ts';

type Asked = Given<ListExecutionsInput>;
type Status = NonNullable<Asked['statusFilter']>;

/** Of a state machine, a version, an alias, or a map run: the most recent first. */
export const listExecutions: Handler<Asked, ListExecutionsOutput> = (input, call) => {
  const { stateMachineArn, mapRunArn } = input;
  // AWS: "You can specify either a mapRunArn or a stateMachineArn, but not both"; unverified words.
  if (stateMachineArn !== undefined && mapRunArn !== undefined)
    validation('Either a stateMachineArn or a mapRunArn can be specified, but not both');
  const found =
    mapRunArn === undefined
      ? executionsOf(call, stateMachineArn ?? invalidArn('null'), input)
      : childrenListed(call, mapRunOf(call, mapRunArn), input);
  const page = pageOf(found, ({ execution }) => execution.name, {
    token: input.nextToken,
    limit: input.maxResults || pageSizeDefault,
    invalid: nextTokenInvalid,
  });
  return { executions: page.items.map(answer), nextToken: page.next };
};

interface Listed {
  readonly execution: Execution;
  readonly status: Status;
}

function answer({ execution, status }: Listed) {
  const { arn, machineArn, name, startDate, stopDate, redrives, child } = execution;
  return {
    executionArn: arn,
    stateMachineArn: machineArn,
    ...qualifiers(execution),
    name,
    status,
    startDate: new Date(startDate),
    ...(stopDate !== undefined && { stopDate: new Date(stopDate) }),
    ...(child && { mapRunArn: child.mapRunArn, itemCount: child.items }),
    redriveCount: redrives?.count ?? 0,
    ...(redrives && { redriveDate: new Date(redrives.date) }),
  };
}

/** Of a version or an alias, those that were started by it. */
function executionsOf(call: Call, arn: string, { statusFilter, redriveFilter }: Asked): Listed[] {
  // AWS: ListExecutions, redriveFilter and PENDING_REDRIVE: of map runs alone. The words are unverified.
  if (redriveFilter !== undefined) validation('redriveFilter is for the executions of a map run');
  if (statusFilter === 'PENDING_REDRIVE') validation('PENDING_REDRIVE is for the executions of a map run');
  const { machine } = runnableOf(call, arn);
  const isQualified = namedIn(arn).qualifier !== undefined;
  if (machine.type === 'EXPRESS')
    typeNotSupported('This operation is not supported by this type of state machine');
  const rows = executions.list(call.tx, call, { prefix: `${machine.name}|` }).toReversed();
  return rows
    .map(({ name }) => call.flows.state<Execution>(executionFlowId(call, machine.name, name))!)
    .filter(({ versionArn, aliasArn }) => !isQualified || versionArn === arn || aliasArn === arn)
    .map((execution) => ({ execution, status: execution.status }))
    .filter(({ status }) => statusFilter === undefined || status === statusFilter);
}

function childrenListed(call: Call, run: MapRun, { statusFilter, redriveFilter }: Asked): Listed[] {
  const count = run.total?.executions ?? 0;
  return Array.from({ length: count }, (_, at) => count - 1 - at)
    .flatMap((index) => {
      const execution = childOf(call, run, index);
      return execution ? [{ execution, status: statusOf(execution, run, index) }] : [];
    })
    .filter(
      ({ execution, status }) =>
        (statusFilter === undefined || status === statusFilter) &&
        (redriveFilter === undefined ||
          (redriveFilter === 'REDRIVEN') === (execution.redrives !== undefined)),
    );
}

/** What ended without success waits for its turn where the map run has been redriven. */
const statusOf = ({ status }: Execution, run: MapRun, index: number): Status =>
  run.redrives && run.status === 'RUNNING' && index >= run.next && status !== 'SUCCEEDED'
    ? 'PENDING_REDRIVE'
    : status;
