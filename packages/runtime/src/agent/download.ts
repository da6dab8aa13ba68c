import { execFile } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { extract } from 'tar';
import { unpackAll } from '../dataplane/workspaces/unpack.ts';
import type { Specification } from './control.ts';

/** Why a revision is not there: said as it is. */
export class BundleFault extends Error {}

export interface DownloadParts {
  readonly s3: S3Client;
  /** Where repositories are: `https://github.com`. */
  readonly git: string;
  /** What git, and scripts, find in their environment. */
  readonly env: Readonly<Record<string, string>>;
}

/** Fetches a revision and lays it out in `archive`, which is as if it had never been there before. */
export async function download(
  specification: Specification,
  archive: string,
  parts: DownloadParts,
): Promise<void> {
  await rm(archive, { recursive: true, force: true });
  const draft = `${archive}.new`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { recursive: true });
  const { S3Revision, GitHubRevision } = specification.Revision;
  if (S3Revision) await fromS3(S3Revision, draft, parts.s3);
  else if (GitHubRevision) await fromGit(GitHubRevision, draft, parts);
  else throw new BundleFault(`A revision of type ${specification.Revision.RevisionType} cannot be fetched.`);
  await rename(draft, archive);
}

type S3Revision = NonNullable<Specification['Revision']['S3Revision']>;

async function fromS3(revision: S3Revision, into: string, s3: S3Client): Promise<void> {
  const { Bucket, Key, BundleType, Version, ETag } = revision;
  const bundle = `${into}.bundle`;
  const object = await s3.send(
    new GetObjectCommand({ Bucket, Key, ...(Version !== undefined && { VersionId: Version }) }),
  );
  const bare = (tag: string | undefined) => tag?.replaceAll('"', '');
  if (ETag !== undefined && bare(ETag) !== bare(object.ETag))
    throw new BundleFault(
      `Expected deployment artifact bundle etag ${ETag} but was actually ${object.ETag ?? ''}`,
    );
  await pipeline(object.Body as Readable, createWriteStream(bundle));
  if (BundleType === 'zip') await unpackAll([{ file: bundle, into }], into);
  else await unpackTar(bundle, into);
  await rm(bundle);
  await liftOnly(into);
}

/** Strict: what leads out of the folder is an error, not something left out. */
async function unpackTar(file: string, cwd: string): Promise<void> {
  await extract({ file, cwd, strict: true, preservePaths: false });
}

/** AWS: where the archive holds nothing but one folder, and the AppSpec file is in that, the folder is left out. */
async function liftOnly(folder: string): Promise<void> {
  const names = await readdir(folder);
  const [only] = names;
  if (names.length !== 1 || only === undefined || isAppSpec(only)) return;
  const inside = path.join(folder, only);
  const hasAppSpec = await readdir(inside).then(
    (inner) => inner.some(isAppSpec),
    () => false,
  );
  if (!hasAppSpec) return;
  await rename(inside, `${folder}.lifted`);
  await rm(folder, { recursive: true });
  await rename(`${folder}.lifted`, folder);
}

export const isAppSpec = (name: string): boolean => name === 'appspec.yml' || name === 'appspec.yaml';

const run = promisify(execFile);

async function fromGit(
  { Account, Repository, CommitId }: NonNullable<Specification['Revision']['GitHubRevision']>,
  into: string,
  { git: base, env }: Pick<DownloadParts, 'git' | 'env'>,
): Promise<void> {
  const git = (...words: string[]) =>
    run('git', ['-C', into, '-c', 'advice.detachedHead=false', ...words], {
      env: { ...env, GIT_TERMINAL_PROMPT: '0' },
    });
  if (CommitId.startsWith('-')) throw new BundleFault(`${CommitId} is no commit.`);
  try {
    await git('init', '--quiet');
    await git('fetch', '--quiet', '--depth', '1', `${base}/${Account}/${Repository}.git`, CommitId);
    await git('checkout', '--quiet', 'FETCH_HEAD');
  } catch (error) {
    const { stderr = '' } = error as { readonly stderr?: string };
    throw new BundleFault(`${Account}/${Repository} at ${CommitId} cannot be fetched: ${stderr.trim()}`);
  }
  await rm(path.join(into, '.git'), { recursive: true, force: true });
}
