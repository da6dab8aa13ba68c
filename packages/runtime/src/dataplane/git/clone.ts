import { createWriteStream } from 'node:fs';
import { lstat, mkdir, readdir, readlink, rm } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import type { GitArchive } from '../../base/effects/git.ts';
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
    await zip(folder, file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Links stay links. */
async function zip(folder: string, file: string): Promise<void> {
  const zipped = new ZipFile();
  const written = pipeline(zipped.outputStream, createWriteStream(file));
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    const place = path.join(entry.parentPath, entry.name);
    const name = path.relative(folder, place);
    if (entry.isDirectory()) zipped.addEmptyDirectory(name);
    else if (entry.isSymbolicLink())
      zipped.addBuffer(Buffer.from(await readlink(place)), name, { mode: 0o120777 });
    else zipped.addFile(place, name, { mode: 0o100000 | ((await lstat(place)).mode & 0o777) });
  }
  zipped.end();
  await written;
}
