import { assert } from '../../../base/assert.ts';
import type { Effect } from '../../../base/effects/effect.ts';
import type { ProcessMeasured } from '../../../base/effects/process.ts';
import { never } from '../../../base/never.ts';
import type { Scope } from '../../../base/scope.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import type { Decision, EngineFact, Flow, Telling } from '../../../engine/flow.ts';
import { reservedBy } from '../limits.ts';
import { meteringFlowId } from '../records.ts';
import { processOf } from './containers.ts';
import type { TaskState } from './task-state.ts';
import { utilization, type MeteredTask } from './utilization.ts';

/** What the tasks of a cluster use, told to CloudWatch every full minute while there are any. */
export interface Metering {
  readonly scope: Scope;
  readonly cluster: string;
  /** Those that run, by id. */
  readonly tasks: Readonly<Record<string, MeteredTask>>;
  /** When they were measured last; wall time. */
  readonly measuredAt?: number;
}

interface TaskRuns {
  readonly type: 'TaskRuns';
  readonly taskId: string;
  readonly task: MeteredTask;
}
interface TaskRunsNoLonger {
  readonly type: 'TaskRunsNoLonger';
  readonly taskId: string;
}
type MeteringFact = TaskRuns | TaskRunsNoLonger;

export const meteringFlow: Flow<Metering, MeteringFact> = { kind: 'ecs.metering', decide };

const minuteMs = 60_000;
/** AWS: PutMetricData, "up to 1000 different metrics". */
const dataMax = 1000;

function decide(state: Metering, fact: MeteringFact | EngineFact, now: number): Decision<Metering> {
  switch (fact.type) {
    case 'Started':
      return { state };
    case 'TaskRuns':
      return asleep({ ...state, tasks: { ...state.tasks, [fact.taskId]: fact.task } }, now);
    case 'TaskRunsNoLonger': {
      const { [fact.taskId]: _gone, ...tasks } = state.tasks;
      return asleep({ ...state, tasks }, now);
    }
    case 'WakeTime': {
      const processes = Object.values(state.tasks).flatMap((task) => task.processes);
      return { ...asleep(state, now), effects: { measure: { type: 'process.measure', processes } } };
    }
    case 'EffectSucceeded':
      return fact.effect === 'measure' ? measured(state, fact.output, now) : asleep(state, now);
    case 'EffectFailed':
      // The next minute is measured again.
      return asleep(state, now);
    case 'FlowEnded':
      assert(false, 'metering awaits no other flow');
      return { state };
    default:
      return never(fact);
  }
}

const asleep = (state: Metering, now: number): Decision<Metering> => ({
  state,
  ...(Object.keys(state.tasks).length > 0 && { wakeAt: (Math.floor(now / minuteMs) + 1) * minuteMs }),
});

function measured(state: Metering, now: ProcessMeasured, moment: number): Decision<Metering> {
  const { tasks, data } = utilization(state, now);
  const after: Metering = { ...state, tasks, measuredAt: now.at };
  const Timestamp = new Date(Math.floor(moment / minuteMs) * minuteMs - minuteMs).toISOString();
  const parts = Array.from({ length: Math.ceil(data.length / dataMax) }, (_, index) =>
    data.slice(index * dataMax, (index + 1) * dataMax).map((datum) => ({ ...datum, Timestamp })),
  );
  const effects = parts.map((MetricData, index): [string, Effect] => [
    `put:${index}`,
    {
      type: 'aws.call',
      service: 'cloudwatch',
      operation: 'PutMetricData',
      input: { Namespace: 'AWS/ECS', MetricData },
      as: servicePrincipal('ecs'),
      scope: state.scope,
    },
  ]);
  return { ...asleep(after, moment), effects: Object.fromEntries(effects) };
}

/** AWS: "These metrics are collected for resources that have tasks in the RUNNING state." */
export function meteringTold(before: TaskState | undefined, after: TaskState): Telling[] {
  const [ran, runs] = [before?.lastStatus === 'RUNNING', after.lastStatus === 'RUNNING'];
  if (ran === runs) return [];
  const { scope, cluster, taskId } = after;
  const fact: MeteringFact = runs
    ? { type: 'TaskRuns', taskId, task: meteredTask(after) }
    : { type: 'TaskRunsNoLonger', taskId };
  return [{ flow: meteringFlowId(scope, cluster), fact }];
}

const meteredTask = (task: TaskState): MeteredTask => ({
  ...(task.service && { service: task.group.slice('service:'.length) }),
  onInstances: task.launchType !== 'FARGATE',
  processes: Object.keys(task.containers).map((name) => processOf(task, name)),
  reserved: reservedBy(task.definition, task.overrides),
});
