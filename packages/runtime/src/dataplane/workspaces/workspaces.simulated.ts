import { gzipSync } from 'node:zlib';
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
import { reportedOf } from '../reports/report-files.ts';
import type { SimulatedRoom } from '../rooms.simulated.ts';
import type { Rooms, WorldEffect } from '../rooms.ts';
import { performWorkspace, type WorkspaceEffect, type Workspaces } from './workspaces.ts';
import { insidePath } from './paths.ts';
import { matcherOf } from './saving.ts';
import { baseMatcher, chosen } from './selection.ts';
import { filesOf, zipOf } from './zip-bytes.ts';

type Files = Map<string, Buffer>;

/** Workspaces in memory: real zips in and out, and files that a transcript writes as if a command had. */
export class SimulatedWorkspaces implements Workspaces, SimulatedRoom {
  readonly #blobs: Pick<Rooms['blobs'], 'read' | 'write'>;
  readonly #workspaces = new Map<string, Files>();
  /** Of what runs in them. */
  readonly #homes = new Map<string, Files>();
  /** Written by commands, as told: every workspace has them. */
  readonly #written: Files = new Map();

  constructor(blobs: Pick<Rooms['blobs'], 'read' | 'write'>) {
    this.#blobs = blobs;
  }

  /** From now on every workspace has this file, as if its commands had written it. */
  commandsWrite(path: string, text: string): void {
    this.#written.set(insidePath(path), Buffer.from(text));
  }

  async prepare(effect: WorkspacePrepare): Promise<WorkspacePrepared> {
    const { workspace, read } = effect;
    if (!this.#workspaces.has(workspace)) this.#workspaces.set(workspace, await this.#prepared(effect));
    const text = read === undefined ? undefined : this.#filesOf(workspace).get(insidePath(read))?.toString();
    return { folder: `/workspaces/${workspace}`, ...(text !== undefined && { text }) };
  }

  async #prepared({ unpack, write = [], put = [] }: WorkspacePrepare): Promise<Files> {
    const files: Files = new Map();
    for (const { zip, into } of unpack) {
      const prefix = insidePath(into);
      for (const [name, bytes] of filesOf(await this.#blobs.read(zip)))
        files.set(insidePath(prefix === '' ? name : `${prefix}/${name}`), bytes);
    }
    for (const { path, text } of write) files.set(insidePath(path), Buffer.from(text));
    for (const { path, blob } of put) files.set(insidePath(path), Buffer.from(await this.#blobs.read(blob)));
    return files;
  }

  async read({ workspace, path }: WorkspaceRead): Promise<WorkspaceReadOutput> {
    const bytes = this.#filesOf(workspace).get(insidePath(path));
    return bytes ? { text: bytes.toString() } : {};
  }

  async append({ workspace, path, at, text }: WorkspaceAppend): Promise<void> {
    const files = this.#workspaces.get(workspace) ?? new Map<string, Buffer>();
    const before = files.get(insidePath(path)) ?? Buffer.alloc(0);
    if (before.length < at) throw new EffectRefusal('FileTooShort', `${path} ends before its byte ${at}`);
    files.set(insidePath(path), Buffer.concat([before.subarray(0, at), Buffer.from(text)]));
    this.#workspaces.set(workspace, files);
  }

  async compress({ workspace, path }: WorkspaceCompress): Promise<WorkspaceCompressed> {
    const bytes = this.#filesOf(workspace).get(insidePath(path));
    if (!bytes) throw new EffectRefusal('NoSuchFile', `there is no file ${path}`);
    return { blob: await this.#blobs.write(gzipSync(bytes)) };
  }

  async pack(effect: WorkspacePack): Promise<WorkspacePacked> {
    const packed = this.#chosen(effect);
    const zip: BlobRef = await this.#blobs.write(zipOf(packed));
    return { zip, fileCount: packed.size };
  }

  async keep(effect: WorkspaceKeep): Promise<WorkspaceKept> {
    const files: { path: string; blob: BlobRef }[] = [];
    for (const [path, bytes] of this.#chosen(effect))
      files.push({ path, blob: await this.#blobs.write(bytes) });
    return { files };
  }

  async report(effect: WorkspaceReport): Promise<WorkspaceReported> {
    const chosen = [...this.#chosen(effect)];
    const files = chosen.map(([path, bytes]) => ({ path, text: bytes.toString() }));
    return reportedOf(effect.format, files.length, files);
  }

  async save({ workspace, files }: WorkspaceSave): Promise<WorkspaceSaved> {
    const matches = matcherOf(files);
    const all = [
      ...named('files', this.#filesOf(workspace)),
      ...named('home', this.#homes.get(workspace) ?? new Map()),
    ];
    const saved = new Map(all.filter(([name]) => matches(name)));
    return { zip: await this.#blobs.write(zipOf(saved)), fileCount: saved.size };
  }

  async restore({ workspace, zip }: WorkspaceRestore): Promise<void> {
    const files = new Map(this.#filesOf(workspace));
    const home = new Map(this.#homes.get(workspace));
    for (const [name, bytes] of filesOf(await this.#blobs.read(zip)))
      (name.startsWith('home/') ? home : files).set(name.slice(name.indexOf('/') + 1), bytes);
    this.#workspaces.set(workspace, files);
    this.#homes.set(workspace, home);
  }

  async remove({ workspace }: WorkspaceRemove): Promise<void> {
    this.#workspaces.delete(workspace);
    this.#homes.delete(workspace);
  }

  perform(effect: WorldEffect): Promise<unknown> {
    return performWorkspace(this, effect as WorkspaceEffect);
  }

  /** `commands-write <path>`, with the file's text as body. */
  tell([verb = '', path = '']: readonly string[], body: string): object | undefined {
    if (verb !== 'commands-write') throw new Error(`simulated workspaces know no ${verb}`);
    return void this.commandsWrite(path, body);
  }

  done(): string[] {
    return [];
  }

  #chosen(effect: WorkspacePack | WorkspaceKeep | WorkspaceReport): Files {
    const all = this.#filesOf(effect.workspace);
    const files: Files = new Map();
    for (const base of basesOf([...all.keys()], effect.baseDirectory)) {
      const prefix = base === '' ? '' : `${base}/`;
      const under = [...all.keys()].filter((name) => name.startsWith(prefix));
      const names = under.map((each) => each.slice(prefix.length));
      for (const { file, name } of chosen(names, effect))
        if (!files.has(name)) files.set(name, all.get(prefix + file)!);
    }
    return files;
  }

  #filesOf(workspace: string): Files {
    const files = this.#workspaces.get(workspace);
    if (!files) throw new EffectRefusal('NoSuchWorkspace', `there is no workspace ${workspace}`);
    return new Map([...files, ...this.#written]);
  }
}

const named = (part: string, files: Files): [string, Buffer][] =>
  [...files].map(([name, bytes]) => [`${part}/${name}`, bytes]);

function basesOf(files: readonly string[], baseDirectory: string): string[] {
  const folders = new Set(['']);
  for (const file of files)
    for (let end = file.indexOf('/'); end >= 0; end = file.indexOf('/', end + 1))
      folders.add(file.slice(0, end));
  const plain = insidePath(baseDirectory);
  const bases = [...folders].filter(baseMatcher(baseDirectory) ?? ((folder) => folder === plain)).sort();
  if (bases.length > 0) return bases;
  throw new EffectRefusal('NoSuchDirectory', `no matching base directory path found for ${baseDirectory}`);
}
