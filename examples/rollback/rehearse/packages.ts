import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { ZipFile } from 'yazl';
import type { Clients } from './clients.ts';
import type { Release } from './faults.ts';

const service = fileURLToPath(new URL('../service', import.meta.url));

const noteOf = (release: Release): string => `${JSON.stringify(release)}\n`;

/** The shop's folder as a zip, with the note that says which release it is: for a function, and for servers. */
export async function zipOf(release: Release): Promise<Buffer> {
  const zip = new ZipFile();
  for (const name of globSync('**/*.{mjs,sh,yml,json}', { cwd: service })) {
    if (name === 'release.json') continue;
    const mode = name.endsWith('.sh') ? 0o100755 : 0o100644;
    zip.addBuffer(readFileSync(path.join(service, name)), name, { mode });
  }
  zip.addBuffer(Buffer.from(noteOf(release)), 'release.json');
  zip.end();
  return buffer(zip.outputStream);
}

/** Puts the release's zip into the bucket, and answers its key. */
export async function upload({ s3 }: Clients, Bucket: string, release: Release): Promise<string> {
  const Key = `shop-${release.version}.zip`;
  await s3.putObject({ Bucket, Key, Body: await zipOf(release) });
  return Key;
}

const repositoryName = 'shop';
const mediaType = (of: string) => `application/vnd.oci.image.${of}`;

/**
 * The shop's images, put into ECR by its own calls, so that no docker has to be there: the shop's files in a layer, and
 * the release's note in another. With docker it is what the Dockerfile says.
 */
export class Images {
  readonly #clients: Clients;
  readonly #uri: string;
  readonly #files: Layer;
  readonly #config: Layer;
  readonly #pushed = new Map<string, Promise<string>>();

  private constructor(clients: Clients, uri: string, layers: { files: Layer; config: Layer }) {
    this.#clients = clients;
    this.#uri = uri;
    this.#files = layers.files;
    this.#config = layers.config;
  }

  static async begin(clients: Clients, account: string, region: string): Promise<Images> {
    await clients.ecr.createRepository({ repositoryName });
    const files = await layer(
      clients,
      packed((folder) => cpSync(service, folder, { recursive: true })),
    );
    const Cmd = ['node', '/app/server.mjs'];
    const config = { architecture: 'amd64', os: 'linux', config: { Cmd, WorkingDir: '/app' } };
    return new Images(clients, `${account}.dkr.ecr.${region}.amazonaws.com/${repositoryName}`, {
      files,
      config: await blob(clients, Buffer.from(JSON.stringify(config)), 'config.v1+json'),
    });
  }

  /** Pushes it once, however many stages release it, and answers the image's name. */
  push(release: Release): Promise<string> {
    const pushed = this.#pushed.get(release.version) ?? this.#push(release);
    this.#pushed.set(release.version, pushed);
    return pushed;
  }

  async #push(release: Release): Promise<string> {
    const note = packed((folder) => writeFileSync(path.join(folder, 'release.json'), noteOf(release)));
    const manifest = {
      schemaVersion: 2,
      mediaType: mediaType('manifest.v1+json'),
      config: this.#config,
      layers: [this.#files, await layer(this.#clients, note)],
    };
    const imageManifest = JSON.stringify(manifest);
    await this.#clients.ecr.putImage({ repositoryName, imageTag: release.version, imageManifest });
    return `${this.#uri}:${release.version}`;
  }
}

interface Layer {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
}

/** A tarball of what is written into /app. */
function packed(write: (folder: string) => void): Buffer {
  const root = mkdtempSync(path.join(tmpdir(), 'shop-'));
  try {
    mkdirSync(path.join(root, 'app'));
    write(path.join(root, 'app'));
    return execFileSync('tar', ['-cz', '-C', root, '.']);
  } finally {
    rmSync(root, { recursive: true });
  }
}

const layer = (clients: Clients, bytes: Buffer) => blob(clients, bytes, 'layer.v1.tar+gzip');

async function blob({ ecr }: Clients, bytes: Buffer, of: string): Promise<Layer> {
  const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
  const { uploadId = '' } = await ecr.initiateLayerUpload({ repositoryName });
  const part = { repositoryName, uploadId, partFirstByte: 0, partLastByte: bytes.length - 1 };
  await ecr.uploadLayerPart({ ...part, layerPartBlob: bytes });
  await ecr.completeLayerUpload({ repositoryName, uploadId, layerDigests: [digest] });
  return { mediaType: mediaType(of), digest, size: bytes.length };
}
