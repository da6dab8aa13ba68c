import type { StartSyncExecutionInput, StartSyncExecutionOutput } from '@aws-sdk/client-sfn';
import type { Given } from '../../../base/given.ts';
import { derivedUuid } from '../../../base/ids.ts';
import type { Call, WaitingHandler } from '../../../dispatch/service.ts';
import type { Reply } from '../../../dispatch/waits.ts';
import { typeNotSupported } from '../errors.ts';
import type { Execution } from '../flow/execution-state.ts';
import { expressFlowId } from '../records.ts';
import { begin } from './executions.ts';
import { runnableOf } from '../versions.ts';

/** AWS: quotas, "Maximum execution time: 5 minutes" of an express workflow. */
const runMsMax = 5 * 60 * 1000;

/** Only of express workflows: answers when the execution is over. */
export const startSyncExecution: WaitingHandler<Given<StartSyncExecutionInput>, StartSyncExecutionOutput> = {
  async waits(input, call) {
    const begun = call.transaction((inner) => begunOnce(input, inner));
    const ended = await call.ask(({ flows }): Reply<Execution> => {
      const state = flows.state<Execution>(begun.flow);
      return state && state.status !== 'RUNNING' ? { answer: state } : {};
    }, runMsMax);
    return answerOf(ended ?? { ...begun, status: 'TIMED_OUT' });
  },
};

/** Asked again after a crash, it finds what it had begun. */
function begunOnce(input: Given<StartSyncExecutionInput>, call: Call): Execution {
  const runnable = runnableOf(call, input.stateMachineArn);
  if (runnable.machine.type !== 'EXPRESS')
    typeNotSupported('This operation is not supported by this type of state machine');
  const given = input.input ?? '{}';
  const { effectId } = call;
  if (effectId === undefined) return begin(call, runnable, { given, name: input.name });
  const name = input.name ?? derivedUuid(effectId, 'name');
  const expressId = derivedUuid(effectId);
  const before = call.flows.state<Execution>(expressFlowId(call, runnable.machine.name, name, expressId));
  return before ?? begin(call, runnable, { given, name, expressId });
}

function answerOf({
  arn,
  machineArn,
  name,
  startDate,
  stopDate,
  status,
  input,
  output,
  error,
  cause,
}: Execution) {
  return {
    executionArn: arn,
    stateMachineArn: machineArn,
    name,
    startDate: new Date(startDate),
    stopDate: new Date(stopDate ?? startDate),
    status:
      status === 'SUCCEEDED'
        ? ('SUCCEEDED' as const)
        : status === 'TIMED_OUT'
          ? ('TIMED_OUT' as const)
          : ('FAILED' as const),
    input: JSON.stringify(input),
    inputDetails: { included: true },
    ...(output !== undefined && { output: JSON.stringify(output), outputDetails: { included: true } }),
    ...(error !== undefined && { error }),
    ...(cause !== undefined && { cause }),
  };
}
