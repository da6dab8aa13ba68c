import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { segmentsContract } from './segments.contract.ts';
import { LocalSegments } from './segments.local.ts';
import { MemorySegments } from './segments.memory.ts';

const root = mkdtempSync(path.join(tmpdir(), 'penstock-segments-'));
after(() => rmSync(root, { recursive: true, force: true }));
let folders = 0;
const freshFolder = (): string => path.join(root, String(++folders), 'segments');

segmentsContract('segments in memory', () => new MemorySegments());
segmentsContract('segments as files', () => new LocalSegments(freshFolder()));

test('a torn tail of a dead process is never read, and appends go on behind it', async () => {
  const folder = freshFolder();
  const kept = await new LocalSegments(folder).append('s', Buffer.from('whole'));
  const [file] = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.includes('/'),
  );
  appendFileSync(path.join(folder, file!), 'tor');
  const again = new LocalSegments(folder);
  const { offset } = await again.append('s', Buffer.from('after'));
  assert.equal(Buffer.from(await again.read('s', kept.offset, 5)).toString(), 'whole');
  assert.equal(Buffer.from(await again.read('s', offset, 5)).toString(), 'after');
});
