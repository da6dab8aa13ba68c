import './unfollowed.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { playDying, type Victim } from './deaths.ts';
import type { Fate } from './mortal-store.ts';
import { assertSame, play, playCalmly, transcripts, type CalmPlay } from './play.ts';
import { loadTranscript, saveTranscript } from './transcript.ts';

const rewrite = process.env['REWRITE'] === '1';
const deaths = ['dies before commit', 'dies after commit'] as const;

/** `npm test` kills at this many transactions of a transcript, evenly spread; `npm run test:crash` at every one, both ways. */
const exhaustive = process.env['CRASH'] === 'all';
const victimsMax = 2;
const stormsMax = exhaustive ? 10 : 1;

/** Plays the transcripts of a service: as written, killed at one transaction after the other, killed at random. */
export function playTranscripts(service: string): void {
  for (const file of transcripts(service)) playTranscript(file);
}

function playTranscript(file: string): void {
  const exchanges = loadTranscript(file);
  const commands = exchanges.map((exchange) => exchange.command);
  let played: CalmPlay | undefined;
  const calmPlay = async () => (played ??= await playCalmly(commands));

  test(`${file} reads as written`, async () => {
    const { said } = await calmPlay();
    const seen = exchanges.map((exchange, index) => ({ ...exchange, expected: said[index]! }));
    if (rewrite) saveTranscript(file, seen);
    else assert.deepEqual(seen, exchanges);
  });

  test(`${file} ends the same when the process is killed once, at one transaction after the other`, async () => {
    const calm = await calmPlay();
    await playDying(commands, calm, exhaustive ? everyVictim(calm) : someVictims(calm));
  });

  test(`${file} ends the same when the process is killed again and again`, async () => {
    const calm = await calmPlay();
    const fates = fc.array(fc.constantFrom<Fate>('survives', ...deaths), { maxLength: 100, size: 'max' });
    const endsTheSame = fc.asyncProperty(fates, async (plan) =>
      assertSame(await play(commands, (n) => plan[n] ?? 'survives'), calm),
    );
    await fc.assert(endsTheSame, { numRuns: stormsMax });
    played = undefined;
  });
}

function everyVictim({ mortal }: CalmPlay): Victim[] {
  return mortal.flatMap((commit) => deaths.map((death) => ({ commit, death })));
}

function someVictims({ mortal }: CalmPlay): Victim[] {
  const step = Math.max(1, mortal.length / victimsMax);
  const count = Math.min(mortal.length, victimsMax);
  return Array.from({ length: count }, (_, index) => ({
    commit: mortal[Math.floor(index * step)]!,
    death: deaths[index % 2]!,
  }));
}
