import assert from 'node:assert/strict';
import { test } from 'node:test';
import yauzl from 'yauzl';
import yazl from 'yazl';
import { text } from 'node:stream/consumers';
import { zipOf as written } from './archive-writer.ts';
import { unzippedSize } from './archive.ts';

async function zipOf(files: Readonly<Record<string, string>>): Promise<Uint8Array> {
  const zip = new yazl.ZipFile();
  for (const [name, text] of Object.entries(files)) zip.addBuffer(Buffer.from(text), name);
  zip.end();
  const parts: Buffer[] = [];
  for await (const part of zip.outputStream) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

test('the size of a zip is that of its files', async () => {
  assert.equal(unzippedSize(await zipOf({ 'index.js': 'a'.repeat(1000), 'lib/b.js': 'bb' })), 1002);
});

test('a zip with nothing in it is none', async () => {
  assert.equal(unzippedSize(await zipOf({})), undefined);
});

for (const [what, bytes] of [
  ['nothing', new Uint8Array()],
  ['text', Buffer.from('not a zip, but longer than the end of one would be')],
  ['an end record that points nowhere', Buffer.from(`PK\x05\x06${'\x01'.repeat(18)}`, 'latin1')],
] as const) {
  test(`${what} is no zip`, () => assert.equal(unzippedSize(bytes), undefined));
}

test('what is written is read again by others', async () => {
  const files = { 'index.js': 'exports.handler = async () => "ü";', 'lib/b.js': '' };
  const zip = written(files);
  assert.equal(unzippedSize(zip), Buffer.byteLength(files['index.js']));
  const read: Record<string, string> = {};
  const opened = await yauzl.fromBufferPromise(zip);
  for await (const entry of opened.eachEntry())
    read[entry.fileName] = await text(await opened.openReadStreamPromise(entry));
  assert.deepEqual(read, files);
});
