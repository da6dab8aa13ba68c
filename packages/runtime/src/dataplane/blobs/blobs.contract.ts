import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { EffectRefusal } from '../../base/effects/effect.ts';
import type { Blobs, ByteRange } from './blobs.ts';

/** What keeping bytes promises, wherever they are kept. `open` makes an empty one. */
export function blobsContract(name: string, open: () => Blobs): void {
  describe(name, () => {
    test('bytes and streams are kept under the same name: size, SHA-256 and MD5 of what came', async () => {
      const blobs = open();
      const bytes = Buffer.from('what was written');
      const blob = await blobs.write(bytes);
      const digest = (algorithm: string) => createHash(algorithm).update(bytes).digest('hex');
      assert.deepEqual(blob, { sha256: digest('sha256'), md5: digest('md5'), size: bytes.length });
      assert.deepEqual(await blobs.write(inPieces(bytes, 5)), blob);
      assert.deepEqual(Buffer.from(await blobs.read(blob)), bytes);
    });

    test('a blob may be empty', async () => {
      const blobs = open();
      const blob = await blobs.write(new Uint8Array());
      assert.equal(blob.size, 0);
      assert.equal((await blobs.read(blob)).length, 0);
      assert.equal((await gathered(blobs.stream(blob))).length, 0);
    });

    test('the same bytes written at once by many are one blob', async () => {
      const blobs = open();
      const bytes = Buffer.alloc(100_000, 7);
      const all = await Promise.all(Array.from({ length: 8 }, () => blobs.write(inPieces(bytes, 9_999))));
      assert.equal(new Set(all.map(({ sha256 }) => sha256)).size, 1);
      assert.deepEqual(Buffer.from(await blobs.read(all[0]!)), bytes);
    });

    test('a range is cut to what there is', async () => {
      const blobs = open();
      const blob = await blobs.write(Buffer.from('0123456789'));
      const rows: readonly [ByteRange, string][] = [
        [{ start: 0, end: 0 }, '0'],
        [{ start: 3, end: 5 }, '345'],
        [{ start: 8, end: 99 }, '89'],
        [{ start: 10, end: 12 }, ''],
      ];
      for (const [range, text] of rows)
        assert.equal((await gathered(blobs.stream(blob, range))).toString(), text);
    });

    test('a source that fails leaves nothing, and its error goes on', async () => {
      const blobs = open();
      await assert.rejects(blobs.write(failing()), /the caller went away/);
      const never = await open().write(Buffer.from('begun'));
      await assert.rejects(blobs.read(never), refused('BlobMissing'));
      await assert.rejects(gathered(blobs.stream(never)), refused('BlobMissing'));
    });

    test('what nobody names is forgotten at the second sweep, unless it is written between', async () => {
      const blobs = open();
      const [named, left, again] = await Promise.all(
        ['named', 'left', 'again'].map((text) => blobs.write(Buffer.from(text))),
      );
      const names = new Set([named!.sha256]);
      assert.deepEqual(await blobs.sweep(names), { count: 0, bytes: 0 });
      for (const blob of [named, left, again]) await blobs.read(blob!);
      await blobs.write(Buffer.from('again'));
      assert.deepEqual(await blobs.sweep(names), { count: 1, bytes: 4 });
      await assert.rejects(blobs.read(left!), refused('BlobMissing'));
      for (const blob of [named, again]) await blobs.read(blob!);
      await blobs.write(Buffer.from('left'));
      assert.deepEqual(await blobs.sweep(names), { count: 1, bytes: 5 });
      await blobs.read(left!);
    });

    test('what was named in between is not forgotten', async () => {
      const blobs = open();
      const blob = await blobs.write(Buffer.from('now and then'));
      for (const names of [[], [blob.sha256], []]) {
        assert.deepEqual(await blobs.sweep(new Set(names)), { count: 0, bytes: 0 });
        await blobs.read(blob);
      }
    });

    test('a reset forgets everything, and takes new bytes at once', async () => {
      const blobs = open();
      const old = await blobs.write(Buffer.from('old'));
      blobs.reset();
      await assert.rejects(blobs.read(old), refused('BlobMissing'));
      assert.equal(Buffer.from(await blobs.read(await blobs.write(Buffer.from('old')))).toString(), 'old');
    });

    test('for any bytes, in any pieces, what is read is what was written', async () => {
      const blobs = open();
      const play = async (bytes: Uint8Array, pieceSize: number, start: number, length: number) => {
        const blob = await blobs.write(inPieces(bytes, pieceSize));
        assert.deepEqual(await gathered(blobs.stream(blob)), Buffer.from(bytes));
        const part = await gathered(blobs.stream(blob, { start, end: start + length }));
        assert.deepEqual(part, Buffer.from(bytes).subarray(start, start + length + 1));
      };
      const bytes = fc.uint8Array({ maxLength: 300 });
      const property = fc.asyncProperty(
        bytes,
        fc.integer({ min: 1, max: 50 }),
        fc.nat(300),
        fc.nat(300),
        play,
      );
      await fc.assert(property, { numRuns: 40 });
    });
  });
}

export const refused = (code: string) => (error: unknown) => {
  assert.ok(error instanceof EffectRefusal, String(error));
  assert.equal(error.code, code);
  return true;
};

export async function gathered(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function* failing(): AsyncGenerator<Uint8Array> {
  yield Buffer.from('begun');
  throw new Error('the caller went away');
}
