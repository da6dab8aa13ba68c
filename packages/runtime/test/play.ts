import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import type { FatePlan } from './mortal-store.ts';
import { World } from './world.ts';

export interface Played {
  readonly said: readonly string[];
  readonly done: readonly string[];
  readonly transactions: number;
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
  for (const command of commands) {
    said.push(command && (await world.run(command)));
    assert.deepEqual(world.parked(), []);
  }
  return { said, done: world.rooms.done(), transactions: world.transactions };
}

export function assertSame(stormy: Played, calm: Played, note = ''): void {
  assert.deepEqual(stormy.said, calm.said, note);
  assert.deepEqual([...stormy.done].sort(), [...calm.done].sort(), `${note}: done in the world`);
}
