import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Fate } from './mortal-store.ts';
import { assertSame, play, transcripts } from './play.ts';
import { loadTranscript, saveTranscript } from './transcript.ts';

const rewrite = process.env['REWRITE'] === '1';
const deaths: readonly Fate[] = ['dies before commit', 'dies after commit'];

/** `npm test` kills at this many transactions of a transcript, evenly spread; `npm run test:crash` at every one. */
const victimsMax = process.env['CRASH'] === 'all' ? Infinity : 4;

/** Plays the transcripts of a service: as written, killed at one transaction after the other, killed at random. */
export function playTranscripts(service: string, share: Share = { part: 0, of: 1 }): void {
  const files = transcripts(service).filter((_, index) => index % share.of === share.part);
  for (const file of files) playTranscript(file);
}

/** Where the transcripts of a service are too many for one process: every `of`th, beginning with the `part`th. */
interface Share {
  readonly part: number;
  readonly of: number;
}

function playTranscript(file: string): void {
  const exchanges = loadTranscript(file);
  const commands = exchanges.map((exchange) => exchange.command);

  test(`${file} reads as written`, async () => {
    const { said } = await play(commands);
    const seen = exchanges.map((exchange, index) => ({ ...exchange, expected: said[index]! }));
    if (rewrite) saveTranscript(file, seen);
    else assert.deepEqual(seen, exchanges);
  });

  test(`${file} ends the same when the process is killed once, at one transaction after the other`, async () => {
    const calm = await play(commands);
    const step = Math.max(1, calm.transactions / victimsMax);
    for (let at = 0; at < calm.transactions; at += step) {
      const victim = Math.floor(at);
      for (const death of deaths) {
        const stormy = await play(commands, (n) => (n === victim ? death : 'survives'));
        assertSame(stormy, calm, `${death} ${victim}`);
      }
    }
  });

  test(`${file} ends the same when the process is killed again and again`, async () => {
    const calm = await play(commands);
    const fates = fc.array(fc.constantFrom<Fate>('survives', ...deaths), { maxLength: 100, size: 'max' });
    const endsTheSame = fc.asyncProperty(fates, async (plan) =>
      assertSame(await play(commands, (n) => plan[n] ?? 'survives'), calm),
    );
    await fc.assert(endsTheSame, { numRuns: process.env['CRASH'] === 'all' ? 200 : 3 });
  });
}
