import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ContainerDefinition } from '@aws-sdk/client-ecs';
import { patienceWith, stoppable } from './containers.ts';
import { beginTask, withContainer, type ContainerState, type TaskState } from './task-state.ts';

function taskOf(
  definitions: Readonly<Record<string, Partial<ContainerDefinition>>>,
  states: Readonly<Record<string, Partial<ContainerState>>>,
): TaskState {
  const containerDefinitions = Object.entries(definitions).map(([name, rest]) => ({ name, ...rest }));
  const definition = { containerDefinitions } as unknown as TaskState['definition'];
  const task = beginTask({ definition, targets: [] } as unknown as Parameters<typeof beginTask>[0]);
  return Object.entries(states).reduce((all, [name, state]) => withContainer(all, name, state), task);
}

const on = (containerName: string, condition: 'COMPLETE' | 'HEALTHY' | 'START' | 'SUCCESS' = 'START') => ({
  dependsOn: [{ containerName, condition }],
});

test('containers are told to stop when nobody who depends on them runs any more', () => {
  const running = { status: 'RUNNING' } as const;
  const stopped = { status: 'STOPPED' } as const;
  const asked = { ...running, stopping: true } as const;
  const chain = { db: {}, app: on('db'), proxy: on('app'), agent: {} };
  const rows: readonly [Parameters<typeof taskOf>[1], string][] = [
    [{ db: running, app: running, proxy: running, agent: running }, 'proxy,agent'],
    [{ db: running, app: running, proxy: asked, agent: asked }, ''],
    [{ db: running, app: running, proxy: stopped, agent: asked }, 'app'],
    [{ db: running, app: stopped, proxy: running, agent: stopped }, 'db,proxy'],
    [{ db: running, app: stopped, proxy: stopped, agent: stopped }, 'db'],
    [{ db: stopped, app: stopped, proxy: stopped, agent: stopped }, ''],
  ];
  for (const [states, expected] of rows)
    assert.equal(stoppable(taskOf(chain, states)).join(), expected, JSON.stringify(states));
});

test('who waits for another has as much patience as the other is given', () => {
  const second = 1000;
  const started = { status: 'RUNNING', startedAt: 10 * second } as const;
  const late = { dependency: 'db', container: 'app' };
  const rows: readonly [Partial<ContainerDefinition>, Partial<ContainerState>, number, object][] = [
    [on('db', 'HEALTHY'), started, 39, { until: 40 * second }],
    [on('db', 'HEALTHY'), started, 40, { late }],
    [on('db', 'SUCCESS'), started, 40, { late }],
    [on('db', 'HEALTHY'), { ...started, health: 'HEALTHY' }, 40, {}],
    [on('db', 'COMPLETE'), { ...started, status: 'STOPPED', exitCode: 1 }, 40, {}],
    [on('db', 'START'), started, 40, {}],
    [on('db', 'HEALTHY'), { status: 'STARTING' }, 40, {}],
  ];
  for (const [app, db, now, expected] of rows) {
    const task = taskOf({ db: { startTimeout: 30 }, app }, { db });
    assert.deepEqual(patienceWith(task, now * second), expected, JSON.stringify([app, db, now]));
  }
});
