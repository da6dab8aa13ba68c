import assert from 'node:assert/strict';
import type { Fate } from './mortal-store.ts';
import { doneIn, runIn, type CalmPlay } from './play.ts';
import { World } from './world.ts';

/** The process is to die at a commit of the calm play, counted from 0. */
export interface Victim {
  readonly commit: number;
  readonly death: Exclude<Fate, 'survives'>;
}

/** Commits between two deaths that must be those of the calm play, so that every death stands for itself. */
const quietCommits = 2;

/**
 * Kills the process at every victim. A death leaves nothing behind where, after it, the disk is to the letter as in
 * the calm play; so one play has room for many deaths, as long as it is on that course. A play that leaves it (two
 * things happened in the other order) is played to its end without further deaths, unless an earlier one came to that
 * very place; the victims it did not reach are for the next play.
 */
export async function playDying(commands: readonly string[], calm: CalmPlay, victims: readonly Victim[]) {
  const left = new Victims(victims);
  const seen = new Set<string>();
  for (let size = left.size; size > 0; size = left.size) {
    await playOnce(commands, calm, left, seen);
    assert(
      left.size < size,
      'the play came to none of its victims: transcripts differ from one play to the next',
    );
  }
}

/** @param seen The places off course from which a play went on to the right end. */
async function playOnce(
  commands: readonly string[],
  calm: CalmPlay,
  left: Victims,
  seen: Set<string>,
): Promise<void> {
  const course = new Course(calm, left);
  const world = new World(() => course.fate());
  world.follow((kept) => course.follow(kept));
  const places: string[] = [];
  for (const [index, command] of commands.entries()) {
    const said = await runIn(world, command, course.deaths);
    assert.deepEqual(said, calm.said[index], `${command}\n${course.deaths}`);
    const done = doneIn(world);
    const { kept, done: wanted } = calm.after[index]!;
    if (world.kept === kept && done === wanted) {
      if (left.lastCommit <= course.place!) break; // From here it goes on as the calm play went.
      continue;
    }
    const place = `${index} ${world.kept} ${done}`;
    if (seen.has(place)) break;
    places.push(place);
    if (index === commands.length - 1) assert.equal(done, wanted, `${course.deaths}: done in the world`);
  }
  for (const place of places) seen.add(place);
}

class Victims {
  readonly #left: Readonly<Record<Victim['death'], Set<number>>>;

  constructor(victims: readonly Victim[]) {
    const dying = (death: Fate) => victims.filter((each) => each.death === death).map(({ commit }) => commit);
    this.#left = {
      'dies before commit': new Set(dying('dies before commit')),
      'dies after commit': new Set(dying('dies after commit')),
    };
  }

  get size(): number {
    return this.#left['dies before commit'].size + this.#left['dies after commit'].size;
  }

  /** The last commit that has a victim; -1 where none has. */
  get lastCommit(): number {
    return Math.max(-1, ...this.#left['dies before commit'], ...this.#left['dies after commit']);
  }

  take(commit: number): Fate {
    if (this.#left['dies before commit'].delete(commit)) return 'dies before commit';
    if (this.#left['dies after commit'].delete(commit)) return 'dies after commit';
    return 'survives';
  }
}

/** Where a play is, beside the calm one. */
class Course {
  /** The commit of the calm play after which the disk is as it is now; undefined off course. */
  place: number | undefined = -1;
  readonly #calm: CalmPlay;
  readonly #victims: Victims;
  readonly #placeOf: ReadonlyMap<number, number>;
  /** Commits since the last death that were those of the calm play. */
  #quiet = Infinity;
  #deaths: string[] = [];

  constructor(calm: CalmPlay, victims: Victims) {
    this.#calm = calm;
    this.#victims = victims;
    this.#placeOf = new Map(calm.commits.map((kept, commit) => [kept, commit]));
  }

  /** What the process died of so far, for whoever wants to see it again. */
  get deaths(): string {
    return this.#deaths.join(', ');
  }

  /** What becomes of the process at the commit it is about to make. */
  fate(): Fate {
    if (this.place === undefined || this.#quiet < quietCommits) return 'survives';
    const commit = this.place + 1;
    const fate = this.#victims.take(commit);
    if (fate === 'survives') return fate;
    this.#quiet = 0;
    this.#deaths.push(`${fate} ${commit}`);
    return fate;
  }

  follow(kept: number): void {
    if (this.place !== undefined && this.#calm.commits[this.place + 1] === kept) {
      this.place++;
      this.#quiet++;
    } else {
      this.place = this.#placeOf.get(kept);
      this.#quiet = 0;
    }
  }
}
