import type {
  CreateActivityInput,
  CreateActivityOutput,
  DeleteActivityInput,
  DescribeActivityInput,
  DescribeActivityOutput,
  GetActivityTaskInput,
  GetActivityTaskOutput,
  ListActivitiesInput,
  ListActivitiesOutput,
} from '@aws-sdk/client-sfn';
import type { Given } from '../../../base/given.ts';
import { pageOf } from '../../../base/pagination.ts';
import type { Call, Handler, WaitingHandler } from '../../../dispatch/service.ts';
import type { Reply } from '../../../dispatch/waits.ts';
import { activityDoesNotExist, invalidArn, invalidName, nextTokenInvalid } from '../errors.ts';
import { activities, activityArn, activityTasks, ordinalKey, type ActivityRecord } from '../records.ts';
import { isWaitedFor, report } from '../reporting.ts';

const pageSizeDefault = 100;
/** AWS: GetActivityTask: "The maximum time the service holds on to the request before responding is 60 seconds". */
const heldMs = 60_000;

/** AWS: idempotent by its name. */
export const createActivity: Handler<Given<CreateActivityInput>, CreateActivityOutput> = (
  { name, tags = [] },
  call,
) => {
  if (!/^[A-Za-z0-9_.-]{1,80}$/.test(name)) invalidName(name);
  const before = activities.get(call.tx, call, name);
  const activity = before ?? {
    name,
    createdAt: call.now,
    tags: Object.fromEntries(tags.map(({ key = '', value = '' }) => [key, value])),
  };
  if (!before) activities.put(call.tx, call, name, activity);
  return { activityArn: activityArn(call, name), creationDate: new Date(activity.createdAt) };
};

export function activityNameIn(arn: string): string {
  return /^arn:[^:]+:states:[^:]+:\d{12}:activity:([^:]+)$/.exec(arn)?.[1] ?? invalidArn(arn);
}

const activityOf = (call: Call, arn: string): ActivityRecord =>
  activities.get(call.tx, call, activityNameIn(arn)) ?? activityDoesNotExist(arn);

export const describeActivity: Handler<Given<DescribeActivityInput>, DescribeActivityOutput> = (
  { activityArn: arn },
  call,
) => {
  const { name, createdAt } = activityOf(call, arn);
  return { activityArn: arn, name, creationDate: new Date(createdAt) };
};

/** Deleting what is not there is no error. What was to be done goes with it: nobody can take it any more. */
export const deleteActivity: Handler<Given<DeleteActivityInput>, object> = ({ activityArn: arn }, call) => {
  activities.delete(call.tx, call, activityNameIn(arn));
  return {};
};

export const listActivities: Handler<Given<ListActivitiesInput>, ListActivitiesOutput> = (input, call) => {
  const page = pageOf(activities.list(call.tx, call), ({ name }) => name, {
    token: input.nextToken,
    limit: input.maxResults || pageSizeDefault,
    invalid: nextTokenInvalid,
  });
  return {
    activities: page.items.map(({ name, createdAt }) => ({
      activityArn: activityArn(call, name),
      name,
      creationDate: new Date(createdAt),
    })),
    nextToken: page.next,
  };
};

/** What a state has for a worker. */
export interface OfferedTask {
  readonly activityArn: string;
  readonly token: string;
  readonly input: string;
}

/** Inside only: a state has something to be done. */
export const offerActivityTask: Handler<OfferedTask, object> = ({ activityArn: arn, token, input }, call) => {
  const { name } = activityOf(call, arn);
  const ordinal = call.tx.next(`states.activity-tasks|${call.account}|${call.region}`);
  activityTasks.put(call.tx, call, ordinalKey(name, ordinal), { ordinal, token, input });
  return {};
};

/** Answers the oldest task that is still waited for, or waits for one; after a minute it answers without. */
export const getActivityTask: WaitingHandler<Given<GetActivityTaskInput>, GetActivityTaskOutput> = {
  async waits({ activityArn: arn, workerName }, call) {
    const deadline = call.now + heldMs;
    for (;;) {
      const taken = call.transaction((inner) => takeTask(inner, arn, workerName));
      if (taken) return taken;
      const there = await call.ask((now): Reply<boolean> => {
        if (nextTask(now, arn)) return { answer: true };
        return now.now >= deadline ? { answer: false } : { againAt: deadline };
      }, heldMs);
      if (!there) return {};
    }
  },
};

function nextTask(call: Call, arn: string) {
  const { name } = activityOf(call, arn);
  const offered = activityTasks.list(call.tx, call, { prefix: `${name}|` });
  return offered.find(({ token }) => isWaitedFor(call, token));
}

/** What nobody waits for any more is thrown away on the way. */
function takeTask(call: Call, arn: string, worker: string | undefined): GetActivityTaskOutput | undefined {
  const { name } = activityOf(call, arn);
  for (const { ordinal, token, input } of activityTasks.list(call.tx, call, { prefix: `${name}|` })) {
    activityTasks.delete(call.tx, call, ordinalKey(name, ordinal));
    if (!isWaitedFor(call, token)) continue;
    report(call, token, { type: 'started', ...(worker !== undefined && { worker }) });
    return { taskToken: token, input };
  }
  return undefined;
}
