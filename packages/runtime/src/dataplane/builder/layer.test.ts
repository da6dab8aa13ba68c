import assert from 'node:assert/strict';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { unpackLayers } from '../containers/layers.ts';
import { packLayer } from './layer.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'penstock-layer-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const long = `${'deep/'.repeat(40)}${'n'.repeat(120)} ü`;
const files: readonly (readonly [string, string, number])[] = [
  ['app/run', '#!/bin/sh\n', 0o755],
  ['app/empty', '', 0o644],
  ['app/block', 'x'.repeat(512), 0o600],
  ['app.js', 'y'.repeat(70_000), 0o644],
  [long, 'long', 0o644],
];

/** The same files, made in one order or the other, at some time. */
function made(name: string, order: readonly (typeof files)[number][], time: number): string {
  const root = path.join(folder, name);
  for (const [file, text, mode] of order) {
    const place = path.join(root, file);
    mkdirSync(path.dirname(place), { recursive: true });
    writeFileSync(place, text);
    chmodSync(place, mode);
    utimesSync(place, time, time);
  }
  symlinkSync('run', path.join(root, 'app/link'));
  symlinkSync(`/${'far/'.repeat(30)}`, path.join(root, 'far'));
  return root;
}

test('the same files are the same layer, whenever and in whatever order they were made', async () => {
  const one = await packLayer(made('one', files, 1), path.join(folder, 'one.tar.gz'));
  const other = await packLayer(
    made('other', files.toReversed(), 2_000_000_000),
    path.join(folder, 'other.tar.gz'),
  );
  assert.deepEqual(one, other);
  assert.equal(one.size, lstatSync(path.join(folder, 'one.tar.gz')).size);
  writeFileSync(path.join(folder, 'other/app/empty'), '!');
  const changed = await packLayer(path.join(folder, 'other'), path.join(folder, 'changed.tar.gz'));
  assert.notEqual(changed.diffId, one.diffId);
});

test('what was packed is what a container unpacks', async () => {
  const file = path.join(folder, 'three.tar.gz');
  await packLayer(made('three', files, 3), file);
  const root = path.join(folder, 'unpacked');
  mkdirSync(root);
  await unpackLayers([file], root);
  for (const [name, text, mode] of files) {
    assert.equal(readFileSync(path.join(root, name), 'utf8'), text);
    assert.equal(lstatSync(path.join(root, name)).mode & 0o777, mode, name);
  }
  assert.equal(readlinkSync(path.join(root, 'app/link')), 'run');
});
