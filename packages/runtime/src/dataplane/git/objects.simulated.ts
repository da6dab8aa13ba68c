import { createHash } from 'node:crypto';
import type {
  GitCommitMade,
  GitCommitMake,
  GitCommitRead,
  GitEntry,
  GitFileVersion,
  GitLook,
  GitLooked,
  GitPersonRead,
} from '../../base/effects/git.ts';

interface File {
  readonly mode: string;
  /** Base64. */
  readonly bytes: string;
}
type Files = Readonly<Record<string, File>>;

const idOf = (...parts: unknown[]): string => createHash('sha1').update(JSON.stringify(parts)).digest('hex');

/** Commits that were made here, with all their files. Ids follow from what they hold. */
export class SimulatedObjects {
  readonly #commits = new Map<string, GitCommitRead & { readonly files: Files }>();

  commitOf(commitId: string): GitCommitRead | undefined {
    const { files: _files, ...commit } = this.#commits.get(commitId) ?? {};
    return 'commitId' in commit ? (commit as GitCommitRead) : undefined;
  }

  /** As text, by path; undefined of a commit that was not made here. */
  textsOf(commitId: string): Record<string, string> | undefined {
    const files = this.#commits.get(commitId)?.files;
    if (!files) return undefined;
    return Object.fromEntries(
      Object.entries(files).map(([path, { bytes }]) => [path, Buffer.from(bytes, 'base64').toString()]),
    );
  }

  make({ parent, alsoParents = [], put, delete: deleted, message, author }: GitCommitMake): GitCommitMade {
    const before = this.#filesOf(parent);
    const files: Record<string, File> = { ...before };
    for (const path of deleted) delete files[path];
    for (const { path, mode, bytes, blob } of put)
      files[path] = {
        mode,
        bytes: bytes ?? (blob === undefined ? before[path]!.bytes : this.#blob(blob)!.bytes),
      };
    const touched = [...new Set([...deleted, ...put.map(({ path }) => path)])].sort();
    const differs = (one?: File, other?: File) => one?.bytes !== other?.bytes || one?.mode !== other?.mode;
    const commit = this.#write(files, [...(parent ? [parent] : []), ...alsoParents], message, author);
    return {
      commit,
      files: put.map(({ path, mode }) => ({ path, mode, blobId: idOf(files[path]!.bytes) })),
      paths: touched.filter((path) => differs(before[path], files[path])),
    };
  }

  look({ at }: GitLook): GitLooked {
    switch (at.kind) {
      case 'folder': {
        const prefix = at.path === '' ? '' : `${at.path}/`;
        const files = this.#entries(at.commit).filter(({ path }) => path.startsWith(prefix));
        if (files.length === 0 && at.path !== '') return {};
        return { treeId: idOf('tree', files), entries: foldersIn(files, prefix) };
      }
      case 'file': {
        const file = this.#filesOf(at.commit)[at.path];
        return file ? { file: { path: at.path, id: idOf(file.bytes), ...file } } : {};
      }
      case 'blob': {
        const found = this.#blob(at.blob);
        return found ? { file: { path: '', id: at.blob, ...found } } : {};
      }
      case 'history':
        return { versions: this.#versions(at.commit, at.path) };
      case 'differences': {
        const [before, after] = [this.#entries(at.before), this.#entries(at.after)];
        const paths = [...new Set([...before, ...after].map(({ path }) => path))].sort();
        const differences = paths.flatMap((path) => {
          const [a, b] = [before, after].map((each) => each.find((entry) => entry.path === path));
          return JSON.stringify(a) === JSON.stringify(b)
            ? []
            : [{ ...(a && { before: a }), ...(b && { after: b }) }];
        });
        return { differences };
      }
    }
  }

  #blob(id: string): File | undefined {
    const all = [...this.#commits.values()].flatMap(({ files }) => Object.values(files));
    return all.find(({ bytes }) => idOf(bytes) === id);
  }

  /** Of the first parents alone. */
  #versions(commitId: string, path: string): GitFileVersion[] {
    const line: string[] = [];
    for (let at: string | undefined = commitId; at !== undefined; at = this.#commits.get(at)?.parents[0])
      if (this.#commits.has(at)) line.push(at);
    const is = (each: string | undefined) => JSON.stringify(this.#filesOf(each)[path]);
    const made = line.filter((each, index) => is(each) !== is(line[index + 1]));
    return made.map((each, index) => {
      const file = this.#filesOf(each)[path];
      return {
        commit: this.commitOf(each)!,
        ...(file && { blobId: idOf(file.bytes) }),
        follows: made.slice(index + 1, index + 2),
      };
    });
  }

  #write(files: Files, parents: readonly string[], message: string, author: GitPersonRead): GitCommitRead {
    const treeId = idOf('tree', files);
    const commitId = idOf('commit', treeId, parents, message, author);
    const commit = { commitId, treeId, parents, message, author, committer: author };
    this.#commits.set(commitId, { ...commit, files });
    return commit;
  }

  #entries(commitId: string | undefined): GitEntry[] {
    const files = Object.entries(this.#filesOf(commitId));
    return files
      .map(([path, { mode, bytes }]) => ({ path, mode, id: idOf(bytes) }))
      .sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  #filesOf(commitId: string | undefined): Files {
    return (commitId !== undefined && this.#commits.get(commitId)?.files) || {};
  }
}

/** What is right inside a folder: its files, and its folders once. */
function foldersIn(files: readonly GitEntry[], prefix: string): GitEntry[] {
  const found = new Map<string, GitEntry>();
  for (const file of files) {
    const [name = '', ...deeper] = file.path.slice(prefix.length).split('/');
    const path = `${prefix}${name}`;
    const inside = files.filter((each) => each.path.startsWith(`${path}/`));
    found.set(path, deeper.length === 0 ? file : { path, mode: '040000', id: idOf('tree', inside) });
  }
  return [...found.values()];
}
