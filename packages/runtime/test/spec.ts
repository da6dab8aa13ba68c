import './unfollowed.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { playDying, type Victim } from './deaths.ts';
import type { Fate } from './mortal-store.ts';
import { assertSame, play, playCalmly, transcripts, type CalmPlay, type Played } from './play.ts';
import { loadTranscript, saveTranscript } from './transcript.ts';

const rewrite = process.env['REWRITE'] === '1';
const deaths = ['dies before commit', 'dies after commit'] as const;

/** `npm run test:crash` kills at every transaction, both ways; `npm test` at many of them, the same ones every time. */
const exhaustive = process.env['CRASH'] === 'all';
const storms = exhaustive ? { numRuns: 5 } : { numRuns: 1, seed: 1 };

/** What is longer dies in `npm run test:crash` alone: a play that dies takes as long as one that does not. */
const lettersMax = exhaustive ? Infinity : 10_000;

/** One transaction after the other, from the first on, ends badly. */
const fierce = fc
  .array(fc.constantFrom<Fate>('survives', ...deaths), { maxLength: 100, size: 'max' })
  .map((plan) => (n: number) => plan[n] ?? 'survives');

/** What begins anew after every death comes to its end within so many transactions in which nobody dies. */
const respite = Array.from({ length: 40 }, () => 'survives' as const);

/** A quarter of all transactions, up to the end, ends badly; but for a respite now and then, or some would never end. */
const lasting = fc
  .array(fc.constantFrom<Fate>(...Array.from({ length: 6 }, () => 'survives' as const), ...deaths), {
    minLength: 97,
    maxLength: 97,
  })
  .map((storm) => [...storm, ...respite])
  .map((plan) => (n: number) => plan[n % plan.length]!);

/** Plays the transcripts of a service: as written, killed at one transaction after the other, killed at random. */
export function playTranscripts(service: string): void {
  for (const file of transcripts(service)) playTranscript(file);
}

function playTranscript(file: string): void {
  const exchanges = loadTranscript(file);
  const commands = exchanges.map((exchange) => exchange.command);
  let played: Played | undefined;
  const calmPlay = async () => (played ??= await play(commands));

  test(`${file} reads as written`, async () => {
    const { said } = await calmPlay();
    const seen = exchanges.map((exchange, index) => ({ ...exchange, expected: said[index]! }));
    if (rewrite) saveTranscript(file, seen);
    else assert.deepEqual(seen, exchanges);
  });

  if (exhaustive)
    test(`${file} ends the same when the process is killed once, at one transaction after the other`, async () => {
      const calm = await playCalmly(commands);
      assertSame(calm, await calmPlay(), 'what nobody names was forgotten');
      await playDying(commands, calm, everyVictim(calm));
    });

  if (lengthOf(exchanges) <= lettersMax)
    test(`${file} ends the same when the process is killed again and again`, async () => {
      const calm = await calmPlay();
      const endsTheSame = fc.asyncProperty(exhaustive ? fc.oneof(fierce, lasting) : lasting, async (fateOf) =>
        assertSame(await play(commands, fateOf), calm),
      );
      await fc.assert(endsTheSame, storms);
      played = undefined;
    });
}

const lengthOf = (exchanges: readonly { readonly command: string; readonly expected: string }[]): number =>
  exchanges.reduce((sum, { command, expected }) => sum + command.length + expected.length, 0);

function everyVictim({ mortal }: CalmPlay): Victim[] {
  return mortal.flatMap((commit) => deaths.map((death) => ({ commit, death })));
}
