import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { blobsContract, gathered, refused } from './blobs.contract.ts';
import { LocalBlobs } from './blobs.local.ts';
import { MemoryBlobs } from './blobs.memory.ts';

const root = mkdtempSync(path.join(tmpdir(), 'penstock-blobs-'));
after(() => rmSync(root, { recursive: true, force: true }));
let folders = 0;
const freshFolder = (): string => path.join(root, String(++folders), 'blobs');

blobsContract('blobs in memory', () => new MemoryBlobs());
blobsContract('blobs as files', () => new LocalBlobs(freshFolder()));

describe('blobs as files', () => {
  test('what was written is there for another process, and half-written ones are swept', async () => {
    const folder = freshFolder();
    const blob = await new LocalBlobs(folder).write(Buffer.from('kept'));
    writeFileSync(path.join(folder, 'incoming', '7'), 'half');
    mkdirSync(`${folder}.forgotten-0`);
    const again = new LocalBlobs(folder);
    assert.equal(Buffer.from(await again.read(blob)).toString(), 'kept');
    assert.deepEqual(readdirSync(path.join(folder, 'incoming')), []);
  });

  test('a finished file is taken over, from this file system and from another', async () => {
    const folder = freshFolder();
    const blobs = new LocalBlobs(folder);
    const elsewhere = mkdtempSync('/dev/shm/penstock-');
    for (const file of [path.join(folder, 'file'), path.join(elsewhere, 'file')]) {
      writeFileSync(file, file.padEnd(600_000));
      const blob = await blobs.keep(file);
      assert.equal(existsSync(file), false);
      assert.equal((await gathered(blobs.stream(blob))).toString(), file.padEnd(600_000));
      assert.equal(readFileSync(blobs.pathOf(blob), 'utf8').trimEnd(), file);
    }
    rmSync(elsewhere, { recursive: true });
    await assert.rejects(blobs.keep(path.join(folder, 'none')), /ENOENT/);
  });

  test('a blob that has changed on disk is refused, before its last piece is given', async () => {
    const blobs = new LocalBlobs(freshFolder());
    const blob = await blobs.write(Buffer.alloc(600_000, 'a'));
    const file = blobs.pathOf(blob);
    writeFileSync(file, Buffer.alloc(600_000, 'a').fill('b', 599_999));
    await assert.rejects(blobs.read(blob), refused('BlobDamaged'));
    const given: number[] = [];
    const reading = async () => {
      for await (const piece of blobs.stream(blob)) given.push(piece.length);
    };
    await assert.rejects(reading(), refused('BlobDamaged'));
    assert.ok(given.reduce((sum, length) => sum + length, 0) < 600_000);
  });

  test('a failed write leaves no file behind', async () => {
    const folder = freshFolder();
    const blobs = new LocalBlobs(folder);
    const failing = async function* () {
      yield Buffer.from('begun');
      throw new Error('no');
    };
    await assert.rejects(blobs.write(failing()));
    assert.deepEqual(readdirSync(path.join(folder, 'incoming')), []);
  });
});
