import type { SendTaskFailureInput, SendTaskHeartbeatInput, SendTaskSuccessInput } from '@aws-sdk/client-sfn';
import type { Given } from '../../../base/given.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { invalidOutput, invalidToken, taskTimedOut } from '../errors.ts';
import { taskOfToken } from '../flow/effect-name.ts';
import type { Execution } from '../flow/execution-state.ts';
import type { TaskReported } from '../flow/execution.ts';
import type { Report } from '../flow/tasks.ts';
import { parsedJson } from '../language/json.ts';
import { executionKind } from '../records.ts';

export const sendTaskSuccess: Handler<Given<SendTaskSuccessInput>, object> = (
  { taskToken, output },
  call,
) => {
  const { value } = parsedJson(output) ?? invalidOutput();
  return report(call, taskToken, { type: 'succeeded', output: value });
};

export const sendTaskFailure: Handler<Given<SendTaskFailureInput>, object> = (
  { taskToken, error, cause },
  call,
) =>
  // AWS: unverified what an error without a name is.
  report(call, taskToken, { type: 'failed', error: error ?? 'States.TaskFailed', cause: cause ?? '' });

export const sendTaskHeartbeat: Handler<Given<SendTaskHeartbeatInput>, object> = ({ taskToken }, call) =>
  report(call, taskToken, { type: 'alive' });

/** A token is good for one task, while that waits, and in its account and region. */
function report(call: Call, token: string, said: Report): object {
  const found = taskOfToken(token);
  if (!found?.flow.startsWith(`${executionKind}|${call.account}|${call.region}|`)) return invalidToken();
  const blocked = call.flows.state<Execution>(found.flow)?.threads[found.thread]?.blocked;
  if (blocked?.on !== 'task' || blocked.task !== found.task) return taskTimedOut();
  const fact: TaskReported = { type: 'TaskReported', thread: found.thread, task: found.task, report: said };
  call.flows.tell(found.flow, fact);
  return {};
}
