import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { ServiceRecord, TaskSetRecord } from '../records.ts';
import { rollingPlan, scalePlan, type Plan } from './rollout.ts';
import { beginService, isHealthy, isLive, type ServiceState, type ServiceTask } from './service-state.ts';

/** `H` healthy, `R` running but not healthy, `P` pending. */
type Letter = 'H' | 'R' | 'P';

function task(taskSet: string, letter: Letter): ServiceTask {
  const State = letter === 'H' ? 'healthy' : 'initial';
  return {
    taskSet,
    createdAt: 0,
    summary: {
      lastStatus: letter === 'P' ? 'PENDING' : 'RUNNING',
      desiredStatus: 'RUNNING',
      targets: [{ targetGroup: 'group', port: 80, status: 'registered', health: { State } }],
    },
  };
}

function state(sets: Readonly<Record<string, string>>): ServiceState {
  const tasks = Object.entries(sets).flatMap(([taskSet, letters]) =>
    [...letters].map((letter, index): [string, ServiceTask] => [
      `${taskSet}${index}`,
      task(taskSet, letter as Letter),
    ]),
  );
  const empty = beginService({ account: '000000000000', region: 'us-east-1' }, 'prod', 'shop');
  return { ...empty, tasks: Object.fromEntries(tasks) };
}

const service = (desiredCount: number, minimumHealthyPercent = 100, maximumPercent = 200) =>
  ({
    status: 'ACTIVE',
    desiredCount,
    deploymentConfiguration: { minimumHealthyPercent, maximumPercent },
  }) as ServiceRecord;

const taskSet = (id: string, status: TaskSetRecord['status'], scalePercent = 100) =>
  ({ id, status, scalePercent }) as TaskSetRecord;

const deployments = [taskSet('old', 'ACTIVE'), taskSet('new', 'PRIMARY')];

function check(sets: Record<string, string>, wanted: ServiceRecord, plan: Plan): void {
  assert.deepEqual(rollingPlan(state(sets), wanted, deployments), plan);
}

test('a first deployment starts all its tasks', () => {
  check({}, service(3), { starts: { new: 3 }, stops: [] });
});

test('new tasks are started beside the old ones, as far as the maximum allows', () => {
  check({ old: 'HH' }, service(2), { starts: { new: 2 }, stops: [] });
  check({ old: 'HHH' }, service(3, 100, 150), { starts: { new: 1 }, stops: [] });
});

test('an old task leaves when a new one is healthy', () => {
  check({ old: 'HH', new: 'RP' }, service(2), { starts: {}, stops: [] });
  check({ old: 'HH', new: 'HR' }, service(2), { starts: {}, stops: ['old0'] });
  check({ old: 'H', new: 'HH' }, service(2), { starts: {}, stops: ['old0'] });
});

test('old tasks that are not well leave first', () => {
  check({ old: 'RH', new: 'P' }, service(2), { starts: { new: 1 }, stops: ['old0'] });
});

test('where there is no room, old tasks leave down to the minimum', () => {
  check({ old: 'HHHH' }, service(4, 50, 100), { starts: {}, stops: ['old0', 'old1'] });
  check({ old: 'HHHH' }, service(4, 100, 100), { starts: {}, stops: [] });
});

test('tasks beyond the desired count leave, the youngest first', () => {
  check({ new: 'HHH' }, service(1), { starts: {}, stops: ['new2', 'new1'] });
  check({ old: 'H', new: 'H' }, service(0), { starts: {}, stops: ['new0', 'old0'] });
});

test('task sets are scaled each by itself, and the count is rounded up', () => {
  const sets = [taskSet('old', 'DRAINING'), taskSet('new', 'ACTIVE', 50)];
  const plan = scalePlan(state({ old: 'HH', new: 'H' }), service(3), sets);
  assert.deepEqual(plan, { starts: { new: 1 }, stops: ['old1', 'old0'] });
});

test('for any mix of tasks a step of a rolling update keeps its limits', () => {
  const letters = fc.string({ unit: fc.constantFrom('H', 'R', 'P'), maxLength: 8 });
  const percents = fc.record({
    least: fc.integer({ min: 0, max: 100 }),
    most: fc.integer({ min: 100, max: 200 }),
  });
  const keepsLimits = fc.property(
    letters,
    letters,
    fc.integer({ min: 1, max: 8 }),
    percents,
    (o, n, desired, p) => {
      const before = state({ old: o, new: n });
      const plan = rollingPlan(before, service(desired, p.least, p.most), deployments);
      const live = Object.entries(before.tasks).filter(([, each]) => isLive(each));
      const healthy = live.filter(([, each]) => isHealthy(each));
      const stopped = healthy.filter(([id]) => plan.stops.includes(id));
      const starts = plan.starts['new'] ?? 0;
      const most = Math.floor((desired * p.most) / 100);
      assert.ok(starts === 0 || live.length + starts <= most, 'never more than the maximum');
      const least = Math.ceil((desired * p.least) / 100);
      assert.ok(
        stopped.length === 0 || healthy.length - stopped.length >= least,
        'never fewer healthy than the minimum',
      );
    },
  );
  fc.assert(keepsLimits, { numRuns: 500 });
});
