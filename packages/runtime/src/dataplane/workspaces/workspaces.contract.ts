import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import type { BlobRef } from '../../base/blob.ts';
import type { WorkspacePack } from '../../base/effects/workspace.ts';
import type { Workspaces } from './workspaces.ts';
import { filesOf, zipOf } from './zip-bytes.ts';

export interface WorkspaceStage {
  readonly workspaces: Workspaces;
  write(bytes: Uint8Array): Promise<BlobRef>;
  read(blob: BlobRef): Promise<Uint8Array>;
}

const source = {
  'buildspec.yml': 'version: 0.2\n',
  'src/index.js': 'exports.answer = 42;\n',
  'src/lib/deep.js': '',
  'dist/app.js': 'app',
  'dist/app.css': 'style',
  '.env': 'A=1\n',
};

/** What workspaces promise, wherever they are. */
export function workspacesContract(name: string, open: () => Promise<WorkspaceStage>): void {
  describe(name, () => {
    let count = 0;

    async function prepared(files: Readonly<Record<string, string>> = source, into = '') {
      const stage = await open();
      const workspace = `build ${++count}`;
      const zip = await stage.write(zipWith(files));
      await stage.workspaces.prepare({ type: 'workspace.prepare', workspace, unpack: [{ zip, into }] });
      const read = async (path: string) =>
        (await stage.workspaces.read({ type: 'workspace.read', workspace, path })).text;
      const pack = async (how: Partial<WorkspacePack>) => {
        const effect = { type: 'workspace.pack', workspace, baseDirectory: '', files: ['**/*'] } as const;
        const packed = await stage.workspaces.pack({ ...effect, ...how });
        const names = [...filesOf(await stage.read(packed.zip)).keys()];
        assert.equal(names.length, packed.fileCount);
        return { ...packed, names };
      };
      const keep = async (baseDirectory: string) => {
        const effect = { type: 'workspace.keep', workspace, baseDirectory, files: ['**/*'] } as const;
        const { files } = await stage.workspaces.keep(effect);
        const texts = files.map(async ({ path, blob }) => [
          path,
          Buffer.from(await stage.read(blob)).toString(),
        ]);
        return Object.fromEntries(await Promise.all(texts));
      };
      return { ...stage, workspace, read, pack, keep };
    }

    test('what is appended to a file is there once, however often it is said', async () => {
      const { workspaces, read } = await open();
      const append = (at: number, text: string) =>
        workspaces.append({ type: 'workspace.append', workspace: 'log', path: 'build.log', at, text });
      await append(0, 'one\n');
      await append(0, 'one\n');
      await append(4, 'two\n');
      await append(4, 'two\n');
      await assert.rejects(append(9, 'four\n'), { code: 'FileTooShort' });
      const compress = { type: 'workspace.compress', workspace: 'log' } as const;
      const { blob } = await workspaces.compress({ ...compress, path: 'build.log' });
      assert.equal(gunzipSync(await read(blob)).toString(), 'one\ntwo\n');
      await assert.rejects(workspaces.compress({ ...compress, path: 'no.log' }), { code: 'NoSuchFile' });
    });

    test('a source is unpacked, and its files are read', async () => {
      const { read } = await prepared();
      assert.equal(await read('buildspec.yml'), 'version: 0.2\n');
      assert.equal(await read('./src/index.js'), 'exports.answer = 42;\n');
      assert.equal(await read('src/lib/deep.js'), '');
      for (const path of ['no', 'src', 'src/index.js/no']) assert.equal(await read(path), undefined, path);
    });

    test('a workspace that is there is left as it is', async () => {
      const { workspaces, workspace, read, write } = await prepared();
      const zip = await write(zipWith({ 'buildspec.yml': 'another' }));
      await workspaces.prepare({ type: 'workspace.prepare', workspace, unpack: [{ zip, into: '' }] });
      assert.equal(await read('buildspec.yml'), 'version: 0.2\n');
    });

    test('a second source goes into a folder of its own', async () => {
      const { read } = await prepared(source, 'secondary/one');
      assert.equal(await read('secondary/one/dist/app.js'), 'app');
    });

    test('files are written over what was unpacked', async () => {
      const { workspaces, write } = await open();
      const zip = await write(zipWith(source));
      const workspace = `build ${++count}`;
      const files = [
        { path: 'outputs/stack.json', text: '{}' },
        { path: 'buildspec.yml', text: 'other' },
      ];
      await workspaces.prepare({
        type: 'workspace.prepare',
        workspace,
        unpack: [{ zip, into: '' }],
        write: files,
      });
      for (const { path, text } of files)
        assert.deepEqual(await workspaces.read({ type: 'workspace.read', workspace, path }), { text });
      const put = [{ path: 'spec.yml', blob: await write(Buffer.from('version: 0.2')) }];
      const prepare = { type: 'workspace.prepare', workspace: `${workspace} put`, unpack: [], put } as const;
      assert.equal((await workspaces.prepare({ ...prepare, read: 'spec.yml' })).text, 'version: 0.2');
    });

    test("files are chosen as CodeBuild's patterns say", async () => {
      const { pack } = await prepared();
      const rows: readonly [Partial<WorkspacePack>, readonly string[]][] = [
        [{ files: ['**/*'] }, Object.keys(source).sort()],
        [{ files: ['src/**/*'] }, ['src/index.js', 'src/lib/deep.js']],
        [{ files: ['src/*'] }, ['src/index.js']],
        [{ files: ['buildspec.yml', './dist/app.js'] }, ['buildspec.yml', 'dist/app.js']],
        [{ files: ['*'] }, ['.env', 'buildspec.yml']],
        [{ files: ['**/*'], exclude: ['**/*.js', '.env'] }, ['buildspec.yml', 'dist/app.css']],
        [{ files: ['**/*'], baseDirectory: 'dist' }, ['app.css', 'app.js']],
        [{ files: ['**/*'], baseDirectory: 'd*' }, ['app.css', 'app.js']],
        [{ files: ['src/**/*'], discardPaths: true }, ['deep.js', 'index.js']],
        [{ files: ['nothing/**/*'] }, []],
      ];
      for (const [how, names] of rows) assert.deepEqual((await pack(how)).names, names, JSON.stringify(how));
    });

    test('files are kept as blobs, each by itself', async () => {
      const { keep } = await prepared();
      assert.deepEqual(await keep('dist'), { 'app.css': 'style', 'app.js': 'app' });
    });

    test('what tests have written of themselves is read, and what is no such file is said', async () => {
      const results =
        '<testsuite><testcase name="adds"/><testcase name="takes"><error/></testcase></testsuite>';
      const { workspaces, workspace } = await prepared({
        'results/one.xml': results,
        'results/two.txt': 'two',
      });
      const report = (files: string) =>
        workspaces.report({
          type: 'workspace.report',
          workspace,
          baseDirectory: 'results',
          files: [files],
          format: 'JUNITXML',
        });
      const { fileCount, read } = await report('*.xml');
      assert(read?.kind === 'tests');
      assert.deepEqual([fileCount, read.counts.SUCCEEDED, read.counts.ERROR], [1, 1, 1]);
      assert.deepEqual(await report('*.json'), { fileCount: 0 });
      await assert.rejects(report('*'), { code: 'InvalidReport', message: /^two.txt: / });
    });

    test('the same files are packed into the same bytes', async () => {
      const [one, other] = [await prepared(), await prepared()];
      assert.deepEqual((await one.pack({})).zip, (await other.pack({})).zip);
    });

    test('what is packed is unpacked again as it was', async () => {
      const { pack, workspaces, workspace } = await prepared();
      const { zip } = await pack({});
      const again = `${workspace} again`;
      await workspaces.prepare({ type: 'workspace.prepare', workspace: again, unpack: [{ zip, into: '' }] });
      for (const [path, text] of Object.entries(source))
        assert.equal((await workspaces.read({ type: 'workspace.read', workspace: again, path })).text, text);
    });

    test('what is saved of one workspace is restored in another, over what is there', async () => {
      const { workspaces, workspace, read } = await prepared();
      const saved = await workspaces.save({
        type: 'workspace.save',
        workspace,
        files: ['files/src', 'files/*.yml'],
      });
      assert.equal(saved.fileCount, 3);
      const other = `${workspace} other`;
      const write = [
        { path: 'src/index.js', text: 'old' },
        { path: 'src/mine.js', text: 'mine' },
      ];
      await workspaces.prepare({ type: 'workspace.prepare', workspace: other, unpack: [], write });
      await workspaces.restore({ type: 'workspace.restore', workspace: other, zip: saved.zip });
      const there = async (path: string) =>
        (await workspaces.read({ type: 'workspace.read', workspace: other, path })).text;
      for (const path of ['src/index.js', 'src/lib/deep.js', 'buildspec.yml'])
        assert.equal(await there(path), await read(path), path);
      assert.equal(await there('src/mine.js'), 'mine');
      assert.equal(await there('dist/app.js'), undefined);
      const nothing = await workspaces.save({ type: 'workspace.save', workspace, files: ['home/.npm'] });
      assert.equal(nothing.fileCount, 0);
      await workspaces.restore({ type: 'workspace.restore', workspace: other, zip: nothing.zip });
      const gone = workspaces.save({ type: 'workspace.save', workspace: 'nothing', files: ['files/src'] });
      await assert.rejects(gone, { code: 'NoSuchWorkspace' });
    });

    test('what leads out is refused', async () => {
      const { read, pack, workspaces, write } = await prepared();
      const unsafe = { code: 'UnsafePath' };
      for (const path of ['../x', '/etc/passwd', 'src/../../x', '..']) {
        await assert.rejects(read(path), unsafe, path);
        await assert.rejects(pack({ files: [path] }), unsafe, path);
        await assert.rejects(pack({ baseDirectory: path }), unsafe, path);
        const zip = await write(zipWith({ [path]: 'x' }));
        await assert.rejects(
          workspaces.prepare({ type: 'workspace.prepare', workspace: path, unpack: [{ zip, into: '' }] }),
          (error: { code?: string }) => error.code === 'UnsafeZip' || error.code === 'UnsafePath',
          path,
        );
      }
    });

    test('a base directory that is not there is refused, and so is what is no zip', async () => {
      const { pack, workspaces, write } = await prepared();
      const message = 'no matching base directory path found for build';
      await assert.rejects(pack({ baseDirectory: 'build' }), { code: 'NoSuchDirectory', message });
      const zip = await write(Buffer.from('this is no zip'));
      await assert.rejects(
        workspaces.prepare({ type: 'workspace.prepare', workspace: 'none', unpack: [{ zip, into: '' }] }),
        { code: 'InvalidZip' },
      );
    });

    test('a workspace that was removed is gone, and a second removal is harmless', async () => {
      const { workspaces, workspace, read } = await prepared();
      await workspaces.remove({ type: 'workspace.remove', workspace });
      await workspaces.remove({ type: 'workspace.remove', workspace });
      await assert.rejects(read('buildspec.yml'), { code: 'NoSuchWorkspace' });
    });
  });
}

export function zipWith(files: Readonly<Record<string, string>>): Buffer {
  return zipOf(new Map(Object.entries(files).map(([name, text]) => [name, Buffer.from(text)])));
}
