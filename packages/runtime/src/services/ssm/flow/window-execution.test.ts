import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WindowTask } from '../windows/kept.ts';
import type { WindowExecution } from './window-execution-state.ts';
import { windowExecutionFlow } from './window-execution.ts';

const task: WindowTask = {
  WindowId: 'mw-1',
  WindowTaskId: 'task-1',
  Targets: [],
  TaskArn: 'upgrade',
  TaskType: 'LAMBDA',
  parameters: {},
  Priority: 1,
};
const pending = { status: 'PENDING', details: 'PENDING' } as const;
const execution: WindowExecution = {
  account: '000000000000',
  region: 'us-east-1',
  windowId: 'mw-1',
  executionId: 'execution-1',
  startedAt: 0,
  cutoffAt: 1000,
  tasks: [{ id: 'run-1', task, invocations: [{ id: 'invocation-1', targets: [], ...pending }], ...pending }],
  isCancelled: false,
  stopping: [],
  ...pending,
};
const opened = (now: number) => windowExecutionFlow.decide(execution, { type: 'Started' }, now, undefined);

test('what is to be done in a window begins when it opens', () => {
  const { state, effects, ended } = opened(999);
  assert.deepEqual(Object.keys(effects ?? {}), ['begin invocation-1']);
  assert.deepEqual({ status: state.status, ended }, { status: 'IN_PROGRESS', ended: false });
});

test('nothing is begun in a window that opens after its time, since nobody was there', () => {
  const { state, effects, ended } = opened(1000);
  assert.deepEqual(effects, {});
  assert.deepEqual({ status: state.status, ended }, { status: 'TIMED_OUT', ended: true });
});
