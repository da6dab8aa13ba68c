import { createHash } from 'node:crypto';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before } from 'node:test';
import { buffer } from 'node:stream/consumers';
import { S3Client } from '@aws-sdk/client-s3';
import { create } from 'tar';
import { ZipFile } from 'yazl';
import type { Outcome, Specification } from './control.ts';
import { LocalHost } from './host.local.ts';

export type Files = Readonly<Record<string, string>>;

export const events = [
  'ApplicationStop',
  'DownloadBundle',
  'BeforeInstall',
  'Install',
  'AfterInstall',
  'ApplicationStart',
  'ValidateService',
];

/** What S3 holds: nothing but bytes by their keys. */
export const objects = new Map<string, Buffer>();
let store: Server;
let s3: S3Client;
const folders: string[] = [];

before(async () => {
  store = createServer(({ url = '' }, answer) => {
    const bytes = objects.get(new URL(url, 'http://store').pathname.replace('/releases/', ''));
    if (!bytes) return void answer.writeHead(404).end();
    const ETag = `"${createHash('md5').update(bytes).digest('hex')}"`;
    answer.writeHead(200, { ETag, 'content-length': bytes.length }).end(bytes);
  });
  await new Promise<void>((resolve) => store.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(store.address() as AddressInfo).port}`;
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  s3 = new S3Client({ endpoint, region: 'us-east-1', credentials, forcePathStyle: true });
});

after(() => {
  s3.destroy();
  store.close();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

export function newFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'penstock-host-'));
  chmodSync(folder, 0o755); // Scripts of others are in it.
  folders.push(folder);
  return folder;
}

export function lay(files: Files, folder = newFolder()): string {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
    if (name.endsWith('.sh')) chmodSync(path.join(folder, name), 0o755);
  }
  return folder;
}

export async function packed(files: Files, bundleType: string): Promise<Buffer> {
  if (bundleType === 'zip') {
    const zip = new ZipFile();
    for (const [name, text] of Object.entries(files))
      zip.addBuffer(Buffer.from(text), name, { mode: name.endsWith('.sh') ? 0o100755 : 0o100644 });
    zip.end();
    return buffer(zip.outputStream);
  }
  const cwd = lay(files);
  return buffer(create({ cwd, gzip: bundleType === 'tgz', portable: true }, readdirSync(cwd)));
}

export const appSpec = (rest: string): string => `version: 0.0\nos: linux\n${rest}`;
export const pages = appSpec('files: [{ source: pages, destination: /srv/shop }]');

/** A server, deployed to by one group. */
export class ServerFolder {
  readonly folder = newFolder();
  readonly root = path.join(this.folder, 'root');
  readonly host: LocalHost;
  #count = 0;

  constructor(git = '/nowhere', programs = '/nowhere') {
    const env = { PATH: `${programs}:${process.env['PATH']}`, PENSTOCK_ROOT: this.root };
    this.host = new LocalHost({ folder: path.join(this.folder, 'agent'), root: this.root, git, s3, env });
  }

  async deploy(files: Files, how: Partial<Specification> = {}, bundleType = 'tar') {
    return this.perform(events, { ...(await this.stored(files, bundleType)), ...how });
  }

  /** A bundle that is there to be downloaded. */
  async stored(files: Files, bundleType = 'tar'): Promise<Pick<Specification, 'Revision'>> {
    const Key = `${path.basename(this.folder)}-${++this.#count}.${bundleType}`;
    objects.set(Key, await packed(files, bundleType));
    const Revision = {
      RevisionType: 'S3',
      S3Revision: { Bucket: 'releases', Key, BundleType: bundleType },
    };
    return { Revision };
  }

  /** One event after the other, until one fails. Answers that one, or the last. */
  async perform(
    which: readonly string[],
    how: Partial<Specification>,
  ): Promise<Outcome & { readonly event: string }> {
    const specification = {
      DeploymentId: `d-${this.#count}`,
      DeploymentGroupId: 'group',
      DeploymentGroupName: 'prod',
      ApplicationName: 'shop',
      ...how,
    } as Specification;
    let last: (Outcome & { readonly event: string }) | undefined;
    for (const event of which) {
      last = { event, ...(await this.host.perform(event, specification, async () => {})) };
      if (!last.succeeded) break;
    }
    return last!;
  }

  readonly at = (name: string): string => path.join(this.root, name);
  readonly text = (name: string): string => readFileSync(this.at(name), 'utf8');
  readonly mode = (name: string): string => (statSync(this.at(name)).mode & 0o777).toString(8);
}
