import {
  closeSync,
  constants,
  createReadStream,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
} from 'node:fs';
import { mkdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createGzip } from 'node:zlib';
import { createHash } from 'node:crypto';
import type { BlobRef } from '../../base/blob.ts';
import { EffectRefusal } from '../../base/effects/effect.ts';
import type {
  WorkspaceAppend,
  WorkspaceCompress,
  WorkspaceCompressed,
  WorkspaceKeep,
  WorkspaceKept,
  WorkspacePack,
  WorkspacePacked,
  WorkspacePrepare,
  WorkspacePrepared,
  WorkspaceRead,
  WorkspaceReadOutput,
  WorkspaceRemove,
  WorkspaceReport,
  WorkspaceReported,
  WorkspaceRestore,
  WorkspaceSave,
  WorkspaceSaved,
} from '../../base/effects/workspace.ts';
import type { BlobFiles } from '../blobs/blob-files.ts';
import { forgetFolder, removeFolder, sweepForgotten } from '../forgotten-folder.ts';
import { reported } from '../reports/report-files.ts';
import type { Workspaces } from './workspaces.ts';
import { appendAt } from './appending.ts';
import { absent, choose, packInto } from './pack.ts';
import { insidePath, isInside } from './paths.ts';
import { moveOver, saveInto } from './saving.ts';
import { SpareWorkspaces } from './spare-workspaces.ts';
import { unpackAll } from './unpack.ts';

const readBytesMax = 1024 * 1024;
/** What comes after a build begins before its files are deleted. Wall time. */
const deletedAfterMs = 50;

/**
 * Workspaces as folders of the data folder: one with the files, and one that is the HOME of what runs there.
 */
export class LocalWorkspaces implements Workspaces {
  readonly #folder: string;
  readonly #blobs: BlobFiles;
  readonly #preparing = new Map<string, Promise<WorkspacePrepared>>();
  readonly #spares: SpareWorkspaces;
  #packed = 0;

  /** One at a time for a folder: what an earlier one was still at is swept. */
  constructor(folder: string, blobs: BlobFiles) {
    this.#folder = folder;
    this.#blobs = blobs;
    this.#spares = new SpareWorkspaces(folder, (place, effect) => this.#fill(place, effect));
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    for (const name of readdirSync(folder)) {
      const place = path.join(folder, name);
      // What cannot be removed is the operator's to find.
      if (name.endsWith('.partial')) forgetFolder(place).catch(() => {});
      else if (name.includes('.forgotten-')) removeFolder(place).catch(() => {});
    }
    void sweepForgotten(folder);
  }

  /** Undefined where there is none, or it is not whole yet. */
  folderOf(workspace: string): { readonly files: string; readonly home: string } | undefined {
    const place = this.#place(workspace);
    return existsSync(place) ? { files: path.join(place, 'src'), home: path.join(place, 'home') } : undefined;
  }

  async prepare(effect: WorkspacePrepare): Promise<WorkspacePrepared> {
    const { workspace, read } = effect;
    const under = this.#preparing.get(workspace) ?? this.#prepare(effect);
    this.#preparing.set(workspace, under);
    const over = () => this.#preparing.delete(workspace);
    under.then(over, over);
    const prepared = await under;
    if (read === undefined) return prepared;
    return { ...prepared, ...(await this.read({ type: 'workspace.read', workspace, path: read })) };
  }

  async read(effect: WorkspaceRead): Promise<WorkspaceReadOutput> {
    const { files } = this.#found(effect.workspace);
    const place = realPlace(path.join(files, insidePath(effect.path)));
    if (place === undefined) return {};
    if (!isInside(realpathSync.native(files), place))
      throw new EffectRefusal('UnsafePath', `${effect.path} is a link out of the workspace`);
    // What is no file, and would be waited for, is not.
    const descriptor = openSync(place, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const stat = fstatSync(descriptor);
      if (!stat.isFile()) return {};
      if (stat.size > readBytesMax)
        throw new EffectRefusal(
          'FileTooLarge',
          `${effect.path} has ${stat.size} bytes, over ${readBytesMax}`,
        );
      return { text: readFileSync(descriptor, 'utf8') };
    } finally {
      closeSync(descriptor);
    }
  }

  async append({ workspace, path: name, at, text }: WorkspaceAppend): Promise<void> {
    const file = path.join(this.#place(workspace), 'src', insidePath(name));
    await mkdir(path.dirname(file), { recursive: true });
    await appendAt(file, at, text);
  }

  async compress({ workspace, path: name }: WorkspaceCompress): Promise<WorkspaceCompressed> {
    const file = path.join(this.#found(workspace).files, insidePath(name));
    if (!existsSync(file)) throw new EffectRefusal('NoSuchFile', `there is no file ${name}`);
    return { blob: await this.#blobs.write(createReadStream(file).pipe(createGzip())) };
  }

  async pack(effect: WorkspacePack): Promise<WorkspacePacked> {
    const { files } = this.#found(effect.workspace);
    return this.#zipped((zipFile) => packInto(zipFile, files, effect));
  }

  async save({ workspace, files }: WorkspaceSave): Promise<WorkspaceSaved> {
    const parts = this.#found(workspace);
    return this.#zipped((zipFile) => saveInto(zipFile, parts, files));
  }

  async restore({ workspace, zip }: WorkspaceRestore): Promise<void> {
    const { files, home } = this.#found(workspace);
    const place = path.dirname(files);
    const unpacked = path.join(place, 'restored');
    await rm(unpacked, { recursive: true, force: true });
    await unpackAll([{ file: this.#blobs.pathOf(zip), into: unpacked }], unpacked);
    await moveOver(path.join(unpacked, 'files'), files);
    await moveOver(path.join(unpacked, 'home'), home);
    await rm(unpacked, { recursive: true, force: true });
  }

  /** Makes a zip, and keeps it as a blob. */
  async #zipped(make: (zipFile: string) => Promise<number>): Promise<WorkspacePacked> {
    const zipFile = path.join(this.#folder, `${process.pid}-${++this.#packed}.zip.partial`);
    try {
      const fileCount = await make(zipFile);
      return { zip: await this.#blobs.keep(zipFile), fileCount };
    } finally {
      await rm(zipFile, { force: true });
    }
  }

  async keep(effect: WorkspaceKeep): Promise<WorkspaceKept> {
    const { files } = this.#found(effect.workspace);
    const kept: { path: string; blob: BlobRef }[] = [];
    for (const { place, name } of await choose(files, effect))
      kept.push({ path: name, blob: await this.#blobs.write(createReadStream(place)) });
    return { files: kept };
  }

  async report(effect: WorkspaceReport): Promise<WorkspaceReported> {
    const { files } = this.#found(effect.workspace);
    return reported(effect.format, await choose(files, effect));
  }

  async remove(effect: WorkspaceRemove): Promise<void> {
    await this.#preparing.get(effect.workspace)?.catch(() => undefined);
    this.#spares.left(effect.workspace);
    await forgetFolder(this.#place(effect.workspace), deletedAfterMs);
  }

  /** Forgets all of them. */
  async reset(): Promise<void> {
    this.#spares.reset();
    const gone = forgetFolder(this.#folder);
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    await gone;
  }

  async #prepare(effect: WorkspacePrepare): Promise<WorkspacePrepared> {
    const place = this.#place(effect.workspace);
    const folder = path.join(place, 'src');
    if (existsSync(place)) return { folder };
    if (!this.#spares.take(effect, place)) {
      const partial = `${place}.partial`;
      if (existsSync(partial)) await rm(partial, { recursive: true, force: true });
      await this.#fill(partial, effect);
      renameSync(partial, place);
    }
    this.#spares.taken(effect);
    return { folder };
  }

  async #fill(place: string, { unpack, write = [], put = [] }: WorkspacePrepare): Promise<void> {
    const files = path.join(place, 'src');
    mkdirSync(files, { recursive: true });
    mkdirSync(path.join(place, 'home'));
    const zips = unpack.map(({ zip, into }) => ({
      file: this.#blobs.pathOf(zip),
      into: path.join(files, insidePath(into)),
    }));
    await unpackAll(zips, files);
    for (const { path: name, text } of write) await writeText(files, insidePath(name), text);
    for (const { path: name, blob } of put)
      await writeText(files, insidePath(name), await readFile(this.#blobs.pathOf(blob)));
  }

  #found(workspace: string): { readonly files: string; readonly home: string } {
    const found = this.folderOf(workspace);
    if (!found) throw new EffectRefusal('NoSuchWorkspace', `there is no workspace ${workspace}`);
    return found;
  }

  #place(workspace: string): string {
    const name = createHash('sha256').update(workspace).digest('hex').slice(0, 32);
    return path.join(this.#folder, name);
  }
}

/** Where a path leads; undefined where that is nowhere. */
function realPlace(place: string): string | undefined {
  try {
    return realpathSync.native(place);
  } catch (error) {
    return absent(error as NodeJS.ErrnoException);
  }
}

/** What a disk says of a name that it cannot give a file, as objects in S3 may have. */
const nameFaults: ReadonlySet<string | undefined> = new Set([
  'EEXIST',
  'EISDIR',
  'ENOTDIR',
  'ERR_FS_EISDIR',
  'ENAMETOOLONG',
]);

async function writeText(root: string, name: string, text: string | Uint8Array): Promise<void> {
  try {
    await writeInside(root, name, text);
  } catch (error) {
    if (!nameFaults.has((error as NodeJS.ErrnoException).code)) throw error;
    throw new EffectRefusal('UnusableName', `${name} cannot be the name of a file here`);
  }
}

/** A link that a zip has left in the way is not followed. */
async function writeInside(root: string, name: string, text: string | Uint8Array): Promise<void> {
  const folder = path.dirname(path.join(root, name));
  await mkdir(folder, { recursive: true });
  if (!isInside(await realpath(root), await realpath(folder)))
    throw new EffectRefusal('UnsafePath', `${name} is behind a link out of the workspace`);
  const place = path.join(folder, path.basename(name));
  await rm(place, { force: true });
  await writeFile(place, text);
}
