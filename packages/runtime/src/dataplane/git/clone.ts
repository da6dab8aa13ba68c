import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { GitArchive } from '../../base/effects/git.ts';
import { entriesUnder, zipEntries } from '../workspaces/zip-links.ts';
import { git } from './command.ts';

/** Clones a repository into a folder that is not there yet, checks a commit out, and zips it all. */
export async function zipClone(
  repository: string,
  { commit, clone }: Pick<GitArchive, 'commit' | 'clone'>,
  { folder, file }: { readonly folder: string; readonly file: string },
): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    const inside = path.join(folder, '.git');
    await git(inside, ['init', '--quiet', '--initial-branch=main', '--template=']);
    const everything = ['+refs/heads/*:refs/remotes/origin/*', '+refs/tags/*:refs/tags/*', commit];
    // From one folder to another of the house's own.
    const local = { GIT_ALLOW_PROTOCOL: 'file', GIT_CONFIG_VALUE_0: '*' };
    const quiet = ['--quiet', '--no-tags', '--no-write-fetch-head', '--no-auto-maintenance'];
    const wanted = clone!.depth === undefined ? everything : [commit];
    const deep = clone!.depth === undefined ? [] : [`--depth=${clone!.depth}`];
    await git(inside, ['fetch', ...quiet, ...deep, repository, ...wanted], '', local);
    await git(inside, ['config', 'core.bare', 'false']);
    await git(inside, ['config', 'remote.origin.url', clone!.origin]);
    await git(inside, ['config', 'remote.origin.fetch', '+refs/heads/*:refs/remotes/origin/*']);
    const where = clone!.branch === undefined ? ['--detach', commit] : ['-B', clone!.branch, commit];
    await git(inside, [`--work-tree=${folder}`, 'checkout', '--quiet', '--force', ...where]);
    await zipEntries(await entriesUnder(folder), file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
