import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { unpackLayers } from './layers.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'penstock-layers-'));
after(() => rmSync(folder, { recursive: true, force: true }));
let count = 0;
const fresh = () => {
  const made = path.join(folder, String(++count));
  mkdirSync(made);
  return made;
};

/** A layer as GNU tar writes it, of files made by `fill`. */
function layer(fill: (at: (name: string) => string) => void, ...options: readonly string[]): string {
  const source = fresh();
  fill((name) => {
    mkdirSync(path.dirname(path.join(source, name)), { recursive: true });
    return path.join(source, name);
  });
  const file = `${source}.tar`;
  execFileSync('tar', ['-cf', file, ...options, '-C', source, '.']);
  return file;
}

/** A layer of one header as it stands: for names that no tar program would write. */
function layerOf(
  ...entries: readonly { name: string; kind: string; target?: string; text?: string }[]
): string {
  const blocks = entries.flatMap(({ name, kind, target = '', text = '' }) => {
    const header = Buffer.alloc(512);
    header.write(name, 0);
    header.write('0000644\0', 100);
    header.write(`${text.length.toString(8).padStart(11, '0')}\0`, 124);
    header.write(' '.repeat(8), 148);
    header.write(kind, 156);
    header.write(target, 157);
    header.write('ustar\x0000', 257);
    header.write(
      `${header
        .reduce((sum, byte) => sum + byte, 0)
        .toString(8)
        .padStart(6, '0')}\0 `,
      148,
    );
    const content = Buffer.alloc(Math.ceil(text.length / 512) * 512);
    content.write(text);
    return [header, content];
  });
  const file = `${fresh()}.tar`;
  writeFileSync(file, Buffer.concat([...blocks, Buffer.alloc(1024)]));
  return file;
}

async function unpacked(...layers: readonly string[]): Promise<string> {
  const root = fresh();
  await unpackLayers(layers, root);
  return root;
}

describe('layers of an image', () => {
  const long = `${'deep/'.repeat(40)}${'n'.repeat(120)} ü`;
  const fill = (at: (name: string) => string) => {
    writeFileSync(at('app/run'), '#!/bin/sh\n', { mode: 0o755 });
    writeFileSync(at('app/empty'), '');
    writeFileSync(at('app/large'), Buffer.alloc(200_001, 'x'));
    writeFileSync(at(long), 'long');
    symlinkSync('run', at('app/link'));
  };

  for (const format of ['ustar', 'gnu', 'pax'])
    test(`are read in the format ${format}`, async () => {
      const wanted =
        format === 'ustar'
          ? (at: (name: string) => string) => {
              writeFileSync(at('app/run'), '#!/bin/sh\n', { mode: 0o755 });
              writeFileSync(at(`${'deep/'.repeat(20)}${'n'.repeat(90)}`), 'long');
            }
          : fill;
      const root = await unpacked(layer(wanted, `--format=${format}`));
      assert.equal(lstatSync(path.join(root, 'app/run')).mode & 0o777, 0o755);
      if (format === 'ustar') return;
      assert.equal(readFileSync(path.join(root, long), 'utf8'), 'long');
      assert.equal(readFileSync(path.join(root, 'app/large')).length, 200_001);
      assert.equal(readlinkSync(path.join(root, 'app/link')), 'run');
    });

  test('are read packed by gzip, by zstd or not at all', async () => {
    const plain = readFileSync(layer(fill));
    for (const bytes of [plain, gzipSync(plain), zstdCompressSync(plain)]) {
      const file = `${fresh()}.layer`;
      writeFileSync(file, bytes);
      const root = await unpacked(file);
      assert.equal(readFileSync(path.join(root, long), 'utf8'), 'long');
    }
  });

  test('stand over one another, and take away what a whiteout names', async () => {
    const lower = layer((at) => {
      for (const name of ['a/kept', 'a/gone', 'b/one', 'b/two', 'c', 'd/file'])
        writeFileSync(at(name), 'lower');
    });
    const upper = layer((at) => {
      writeFileSync(at('a/kept'), 'upper');
      writeFileSync(at('a/.wh.gone'), '');
      writeFileSync(at('b/.wh..wh..opq'), '');
      writeFileSync(at('b/three'), 'upper');
      writeFileSync(at('c/file'), 'a folder where a file was');
      writeFileSync(at('d'), 'a file where a folder was');
    }, '--sort=name');
    const root = await unpacked(lower, upper);
    const has = (name: string) => existsSync(path.join(root, name));
    assert.equal(readFileSync(path.join(root, 'a/kept'), 'utf8'), 'upper');
    assert.deepEqual(['a/gone', 'b/one', 'b/two', 'b/three', 'c/file'].map(has), [
      false,
      false,
      false,
      true,
      true,
    ]);
    assert.ok(lstatSync(path.join(root, 'd')).isFile());
  });

  test('have links that stay in the image, and hard links', async () => {
    const root = await unpacked(
      layerOf(
        { name: 'run/file', kind: '0', text: 'here' },
        { name: 'var/run', kind: '2', target: '/run' },
        { name: 'var/run/through', kind: '0', text: 'through the link' },
        { name: 'up', kind: '2', target: '../../../../run' },
        { name: 'same', kind: '1', target: 'var/run/file' },
      ),
    );
    assert.equal(readlinkSync(path.join(root, 'var/run')), '../run');
    assert.equal(readFileSync(path.join(root, 'run/through'), 'utf8'), 'through the link');
    assert.equal(readFileSync(path.join(root, 'up/file'), 'utf8'), 'here');
    assert.equal(readFileSync(path.join(root, 'same'), 'utf8'), 'here');
  });

  test('write nothing outside of their folder, whatever they name', async () => {
    const outside = fresh();
    const inner = path.join(fresh(), 'root');
    mkdirSync(inner);
    const layers = [
      layerOf({ name: `../${path.basename(outside)}/escaped`, kind: '0', text: 'x' }),
      layerOf({ name: `${outside}/escaped`, kind: '0', text: 'x' }),
      layerOf(
        { name: 'link', kind: '2', target: outside },
        { name: 'link/escaped', kind: '0', text: 'x' },
        { name: 'second', kind: '2', target: 'link/../..' },
        { name: `second/${path.basename(outside)}/escaped`, kind: '0', text: 'x' },
        { name: 'link/.wh.kept', kind: '0' },
      ),
      layerOf({ name: `link/../../${path.basename(outside)}/escaped`, kind: '0', text: 'x' }),
    ];
    writeFileSync(path.join(outside, 'kept'), '');
    await unpackLayers(layers, inner);
    assert.deepEqual(execFileSync('ls', [outside], { encoding: 'utf8' }), 'kept\n');
    const strange = layerOf({ name: 'stolen', kind: '1', target: '../../etc/hostname' });
    await assert.rejects(unpackLayers([strange], inner), { code: 'CannotStartContainer' });
  });

  test('that are no tars are refused', async () => {
    const good = readFileSync(layer(fill));
    const bad = [Buffer.alloc(1024, 'x'), good.subarray(0, 5000), gzipSync(good).subarray(0, 200)];
    for (const bytes of bad) {
      const file = `${fresh()}.layer`;
      writeFileSync(file, bytes);
      await assert.rejects(unpacked(file), { code: 'CannotStartContainer' });
    }
  });
});
