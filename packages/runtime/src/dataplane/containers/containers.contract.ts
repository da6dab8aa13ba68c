import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ContainerImage, ContainerStart } from '../../base/effects/container.ts';
import type { Containers } from './containers.ts';
import type { Processes } from '../processes/processes.ts';
import { followed, never } from '../processes/processes.contract.ts';

export interface ContainersUnderTest {
  readonly containers: Containers;
  /** Follows and stops what the containers start. */
  readonly processes: Processes;
  /** An image whose process stays until it is told to end. */
  image(): Promise<ContainerImage>;
  /** One that uses at least 96 MiB, once it has begun. */
  hog(): Promise<ContainerImage>;
  /** Lets what was started from it use them. */
  hogs?(process: string): void;
}

/** What every kind of container keeps to. */
export function containersContract(kind: string, open: () => ContainersUnderTest): void {
  let count = 0;
  const begin = async ({ containers, image }: ContainersUnderTest, more: Partial<ContainerStart> = {}) => {
    const name = `contract ${kind} ${++count}`;
    const effect: ContainerStart = {
      type: 'container.start',
      process: name,
      image: await image(),
      env: {},
      address: '127.80.9.3',
      ...more,
    };
    return { name, effect, started: await containers.perform(effect, never) };
  };
  const stop = (processes: Processes, process: string) =>
    processes.stop({ type: 'process.stop', process, graceMs: 2000 }, never);

  test(`${kind} containers stay until they are stopped, and their end is told`, async () => {
    const room = open();
    const { name } = await begin(room);
    const ending = followed(room.processes, name).then(({ exit }) => exit !== undefined);
    const first = await Promise.race([ending, new Promise((resolve) => setImmediate(resolve, 'runs'))]);
    assert.equal(first, 'runs');
    await stop(room.processes, name);
    assert.equal(await ending, true);
  });

  test(`${kind} containers that are started twice are one, also when they have ended`, async () => {
    const room = open();
    const { name, effect, started } = await begin(room);
    assert.deepEqual(await room.containers.perform(effect, never), started);
    await stop(room.processes, name);
    assert.deepEqual(await room.containers.perform(effect, never), started);
    assert.ok((await followed(room.processes, name)).exit);
  });

  test(`${kind} containers that use more memory than they may are killed, and it is told why`, async () => {
    const room = open();
    const [within, beyond] = [await room.image(), await room.hog()];
    const limits = { memoryBytes: 64 * 2 ** 20 };
    const frugal = await begin(room, { image: within, limits });
    const hog = await begin(room, { image: beyond, limits });
    room.hogs?.(hog.name);
    const { exit } = await followed(room.processes, hog.name);
    assert.deepEqual(exit, { exitCode: null, signal: 'SIGKILL', outOfMemory: true });
    const { usages } = await room.processes.measure(
      { type: 'process.measure', processes: [frugal.name] },
      never,
    );
    assert.ok(usages[frugal.name]!.memoryBytes < limits.memoryBytes);
    await stop(room.processes, frugal.name);
  });

  test(`of ${kind} containers that share a limit the largest is killed`, async () => {
    const room = open();
    const limits = { together: { name: `task ${kind}`, memoryBytes: 64 * 2 ** 20 } };
    const small = await begin(room, { limits });
    const large = await begin(room, { image: await room.hog(), limits });
    room.hogs?.(large.name);
    assert.equal((await followed(room.processes, large.name)).exit?.outOfMemory, true);
    await stop(room.processes, small.name);
    assert.equal((await followed(room.processes, small.name)).exit?.outOfMemory, undefined);
  });

  test(`${kind} containers of one image are several`, async () => {
    const room = open();
    const [one, two] = [await begin(room), await begin(room)];
    assert.notEqual(one.started.pid, two.started.pid);
    await stop(room.processes, one.name);
    assert.ok((await followed(room.processes, one.name)).exit);
    await stop(room.processes, two.name);
  });
}
