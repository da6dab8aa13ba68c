import type { Call } from '../../dispatch/service.ts';
import { invalidToken, taskTimedOut } from './errors.ts';
import { taskOfToken } from './flow/effect-name.ts';
import type { Execution } from './flow/execution-state.ts';
import type { TaskReported } from './flow/execution.ts';
import type { Report } from './flow/tasks.ts';
import { executionKind } from './records.ts';

type Task = NonNullable<ReturnType<typeof taskOfToken>>;

/** A token is good for one task, and in its account and region. */
function taskIn(call: Call, token: string): Task | undefined {
  const found = taskOfToken(token);
  return found?.flow.startsWith(`${executionKind}|${call.account}|${call.region}|`) ? found : undefined;
}

function isWaiting(call: Call, { flow, thread, task }: Task): boolean {
  const blocked = call.flows.state<Execution>(flow)?.threads[thread]?.blocked;
  return blocked?.on === 'task' && blocked.task === task;
}

/** Whether a task is still to be done. */
export function isWaitedFor(call: Call, token: string): boolean {
  const found = taskIn(call, token);
  return found !== undefined && isWaiting(call, found);
}

/** Somebody with a token says how its task goes. */
export function report(call: Call, token: string, said: Report): object {
  const found = taskIn(call, token) ?? invalidToken();
  if (!isWaiting(call, found)) return taskTimedOut();
  const fact: TaskReported = { type: 'TaskReported', thread: found.thread, task: found.task, report: said };
  call.flows.tell(found.flow, fact);
  return {};
}
