import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { after, describe, test } from 'node:test';
import type { Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import { LocalBlobs } from '../blobs/blobs.local.ts';
import { MemoryBlobs } from '../blobs/blobs.memory.ts';
import { workspacesContract, zipWith } from './workspaces.contract.ts';
import { LocalWorkspaces } from './workspaces.local.ts';
import { SimulatedWorkspaces } from './workspaces.simulated.ts';
import { filesOf } from './zip-bytes.ts';

const root = mkdtempSync(path.join(tmpdir(), 'penstock-workspaces-'));
after(() => rmSync(root, { recursive: true, force: true }));
let folders = 0;

function openLocal() {
  const folder = path.join(root, String(++folders));
  const blobs = new LocalBlobs(path.join(folder, 'blobs'));
  const workspaces = new LocalWorkspaces(path.join(folder, 'workspaces'), blobs);
  const write = (bytes: Uint8Array) => blobs.write(bytes);
  const read = (blob: Parameters<typeof blobs.read>[0]) => blobs.read(blob);
  return { folder, workspaces, write, read };
}

workspacesContract('simulated workspaces', async () => {
  const blobs = new MemoryBlobs();
  return {
    workspaces: new SimulatedWorkspaces(blobs),
    write: (bytes) => blobs.write(bytes),
    read: (blob) => blobs.read(blob),
  };
});
workspacesContract('workspaces as folders', async () => openLocal());

describe('workspaces as folders', () => {
  const workspace = 'w';

  /** A zip with modes and links, as git and yazl make them. */
  function zipOfEntries(entries: readonly [name: string, text: string, mode: number][]): Promise<Buffer> {
    const zip = new ZipFile();
    for (const [name, text, mode] of entries) zip.addBuffer(Buffer.from(text), name, { mode });
    zip.end();
    return buffer(zip.outputStream as Readable);
  }

  test('modes and links inside are kept, into the workspace and into the artifact', async () => {
    const { workspaces, write, read } = openLocal();
    const zip = await write(
      await zipOfEntries([
        ['bin/run', '#!/bin/sh\n', 0o100755],
        ['notes', 'plain', 0o100644],
        ['current', 'bin/run', 0o120777],
      ]),
    );
    const unpack = [{ zip, into: '' }];
    const { folder } = await workspaces.prepare({ type: 'workspace.prepare', workspace, unpack });
    assert.equal(statSync(path.join(folder, 'bin/run')).mode & 0o777, 0o755);
    assert.equal(statSync(path.join(folder, 'notes')).mode & 0o777, 0o644);
    assert.equal(readlinkSync(path.join(folder, 'current')), 'bin/run');
    const packed = await workspaces.pack({
      type: 'workspace.pack',
      workspace,
      baseDirectory: '.',
      files: ['**/*'],
    });
    assert.deepEqual([...filesOf(await read(packed.zip)).keys()], ['bin/run', 'current', 'notes']);
    const again = [{ zip: packed.zip, into: '' }];
    const other = await workspaces.prepare({ type: 'workspace.prepare', workspace: 'v', unpack: again });
    assert.equal(statSync(path.join(other.folder, 'bin/run')).mode & 0o777, 0o755);
  });

  test('modes, links inside and files of the home are saved, and restored', async () => {
    const { workspaces } = openLocal();
    const prepare = (name: string) =>
      workspaces.prepare({ type: 'workspace.prepare', workspace: name, unpack: [] });
    const { folder } = await prepare(workspace);
    const home = workspaces.folderOf(workspace)!.home;
    mkdirSync(path.join(folder, 'node_modules/.bin'), { recursive: true });
    writeFileSync(path.join(folder, 'node_modules/tool.js'), 'tool', { mode: 0o755 });
    symlinkSync('../tool.js', path.join(folder, 'node_modules/.bin/tool'));
    symlinkSync('/etc/passwd', path.join(folder, 'node_modules/out'));
    writeFileSync(path.join(home, '.npmrc'), 'cached');
    const files = ['files/node_modules/**/*', 'home/.npmrc'];
    const { zip, fileCount } = await workspaces.save({ type: 'workspace.save', workspace, files });
    assert.equal(fileCount, 3, 'all but the link that leads out');
    const other = await prepare('v');
    for (let twice = 0; twice < 2; twice++)
      await workspaces.restore({ type: 'workspace.restore', workspace: 'v', zip });
    const at = (name: string) => path.join(other.folder, 'node_modules', name);
    assert.equal(readFileSync(at('.bin/tool'), 'utf8'), 'tool');
    assert.equal(readlinkSync(at('.bin/tool')), '../tool.js');
    assert.equal(statSync(at('tool.js')).mode & 0o777, 0o755);
    assert.equal(existsSync(at('out')), false);
    assert.equal(readFileSync(path.join(workspaces.folderOf('v')!.home, '.npmrc'), 'utf8'), 'cached');
  });

  test('a folder that is restored replaces a file, and a file a folder', async () => {
    const { workspaces } = openLocal();
    const prepare = (name: string, paths: readonly string[]) =>
      workspaces.prepare({
        type: 'workspace.prepare',
        workspace: name,
        unpack: [],
        write: paths.map((each) => ({ path: each, text: each })),
      });
    await prepare('old', ['a/b/c', 'd']);
    await prepare('new', ['a', 'd/e']);
    const { zip } = await workspaces.save({
      type: 'workspace.save',
      workspace: 'old',
      files: ['files/**/*'],
    });
    await workspaces.restore({ type: 'workspace.restore', workspace: 'new', zip });
    for (const each of ['a/b/c', 'd'])
      assert.deepEqual(await workspaces.read({ type: 'workspace.read', workspace: 'new', path: each }), {
        text: each,
      });
  });

  test('files that are damaged in their zip are refused, be they small or large', async () => {
    for (const text of ['small '.repeat(20), 'large '.repeat(40_000)]) {
      const whole = await zipOfEntries([['file', text, 0o100644]]);
      const data = 30 + 'file'.length;
      for (const at of [data, data + 5]) {
        const damaged = Buffer.from(whole);
        damaged[at] = damaged[at]! ^ 0x15;
        const { workspaces, write } = openLocal();
        const unpack = [{ zip: await write(damaged), into: '' }];
        const refused = { code: 'InvalidZip', message: /"file" is damaged/ };
        await assert.rejects(workspaces.prepare({ type: 'workspace.prepare', workspace, unpack }), refused);
        assert.equal(workspaces.folderOf(workspace), undefined);
      }
    }
  });

  test('a zip out of the ordinary is unpacked, too', async () => {
    const { workspaces, write } = openLocal();
    const unpack = [{ zip: await write(zipWith({ 'made\\on\\windows.txt': 'text' })), into: '' }];
    const read = 'made/on/windows.txt';
    const { text } = await workspaces.prepare({ type: 'workspace.prepare', workspace, unpack, read });
    assert.equal(text, 'text');
  });

  test('links that lead out are refused, and nothing of the zip is left', async () => {
    const outside = path.join(root, 'outside');
    mkdirSync(outside);
    const rows: readonly [string, string, number][][] = [
      [['link', '/etc/passwd', 0o120777]],
      [['a/link', '../../../..', 0o120777]],
      [
        ['link', outside, 0o120777],
        ['link/escaped', 'written through a link', 0o100644],
      ],
    ];
    for (const entries of rows) {
      const { workspaces, write, folder } = openLocal();
      const unpack = [{ zip: await write(await zipOfEntries(entries)), into: '' }];
      const refused = { code: 'UnsafeZip' };
      await assert.rejects(workspaces.prepare({ type: 'workspace.prepare', workspace, unpack }), refused);
      assert.equal(workspaces.folderOf(workspace), undefined);
      assert.ok(!existsSync(path.join(outside, 'escaped')), folder);
    }
  });

  test('a link that a build made out of the workspace is not read by the house', async () => {
    const { workspaces, write } = openLocal();
    const unpack = [{ zip: await write(zipWith({ a: 'a' })), into: '' }];
    const { folder } = await workspaces.prepare({ type: 'workspace.prepare', workspace, unpack });
    symlinkSync('/etc/hostname', path.join(folder, 'link'));
    await assert.rejects(workspaces.read({ type: 'workspace.read', workspace, path: 'link' }), {
      code: 'UnsafePath',
    });
  });

  test('links to folders are followed, but not round in a circle', async () => {
    const { workspaces, write, read } = openLocal();
    const unpack = [{ zip: await write(zipWith({ 'packages/one/index.js': 'one' })), into: '' }];
    const { folder } = await workspaces.prepare({ type: 'workspace.prepare', workspace, unpack });
    mkdirSync(path.join(folder, 'node_modules'));
    symlinkSync('../packages/one', path.join(folder, 'node_modules/one'));
    symlinkSync('..', path.join(folder, 'packages/one/up'));
    symlinkSync('nowhere', path.join(folder, 'dangling'));
    const effect = { type: 'workspace.pack', workspace, baseDirectory: '', files: ['**/*'] } as const;
    const { zip } = await workspaces.pack(effect);
    assert.ok(filesOf(await read(zip)).has('node_modules/one/index.js'));
  });

  test('names that no file can have are refused, and nothing is found by them', async () => {
    const { workspaces, write } = openLocal();
    const blob = await write(Buffer.from('x'));
    const tooLong = 'x'.repeat(300);
    for (const paths of [['a', 'a/b'], ['a/b', 'a'], [tooLong]])
      await assert.rejects(
        workspaces.prepare({
          type: 'workspace.prepare',
          workspace,
          unpack: [],
          put: paths.map((each) => ({ path: each, blob })),
        }),
        { code: 'UnusableName' },
      );
    await workspaces.prepare({ type: 'workspace.prepare', workspace, unpack: [] });
    assert.deepEqual(await workspaces.read({ type: 'workspace.read', workspace, path: tooLong }), {});
    const pack = { type: 'workspace.pack', workspace, exclude: [], discardPaths: false } as const;
    await assert.rejects(workspaces.pack({ ...pack, baseDirectory: tooLong, files: ['**/*'] }), {
      code: 'NoSuchDirectory',
    });
    const files = ['a*'.repeat(40_000)];
    await assert.rejects(workspaces.pack({ ...pack, baseDirectory: '', files }), { code: 'PatternTooLong' });
  });

  test('what was half prepared when the power failed is made anew', async () => {
    const { workspaces, write, folder } = openLocal();
    const unpack = [{ zip: await write(zipWith({ a: 'whole' })), into: '' }];
    const prepared = await workspaces.prepare({ type: 'workspace.prepare', workspace, unpack });
    const place = path.dirname(prepared.folder);
    rmSync(place, { recursive: true });
    mkdirSync(`${place}.partial/src`, { recursive: true });
    writeFileSync(`${place}.partial/src/stray`, 'half');
    chmodSync(`${place}.partial/src/stray`, 0o400);
    await new LocalWorkspaces(
      path.join(folder, 'workspaces'),
      new LocalBlobs(path.join(folder, 'blobs')),
    ).prepare({
      type: 'workspace.prepare',
      workspace,
      unpack,
    });
    assert.ok(!existsSync(path.join(prepared.folder, 'stray')));
    assert.equal(readFileSync(path.join(prepared.folder, 'a'), 'utf8'), 'whole');
  });
});
