import { createHash } from 'node:crypto';
import { ZipFile } from 'yazl';
import { assert } from '../../base/assert.ts';
import type {
  GitArchive,
  GitArchived,
  GitFetch,
  GitFetched,
  GitImport,
  GitImported,
} from '../../base/effects/git.ts';
import { never } from '../../base/never.ts';
import type { Blobs } from '../blobs/blobs.ts';
import {
  branchThere,
  invalidRepository,
  isCommitId,
  noSuchCommit,
  noSuchRepository,
  parseRepository,
  type Git,
  type GitEffect,
  type GitOutput,
} from './git.ts';
import { SimulatedObjects } from './objects.simulated.ts';
import { SimulatedRemotes } from './remotes.simulated.ts';
import type { SimulatedRoom } from '../rooms.simulated.ts';

/** What a commit's tree holds: text by path. */
type Tree = Readonly<Record<string, string>>;

/**
 * Repositories without git. Every commit is taken to be there; its tree holds one file that names it, unless
 * a transcript said what it holds: `world git tree <commit>`, with `{"path": "text"}` as the body. What somebody
 * else's repositories hold it is told by `world git remote …`: see `git/remotes.simulated.ts`.
 */
export class SimulatedGit implements Git, SimulatedRoom {
  readonly #blobs: Pick<Blobs, 'write'>;
  readonly #repositories = new Set<string>();
  readonly #trees = new Map<string, Tree>();
  /** The commit that was imported as a branch of a repository. */
  readonly #imported = new Map<string, string>();
  readonly #done: string[] = [];
  readonly #remotes = new SimulatedRemotes();
  readonly #objects = new SimulatedObjects();

  constructor(blobs: Pick<Blobs, 'write'>) {
    this.#blobs = blobs;
  }

  async perform(effect: GitEffect): Promise<GitOutput> {
    const { type, repository } = effect;
    if (!parseRepository(repository)) throw invalidRepository(repository);
    switch (type) {
      case 'git.create':
        if (!this.#repositories.has(repository)) this.#done.push(`${type} ${repository}`);
        this.#repositories.add(repository);
        return {};
      case 'git.remove':
        if (this.#repositories.delete(repository)) this.#done.push(`${type} ${repository}`);
        for (const key of this.#imported.keys())
          if (key.startsWith(`${repository} `)) this.#imported.delete(key);
        return {};
      case 'git.rename':
        if (this.#repositories.delete(repository)) this.#done.push(`${type} ${repository} ${effect.to}`);
        this.#repositories.add(effect.to);
        return {};
      case 'git.archive':
        return this.#archive(effect);
      case 'git.import':
        return this.#import(effect);
      case 'git.commit':
        return this.#objects.make(effect);
      case 'git.look':
        return this.#objects.look(effect);
      case 'git.move':
        return {};
      case 'git.fetch':
        return this.#fetch(effect);
      case 'git.read':
        return {
          commit: this.#remotes.commitOf(effect.commit) ?? raise(noSuchCommit(repository, effect.commit)),
        };
      default:
        return never(type);
    }
  }

  tell([verb, commit = '', ...words]: readonly string[], body: string): undefined {
    if (verb === 'remote') return this.#remotes.tell([commit, ...words], body);
    assert(verb === 'tree' && isCommitId(commit), 'git is told: tree <40 hex digits>');
    this.#trees.set(commit, JSON.parse(body) as Tree);
  }

  done(): readonly string[] {
    return this.#done;
  }

  #fetch(effect: GitFetch): GitFetched {
    const fetched = this.#remotes.fetch(effect);
    if (!this.#repositories.has(effect.repository)) this.#done.push(`git.create ${effect.repository}`);
    this.#repositories.add(effect.repository);
    return fetched;
  }

  /** A commit's id follows from what makes it. */
  #import({ repository, zip, branch, message, by }: GitImport): GitImported {
    if (!this.#repositories.has(repository)) throw noSuchRepository(repository);
    const id = (...parts: string[]) => createHash('sha1').update(JSON.stringify(parts)).digest('hex');
    const commitId = id(zip.sha256, message, by.name, by.email, by.date);
    const key = `${repository} ${branch}`;
    const before = this.#imported.get(key);
    if (before !== undefined && before !== commitId) throw branchThere(repository, branch);
    if (before === undefined) this.#done.push(`git.import ${repository} ${branch}`);
    this.#imported.set(key, commitId);
    return { commitId, treeId: id(zip.sha256) };
  }

  /** A clone has the commit's files, and says that it is one. */
  async #archive({ repository, commit, clone }: GitArchive): Promise<GitArchived> {
    if (!this.#repositories.has(repository)) throw noSuchRepository(repository);
    if (!isCommitId(commit)) throw noSuchCommit(repository, commit);
    const tree = this.#trees.get(commit) ?? this.#objects.textsOf(commit) ?? { 'commit.txt': `${commit}\n` };
    const cloned = clone && { '.git/HEAD': `${clone.branch ?? commit} of ${clone.origin}\n` };
    return { zip: await this.#blobs.write(zipOf({ ...tree, ...cloned })) };
  }
}

function raise(refusal: Error): never {
  throw refusal;
}

/** The same tree gives the same bytes: names in order, one time for all. */
function zipOf(tree: Tree): AsyncIterable<Uint8Array> {
  const zip = new ZipFile();
  const options = { mtime: new Date(0), mode: 0o100644, compress: false };
  for (const name of Object.keys(tree).sort()) zip.addBuffer(Buffer.from(tree[name]!), name, options);
  zip.end();
  return zip.outputStream as unknown as AsyncIterable<Uint8Array>;
}
