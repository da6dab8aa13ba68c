import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { devNull } from 'node:os';
import path from 'node:path';
import type {
  GitArchive,
  GitArchived,
  GitFetch,
  GitFetched,
  GitImport,
  GitImported,
  GitLook,
  GitLooked,
  GitMove,
  GitRead,
  GitReadOutput,
  GitRename,
} from '../../base/effects/git.ts';
import { never } from '../../base/never.ts';
import type { BlobFiles } from '../blobs/blob-files.ts';
import { syncFolder } from '../disk-sync.ts';
import { forgetFolder, sweepForgotten } from '../forgotten-folder.ts';
import {
  branchThere,
  invalidRepository,
  isCommitId,
  noSuchCommit,
  noSuchRepository,
  repositoryThere,
  parseRepository,
} from './git.ts';
import type { Git, GitEffect, GitOutput } from './git.ts';
import { zipClone } from './clone.ts';
import { git } from './command.ts';
import { fetchInto } from './fetch.ts';
import { changesSince, commitOf, type GitPush, type ReferenceChange } from './history.ts';
import { importStream } from './import-stream.ts';
import { look, makeCommit, moveReference } from './objects.ts';
import { referencesOf, type Reference } from './references.ts';
import { Turns } from '../turns.ts';
import { smallTree, zipTree } from './zip-tree.ts';

/**
 * Objects are never collected: a commit that a force push left behind may still be on its way through a
 * pipeline. They are synced before a push is acknowledged. AWS: quotas of CodeCommit, "Git blob size: maximum
 * 2 GB".
 */
const configuration = `[core]
	repositoryformatversion = 0
	filemode = true
	bare = true
	hooksPath = ${devNull}
	fsync = all
	fsyncMethod = batch
[receive]
	denyNonFastForwards = false
	denyDeletes = false
	denyDeleteCurrent = ignore
	maxInputSize = 2g
	autogc = false
[gc]
	auto = 0
[http]
	receivepack = true
	uploadpack = true
[uploadpack]
	allowAnySHA1InWant = true
`;

/** A tree is zipped as it is: no attribute in it leaves a file out or writes into one. */
const attributes = '* -export-ignore -export-subst\n';

/** Bare repositories in `<folder>/<account>/<region>/<name>`, served by the system's own git. */
export class LocalGit implements Git {
  readonly #folder: string;
  readonly #blobs: BlobFiles;
  /** Two that make the same repository at once make one. */
  readonly #turns = new Turns();
  #passing = 0;

  constructor(folder: string, blobs: BlobFiles) {
    this.#folder = folder;
    this.#blobs = blobs;
    rmSync(this.#passingFolder, { recursive: true, force: true });
    mkdirSync(this.#passingFolder, { recursive: true });
    void sweepForgotten(folder);
  }

  perform(effect: GitEffect): Promise<GitOutput> {
    switch (effect.type) {
      case 'git.create':
        return this.#turns.take(effect.repository, () => this.#create(effect.repository));
      case 'git.archive':
        return this.#archive(effect);
      case 'git.fetch':
        return this.#turns.take(effect.repository, () => this.#fetch(effect));
      case 'git.commit':
        return this.#turns.take(effect.repository, () =>
          makeCommit(this.#existing(effect.repository), this.#passingName('.index'), effect),
        );
      case 'git.move':
        return this.#turns.take(effect.repository, () => this.#move(effect));
      case 'git.look':
        return this.#look(effect);
      case 'git.read':
        return this.#read(effect);
      case 'git.import':
        return this.#turns.take(effect.repository, () => this.#import(effect));
      case 'git.remove':
        return this.#turns.take(effect.repository, () => this.#remove(effect.repository));
      case 'git.rename':
        return this.#turns.take(effect.repository, () =>
          this.#turns.take(effect.to, () => this.#rename(effect)),
        );
      default:
        return never(effect);
    }
  }

  /** The bare repository's folder; undefined where there is no such repository. */
  find(repository: string): string | undefined {
    const folder = parseRepository(repository) && path.join(this.#folder, repository);
    return folder && existsSync(path.join(folder, 'HEAD')) ? folder : undefined;
  }

  /** All there are, as `<account>/<region>/<name>`. */
  async all(): Promise<string[]> {
    const found: string[] = [];
    for (const account of await readdir(this.#folder)) {
      if (!/^\d{12}$/.test(account)) continue;
      for (const region of await readdir(path.join(this.#folder, account))) {
        const names = await readdir(path.join(this.#folder, account, region));
        found.push(...names.map((name) => `${account}/${region}/${name}`));
      }
    }
    return found.filter((repository) => this.find(repository) !== undefined);
  }

  /** Branches and tags. */
  refs(repository: string): Promise<Reference[]> {
    return referencesOf(this.#existing(repository));
  }

  /** What has been pushed since the references were these: for whoever wrote them down. */
  async pushedSince(repository: string, before: readonly Reference[]): Promise<GitPush> {
    const folder = this.#existing(repository);
    const changes = await changesSince(folder, before);
    await chooseHead(folder, changes.references);
    return { repository, ...changes };
  }

  reset(): void {
    void forgetFolder(this.#folder);
    mkdirSync(this.#passingFolder, { recursive: true });
  }

  async #create(repository: string): Promise<object> {
    if (!parseRepository(repository)) throw invalidRepository(repository);
    if (this.find(repository)) return {};
    const folder = path.join(this.#folder, repository);
    const unfinished = this.#passingName('.git');
    await git(unfinished, ['init', '--quiet', '--bare', '--initial-branch=main', '--template=']);
    await mkdir(path.join(unfinished, 'info'), { recursive: true });
    await writeFile(path.join(unfinished, 'info', 'attributes'), attributes, { flush: true });
    await writeFile(path.join(unfinished, 'config'), configuration, { flush: true });
    await mkdir(path.dirname(folder), { recursive: true });
    await rm(folder, { recursive: true, force: true });
    await rename(unfinished, folder);
    await syncFolder(path.dirname(folder));
    return {};
  }

  async #fetch(effect: GitFetch): Promise<GitFetched> {
    await this.#create(effect.repository);
    return fetchInto(this.#existing(effect.repository), effect);
  }

  async #move(effect: GitMove): Promise<object> {
    await moveReference(this.#existing(effect.repository), effect);
    return {};
  }

  async #look(effect: GitLook): Promise<GitLooked> {
    return look(this.#existing(effect.repository), effect);
  }

  async #read({ repository, commit }: GitRead): Promise<GitReadOutput> {
    const found = isCommitId(commit) ? await commitOf(this.#existing(repository), commit) : undefined;
    return { commit: found ?? raise(noSuchCommit(repository, commit)) };
  }

  async #archive({ repository, commit, clone }: GitArchive): Promise<GitArchived> {
    const folder = this.#existing(repository);
    if (!isCommitId(commit)) throw noSuchCommit(repository, commit);
    const file = this.#passingName('.zip');
    try {
      const small = clone ? undefined : await smallTree(folder, commit);
      if (small) return { zip: await this.#blobs.write(small) };
      if (clone) await zipClone(folder, { commit, clone }, { folder: this.#passingName('.clone'), file });
      else await zipTree(folder, commit, file);
      return { zip: await this.#blobs.keep(file) };
    } catch (error) {
      // Most often it is there: that is asked where it did not go well.
      if (await isCommit(folder, commit)) throw error;
      throw noSuchCommit(repository, commit);
    } finally {
      await rm(file, { force: true });
    }
  }

  async #import(effect: GitImport): Promise<GitImported> {
    const { repository, branch, zip } = effect;
    const folder = this.#existing(repository);
    const reference = `refs/heads/${branch}`;
    const before = (await referencesOf(folder)).find((each) => each.reference === reference);
    // Into a name of its own first: a commit that the branch has already is the one that this effect made.
    const passing = `refs/import/${branch}`;
    await git(
      folder,
      ['fast-import', '--quiet', '--force'],
      await importStream(effect, this.#blobs.pathOf(zip), passing),
    );
    const [commitId = '', treeId = ''] = (
      await git(folder, ['rev-parse', passing, `${passing}^{tree}`])
    ).split('\n');
    if (before && before.commitId !== commitId) throw branchThere(repository, branch);
    await git(folder, ['update-ref', reference, commitId]);
    await git(folder, ['update-ref', '-d', passing]);
    await chooseHead(folder, [{ reference, newCommitId: commitId }]);
    return { commitId, treeId };
  }

  async #remove(repository: string): Promise<object> {
    if (!parseRepository(repository)) throw invalidRepository(repository);
    const folder = path.join(this.#folder, repository);
    if (!existsSync(folder)) return {};
    // Out of sight at once, so that nobody meets half of it.
    const aside = this.#passingName('.removed');
    await rename(folder, aside);
    await syncFolder(path.dirname(folder));
    await rm(aside, { recursive: true, force: true });
    return {};
  }

  /** A second time, there is nothing left to do. */
  async #rename({ repository, to }: GitRename): Promise<object> {
    if (!parseRepository(to)) throw invalidRepository(to);
    if (!this.find(repository) && this.find(to)) return {};
    const folder = this.#existing(repository);
    const there = this.find(to);
    if (there && (await referencesOf(there)).length > 0) throw repositoryThere(to);
    await this.#remove(to);
    await mkdir(path.dirname(path.join(this.#folder, to)), { recursive: true });
    await rename(folder, path.join(this.#folder, to));
    await syncFolder(path.dirname(folder));
    return {};
  }

  #existing(repository: string): string {
    if (!parseRepository(repository)) throw invalidRepository(repository);
    const folder = this.find(repository);
    if (!folder) throw noSuchRepository(repository);
    return folder;
  }

  get #passingFolder(): string {
    return path.join(this.#folder, 'passing');
  }

  #passingName(suffix: string): string {
    return path.join(this.#passingFolder, `${++this.#passing}${suffix}`);
  }
}

function raise(refusal: Error): never {
  throw refusal;
}

/** The first branch pushed becomes the one that is cloned, where there is no `main`. */
async function chooseHead(folder: string, changes: readonly ReferenceChange[]): Promise<void> {
  const first = changes.find((each) => each.reference.startsWith('refs/heads/') && each.newCommitId);
  if (!first) return;
  const head = (await readFile(path.join(folder, 'HEAD'), 'utf8')).trim().replace('ref: ', '');
  const isBorn =
    existsSync(path.join(folder, head)) ||
    (await referencesOf(folder)).some(({ reference }) => reference === head);
  if (!isBorn) await git(folder, ['symbolic-ref', 'HEAD', first.reference]);
}

async function isCommit(folder: string, commit: string): Promise<boolean> {
  const type = await git(folder, ['cat-file', '--batch-check=%(objecttype)'], `${commit}\n`);
  return type.trim() === 'commit';
}
