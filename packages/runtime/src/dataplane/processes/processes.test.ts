import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { VirtualClock } from '../../base/clock.virtual.ts';
import { never, processesContract, type ProcessStage } from './processes.contract.ts';
import { SimulatedProcesses } from './processes.simulated.ts';

function openSimulated(): ProcessStage & { processes: SimulatedProcesses; clock: VirtualClock } {
  const clock = new VirtualClock(0);
  const processes = new SimulatedProcesses(clock);
  return {
    clock,
    processes,
    workspace: 'any',
    async passing(promise) {
      let settled = false;
      const settle = () => (settled = true);
      promise.then(settle, settle);
      for (;;) {
        await new Promise((resolve) => setImmediate(resolve));
        if (settled) return promise;
        const next = clock.nextAlarm();
        if (next) clock.advance(next.time - clock.now());
      }
    },
    close: async () => {},
  };
}

processesContract('simulated processes', async () => openSimulated());

describe('simulated processes', () => {
  const start = (processes: SimulatedProcesses, process: string) =>
    processes.start({ type: 'process.start', process, workspace: 'w', env: {}, command: { shell: 'sh' } });

  test('a command takes a second of house time, and fails where it is told to', async () => {
    const { processes, clock, passing } = openSimulated();
    processes.commandExits('npm test', 2);
    await start(processes, 'build 1');
    const run = { type: 'process.run', process: 'build 1', part: 'build' } as const;
    const ran = await passing(
      processes.run({ ...run, commands: ['npm ci', 'npm test', 'npm pack'], finally: ['date'] }, never),
    );
    assert.deepEqual(ran, { exitCode: 2, failedCommand: 'npm test', variables: {} });
    assert.equal(clock.now(), 3000);
    assert.deepEqual(processes.commands, ['build 1: npm ci', 'build 1: npm test', 'build 1: date']);
  });

  test('what dies tells those who follow it', async () => {
    const { processes } = openSimulated();
    await start(processes, 'task/blue');
    const following = processes.follow({ type: 'process.follow', process: 'task/blue', from: 0 }, never);
    processes.tell(['dies', 'blue'], '');
    assert.deepEqual((await following).exit, { exitCode: null, signal: 'SIGKILL' });
    assert.deepEqual(processes.started, ['task/blue']);
  });
});
