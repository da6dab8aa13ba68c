import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { EffectRefusal } from '../../base/effects/effect.ts';
import type { ProcessFollowed, ProcessRan, ProcessRun } from '../../base/effects/process.ts';
import type { Processes } from './processes.ts';

/** A place to run processes in: `passing` lets time pass, where it is virtual, until a promise is settled. */
export interface ProcessStage {
  readonly processes: Processes;
  readonly workspace: string;
  passing<T>(promise: Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export const never = new AbortController().signal;

/** What processes promise, wherever they run. */
export function processesContract(name: string, open: () => Promise<ProcessStage>): void {
  describe(name, () => {
    const opened = open();
    after(async () => (await opened).close());
    let count = 0;

    async function shell(limit: { readonly timeoutMs?: number } = {}) {
      const { processes, workspace, passing } = await opened;
      const process = `shell ${++count}`;
      const start = () =>
        processes.start(
          { type: 'process.start', process, workspace, env: {}, command: { shell: 'sh' }, ...limit },
          never,
        );
      await start();
      return {
        process,
        start,
        run: (part: string, commands: readonly string[], more: Partial<ProcessRun> = {}) =>
          passing(processes.run({ type: 'process.run', process, part, commands, ...more }, never)),
        follow: (from = 0) => passing(followed(processes, process, from)),
        stop: () => passing(processes.stop({ type: 'process.stop', process, graceMs: 500 }, never)),
      };
    }

    test('a process that is started twice is one', async () => {
      const { start, stop } = await shell();
      assert.deepEqual(await start(), await start());
      await stop();
    });

    test('the commands of a part succeed, and what they said is followed from the first byte', async () => {
      const { run, stop, follow } = await shell();
      const ran: ProcessRan = await run('build', ['echo one', 'echo two']);
      assert.deepEqual(ran, { exitCode: 0, variables: {} });
      await stop();
      const all = await follow();
      assert.match(all.output, /one\n(.*\n)?.*two\n$/);
      assert.ok(all.exit);
      const rest = await follow(4);
      assert.equal(rest.output, Buffer.from(all.output).subarray(4).toString());
      assert.equal(rest.next, all.next);
    });

    test('a part that is asked for again answers as before and is not run again', async () => {
      const { run, stop, follow } = await shell();
      const both = await Promise.all([run('a part', ['echo once']), run('a part', ['echo once'])]);
      assert.deepEqual(both[0], both[1]);
      assert.deepEqual(await run('a part', ['echo once']), both[0]);
      await stop();
      assert.equal((await follow()).output.match(/once$/gm)?.length, 1);
    });

    test('a shell ends with its last part, and all that it said is followed', async () => {
      const { run, follow } = await shell();
      assert.deepEqual(await run('first', ['echo one']), { exitCode: 0, variables: {} });
      const last = { last: { graceMs: 500 } };
      const ran = await run('last', ['echo two'], last);
      assert.deepEqual(ran, { exitCode: 0, over: true, variables: {} });
      const { output, exit } = await follow();
      assert.match(output, /one\n(.*\n)?.*two\n$/);
      assert.deepEqual(exit, { exitCode: 0, signal: null });
      assert.deepEqual(await run('last', ['echo two'], last), ran);
    });

    test('a part that a shell begins with is run once, and told to whoever asks for it', async () => {
      const { processes, workspace, passing } = await opened;
      const process = `shell ${++count}`;
      const first = { part: 'build', commands: ['echo once'], last: { graceMs: 500 } };
      const start = { type: 'process.start', process, workspace, env: {}, first } as const;
      for (const _ of [1, 2]) await processes.start({ ...start, command: { shell: 'sh' } }, never);
      const ran = await passing(processes.run({ type: 'process.run', process, ...first }, never));
      assert.deepEqual(ran, { exitCode: 0, over: true, variables: {} });
      assert.equal((await followed(processes, process)).output.match(/once$/gm)?.length, 1);
    });

    test('a shell that was stopped in the midst of a part answers that it died', async () => {
      const { run, stop } = await shell();
      const running = run('long', ['sleep 600']);
      await stop();
      assert.equal((await running).died, true);
    });

    test('a shell announces its commands in order with what they say, and the end of the part', async () => {
      const { run, stop, follow } = await shell();
      const announce = { before: '\u001eBUILD ', after: '\u001eBUILD.' };
      await run('build', ['echo one', 'echo two'], { finally: ['echo three'], announce });
      await stop();
      const said = (await follow()).output.match(/\u001eBUILD( \d|\.)\n|(one|two|three)\n/g);
      assert.equal(
        said?.join(''),
        '\u001eBUILD 0\none\n\u001eBUILD 1\ntwo\n\u001eBUILD 2\nthree\n\u001eBUILD.\n',
      );
    });

    test('a shell that lives too long is ended, and says why', async () => {
      const { run, follow } = await shell({ timeoutMs: 300 });
      const ran = await run('long', ['sleep 600']);
      assert.deepEqual([ran.died, ran.timedOut], [true, true]);
      assert.equal((await follow()).exit?.timedOut, true);
    });

    test('what was never started is refused, and is stopped without harm', async () => {
      const { processes } = await opened;
      const process = 'nobody';
      const refused = { name: 'Error', code: 'NoSuchProcess' };
      await assert.rejects(
        async () => processes.follow({ type: 'process.follow', process, from: 0 }, never),
        refused,
      );
      await assert.rejects(
        async () => processes.run({ type: 'process.run', process, part: '1', commands: [] }, never),
        (error) => error instanceof EffectRefusal,
      );
      await processes.stop({ type: 'process.stop', process, graceMs: 0 }, never);
    });

    test('what runs is measured: its time on a processor only rises', async () => {
      const { process, run, stop } = await shell();
      const { processes } = await opened;
      const asked = { type: 'process.measure', processes: [process, 'nobody'] } as const;
      const before = await processes.measure(asked, never);
      await run('busy', ['i=0; while [ $i -lt 60000 ]; do i=$((i+1)); done']);
      const after = await processes.measure(asked, never);
      assert.deepEqual(Object.keys(before.usages), [process]);
      assert.ok(after.usages[process]!.cpuMs > before.usages[process]!.cpuMs);
      assert.ok(after.usages[process]!.memoryBytes > 0);
      assert.ok(after.at > before.at && after.machine.cpus > 0 && after.machine.memoryBytes > 2 ** 20);
      await stop();
      assert.deepEqual((await processes.measure(asked, never)).usages, {});
    });

    test('following ends when it is no longer wanted', async () => {
      const { process, stop } = await shell();
      const { processes } = await opened;
      const wanted = new AbortController();
      const following = processes.follow({ type: 'process.follow', process, from: 0 }, wanted.signal);
      wanted.abort(new Error('no longer wanted'));
      await assert.rejects(following, /no longer wanted/);
      await stop();
    });
  });
}

/** Follows to the end. */
export async function followed(processes: Processes, process: string, from = 0): Promise<ProcessFollowed> {
  for (let output = '', next = from; ;) {
    const more = await processes.follow({ type: 'process.follow', process, from: next }, never);
    output += more.output;
    next = more.next;
    if (more.exit) return { output, next, exit: more.exit };
  }
}
