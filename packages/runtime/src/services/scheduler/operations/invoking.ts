import { flowId, type Handler } from '../../../dispatch/service.ts';
import { invocationFlow, type Invocation } from '../flow/invocation.ts';
import { scheduleArn, scheduleKey, schedules } from '../records.ts';
import { remove } from './schedules.ts';

interface Due {
  readonly group: string;
  readonly name: string;
  /** House time. */
  readonly due: number;
  /** Whether it will never come due again. */
  readonly isLast: boolean;
}

/** The house's own, asked by a schedule that has come due. */
export const invokeTarget: Handler<Due, object> = ({ group, name, due, isLast }, call) => {
  const schedule = schedules.get(call.tx, call, scheduleKey(group, name));
  if (!schedule) return {};
  const { account, region } = call;
  const invocation: Invocation = {
    account,
    region,
    scheduleArn: scheduleArn(call, schedule),
    target: schedule.target,
    id: call.ids.uuid(),
    due,
    attempts: 0,
  };
  const id = flowId(invocationFlow.kind, call, `${group}|${name}|${due}`);
  call.flows.start(invocationFlow.kind, id, invocation);
  if (isLast && schedule.deletesItself) remove(call, schedule);
  return {};
};
