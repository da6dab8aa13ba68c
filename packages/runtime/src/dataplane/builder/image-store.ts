import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { mediaTypes, type ImageConfig, type Manifest } from './image.ts';
import { packLayer } from './layer.ts';
import { parseReference, spelled, type Reference } from './reference.ts';
import { cannot } from './refusal.ts';

/** An image of this machine. */
export interface StoredImage {
  /** Docker's id of it: the digest of its configuration. */
  readonly id: string;
  /** The text that its digest in a registry is of. */
  readonly manifest: string;
  /** `<registry>/<repository>@sha256:…`, where it was pushed to. */
  readonly repoDigests: readonly string[];
}

/** A name of an image. */
export interface Tag {
  readonly name: string;
  readonly id: string;
}

/** What is kept of an image beside its blobs. */
type Kept = Omit<StoredImage, 'id'>;

/**
 * The images of one build: whoever has another HOME has other images, as on AWS every build has a container
 * engine of its own. Files: `blobs/<sha256>`, `images/<id>.json`, `tags/<sha256 of the name>`, `home`.
 */
export class ImageStore {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** Takes those away whose home is gone. */
  static open(folder: string, home: string): ImageStore {
    const own = path.join(folder, createHash('sha256').update(home).digest('hex').slice(0, 32));
    for (const part of ['blobs', 'images', 'tags']) mkdirSync(path.join(own, part), { recursive: true });
    writeWhole(path.join(own, 'home'), home);
    return new ImageStore(own);
  }

  static sweep(folder: string): void {
    if (!existsSync(folder)) return;
    for (const name of readdirSync(folder)) {
      const note = path.join(folder, name, 'home');
      if (existsSync(note) && !existsSync(readFileSync(note, 'utf8')))
        rmSync(path.join(folder, name), { recursive: true, force: true });
    }
  }

  /** A folder for what is being built. The caller takes it away. */
  workingFolder(): string {
    return mkdtempSync(path.join(this.#folder, 'building-'));
  }

  /** Packs a folder as the one layer of an image. */
  async keep(files: string, configOf: (diffId: string) => ImageConfig): Promise<StoredImage> {
    const partial = path.join(this.#folder, 'blobs', `partial-${process.pid}`);
    const layer = await packLayer(files, partial);
    renameSync(partial, this.blob(layer.digest));
    const config = Buffer.from(JSON.stringify(configOf(layer.diffId)));
    const id = digestOf(config);
    writeWhole(this.blob(id), config);
    const manifest: Manifest = {
      schemaVersion: 2,
      mediaType: mediaTypes.manifest,
      config: { mediaType: mediaTypes.config, size: config.length, digest: id },
      layers: [{ mediaType: mediaTypes.layer, size: layer.size, digest: layer.digest }],
    };
    // An image that was built before, and pushed, is the same one still.
    const there = this.#read(id);
    const image = { id, manifest: JSON.stringify(manifest, null, 3), repoDigests: there?.repoDigests ?? [] };
    this.#write(image);
    return image;
  }

  tag(image: StoredImage, reference: Reference): void {
    const name = spelled(reference);
    writeWhole(this.#tagFile(name), JSON.stringify({ name, id: image.id } satisfies Tag));
  }

  /** Remembers where an image is to be had. */
  pushed(image: StoredImage, repoDigest: string): void {
    const repoDigests = [...new Set([...image.repoDigests, repoDigest])];
    this.#write({ ...image, repoDigests });
  }

  /** By name, by `name@sha256:…`, by id or the beginning of one. */
  find(text: string): StoredImage | undefined {
    if (text.includes('@')) return this.all().find(({ repoDigests }) => repoDigests.includes(text));
    const [, hex] = /^(?:sha256:)?([0-9a-f]{4,64})$/.exec(text) ?? [];
    const tagged = text.startsWith('sha256:') ? undefined : this.#tagged(spelled(parseReference(text)));
    return (
      tagged ?? (hex === undefined ? undefined : this.all().find(({ id }) => id.startsWith(`sha256:${hex}`)))
    );
  }

  require(text: string): StoredImage {
    return this.find(text) ?? cannot(`find the image ${text}: it was not built here`);
  }

  all(): StoredImage[] {
    const names = readdirSync(path.join(this.#folder, 'images'));
    const ids = names
      .filter((name) => /^[0-9a-f]{64}\.json$/.test(name))
      .map((name) => `sha256:${name.slice(0, 64)}`);
    return ids.map((id) => this.#read(id)).filter((image) => image !== undefined);
  }

  /** The names of images, and their ids. */
  tags(): Tag[] {
    const files = readdirSync(path.join(this.#folder, 'tags')).filter((name) => !name.startsWith('.'));
    const tags = files.map((name) => readTag(path.join(this.#folder, 'tags', name)));
    return tags.sort((one, other) => (one.name < other.name ? -1 : 1));
  }

  config({ id }: StoredImage): ImageConfig {
    return JSON.parse(readFileSync(this.blob(id), 'utf8')) as ImageConfig;
  }

  /** Where a blob lies. */
  blob(digest: string): string {
    return path.join(this.#folder, 'blobs', digest.replace(/^sha256:/, ''));
  }

  #tagged(name: string): StoredImage | undefined {
    const file = this.#tagFile(name);
    return existsSync(file) ? this.#read(readTag(file).id) : undefined;
  }

  /** Names may be longer than those of files. */
  #tagFile(name: string): string {
    return path.join(this.#folder, 'tags', createHash('sha256').update(name).digest('hex'));
  }

  #read(id: string): StoredImage | undefined {
    const file = this.#file(id);
    return existsSync(file) ? { id, ...(JSON.parse(readFileSync(file, 'utf8')) as Kept) } : undefined;
  }

  #write({ id, ...kept }: StoredImage): void {
    writeWhole(this.#file(id), JSON.stringify(kept));
  }

  #file(id: string): string {
    return path.join(this.#folder, 'images', `${id.replace(/^sha256:/, '')}.json`);
  }
}

const readTag = (file: string): Tag => JSON.parse(readFileSync(file, 'utf8')) as Tag;

const digestOf = (bytes: Uint8Array): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

/** Whoever reads meanwhile sees all of it or none. */
function writeWhole(file: string, content: string | Uint8Array): void {
  const partial = path.join(path.dirname(file), `.partial-${process.pid}`);
  writeFileSync(partial, content);
  renameSync(partial, file);
}
