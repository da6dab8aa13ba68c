import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import type { FatePlan } from './mortal-store.ts';
import { World } from './world.ts';

export interface Played {
  readonly said: readonly string[];
  readonly done: readonly string[];
}

/** A play in which nobody died, and what others are held against. */
export interface CalmPlay extends Played {
  /** What was kept after every commit, as `World.kept` tells it. */
  readonly commits: readonly number[];
  /** Which of the commits a process may die at, in order: those that are no client's. */
  readonly mortal: readonly number[];
  /** What was kept, and done in the world, after every command. */
  readonly after: readonly { readonly kept: number; readonly done: string }[];
}

/** A service's transcripts, relative to the package. `SPEC=approval` picks some by name. */
export function transcripts(service: string): string[] {
  const folder = `${service}/spec`;
  const files = readdirSync(`src/services/${folder}`, { encoding: 'utf8' });
  const specs = files.filter((name) => name.endsWith('.txt')).map((name) => `${folder}/${name}`);
  const wanted = process.env['SPEC'];
  return specs.map((name) => `src/services/${name}`).filter((name) => !wanted || name.includes(wanted));
}

/** Plays commands in a world of its own. A flow that met a bug fails the test with its reason. */
export async function play(commands: readonly string[], fateOf?: FatePlan): Promise<Played> {
  const world = new World(fateOf);
  const said: string[] = [];
  for (const command of commands) said.push(await runIn(world, command));
  return { said, done: world.done() };
}

/** Plays commands in a world where nobody dies and all is swept, and writes down the course of it. */
export async function playCalmly(commands: readonly string[]): Promise<CalmPlay> {
  const commits: number[] = [];
  const mortal: number[] = [];
  const world = new World(() => {
    mortal.push(commits.length);
    return 'survives';
  });
  world.follow((kept) => commits.push(kept));
  const said: string[] = [];
  const after: { kept: number; done: string }[] = [];
  for (const command of commands) {
    said.push(await runIn(world, command));
    after.push({ kept: world.kept, done: doneIn(world) });
    await world.sweep();
  }
  return { said, done: world.done(), commits, mortal, after };
}

export async function runIn(world: World, command: string, note = ''): Promise<string> {
  const said = command && (await world.run(command));
  assert.deepEqual(world.parked(), [], note);
  return said;
}

/** What was done in the world so far, in whatever order. */
export const doneIn = (world: World): string => world.done().sort().join('\n');

export function assertSame(stormy: Played, calm: Played, note = ''): void {
  assert.deepEqual(stormy.said, calm.said, note);
  assert.deepEqual([...stormy.done].sort(), [...calm.done].sort(), `${note}: done in the world`);
}
