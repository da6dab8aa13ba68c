import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import type { InstanceRan, InstanceRun, InstanceStart } from '../../base/effects/instance.ts';
import type { Instances } from './instances.ts';

/** A place for servers, and what is done to them besides. */
export interface InstanceStage {
  readonly instances: Instances;
  /** A server ends by itself. */
  end(instance: string): Promise<void>;
  /** What user data has done on a server that has booted, a line each time. */
  booted(instance: string): Promise<readonly string[]>;
  close(): Promise<void>;
}

const never = new AbortController().signal;

const started = (instance: string, boot = 1): InstanceStart => ({
  type: 'instance.start',
  instance,
  boot,
  account: '000000000000',
  region: 'us-east-1',
  endpoint: 'http://127.0.0.1:9',
  address: '127.78.0.1',
  userData: '#!/bin/sh\necho "user data of $INSTANCE_ID" >> done\n',
});

const script = (instance: string, command: string, more: Partial<InstanceRun> = {}): InstanceRun => ({
  type: 'instance.run',
  instance,
  command,
  script: 'echo "$WORD of $INSTANCE_ID"',
  account: '000000000000',
  region: 'us-east-1',
  endpoint: 'http://127.0.0.1:9',
  address: '127.78.0.1',
  env: { WORD: 'word' },
  timeoutMs: 60_000,
  keep: false,
  ...more,
});

/** What servers promise, whether they are processes or only names. */
export function instancesContract(name: string, open: () => Promise<InstanceStage>): void {
  describe(name, () => {
    const opened = open();
    after(async () => (await opened).close());

    test('a server that is started twice is one, and its user data runs when it is first started', async () => {
      const { instances, booted } = await opened;
      const first = await instances.start(started('i-1'), never);
      assert.deepEqual(await instances.start(started('i-1'), never), first);
      assert.equal((await booted('i-1')).length, 1);
      await instances.stop({ type: 'instance.stop', instance: 'i-1', boot: 1, remove: false }, never);
      await instances.start(started('i-1', 2), never);
      assert.equal((await booted('i-1')).length, 1);
      await instances.stop({ type: 'instance.stop', instance: 'i-1', boot: 2, remove: true }, never);
      await instances.stop({ type: 'instance.stop', instance: 'i-1', boot: 2, remove: true }, never);
    });

    test('what a server uses is measured, as long as that boot of it runs', async () => {
      const { instances } = await opened;
      await instances.start(started('i-3'), never);
      const measure = (boot: number) =>
        instances.measure({ type: 'instance.measure', instance: 'i-3', boot }, never);
      const { usages, machine } = await measure(1);
      assert.deepEqual(Object.keys(usages), ['i-3']);
      assert.ok(usages['i-3']!.cpuMs >= 0 && machine.cpus > 0);
      assert.deepEqual((await measure(2)).usages, {});
      await instances.stop({ type: 'instance.stop', instance: 'i-3', boot: 1, remove: true }, never);
      assert.deepEqual((await measure(1)).usages, {});
    });

    test('what is attached is harmless to attach and to take away again, and goes to nobody that is gone', async () => {
      const { instances } = await opened;
      await instances.start(started('i-4'), never);
      const place = { instance: 'i-4', device: '/dev/sdf' };
      for (let time = 0; time < 2; time += 1)
        await instances.attach({ type: 'instance.attach', volume: 'vol-1', ...place });
      for (let time = 0; time < 2; time += 1) await instances.detach({ type: 'instance.detach', ...place });
      await instances.stop({ type: 'instance.stop', instance: 'i-4', boot: 1, remove: true }, never);
      await assert.rejects(
        async () => instances.attach({ type: 'instance.attach', volume: 'vol-1', ...place }),
        { code: 'NoSuchInstance' },
      );
      for (let time = 0; time < 2; time += 1)
        await instances.discard({ type: 'instance.discard', volume: 'vol-1' });
    });

    test('a script that is asked for many times at once runs once; what it says is told and kept', async () => {
      const { instances } = await opened;
      await instances.start(started('i-6'), never);
      const asked = Array.from({ length: 20 }, () =>
        instances.run(script('i-6', 'one', { keep: true }), never),
      );
      const [ran, ...others] = (await Promise.all(asked)) as [InstanceRan, ...InstanceRan[]];
      for (const again of others) assert.deepEqual(again, ran);
      assert.equal(ran.exitCode, 0);
      assert.equal(ran.stdout.whole!.size, Buffer.byteLength(ran.stdout.text));
      assert.deepEqual(ran.stderr, { text: '' });
      assert.deepEqual((await instances.run(script('i-6', 'two'), never)).stdout, { text: ran.stdout.text });
      await instances.stop({ type: 'instance.stop', instance: 'i-6', boot: 1, remove: true }, never);
    });

    test('a script is interrupted alone, or ends with its server', async () => {
      const { instances } = await opened;
      await instances.start(started('i-5'), never);
      const long = { script: 'sleep 600' };
      let isOver = false;
      const other = instances.run(script('i-5', 'other', long), never);
      const one = instances.run(script('i-5', 'one', long), never).finally(() => (isOver = true));
      // It may not have begun yet.
      while (!isOver)
        await instances.interrupt({ type: 'instance.interrupt', instance: 'i-5', command: 'one' }, never);
      assert.equal((await one).exitCode, null);
      await instances.stop({ type: 'instance.stop', instance: 'i-5', boot: 1, remove: true }, never);
      assert.equal((await other).exitCode, null);
      await instances.interrupt({ type: 'instance.interrupt', instance: 'i-5', command: 'other' }, never);
    });

    test('a script goes to no server that is gone', async () => {
      const { instances } = await opened;
      await instances.start(started('i-7'), never);
      await instances.stop({ type: 'instance.stop', instance: 'i-7', boot: 1, remove: true }, never);
      for (const instance of ['i-7', 'i-8'])
        await assert.rejects(instances.run(script(instance, 'late'), never), { code: 'NoSuchInstance' });
    });

    test('one that ends by itself is seen to', async () => {
      const { instances, end } = await opened;
      await instances.start(started('i-2'), never);
      const watching = instances.watch({ type: 'instance.watch', instance: 'i-2', boot: 1 }, never);
      await end('i-2');
      await watching;
      await instances.stop({ type: 'instance.stop', instance: 'i-2', boot: 1, remove: true }, never);
    });

    test('one that nobody knows cannot be watched, and is stopped without harm', async () => {
      const { instances } = await opened;
      await assert.rejects(
        async () => instances.watch({ type: 'instance.watch', instance: 'i-9', boot: 1 }, never),
        { name: 'Error', code: 'NoSuchProcess' },
      );
      await instances.stop({ type: 'instance.stop', instance: 'i-9', boot: 1, remove: true }, never);
    });
  });
}
