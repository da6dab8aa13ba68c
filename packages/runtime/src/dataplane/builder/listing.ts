import { statSync } from 'node:fs';
import { parseFlags } from './flags.ts';
import type { Manifest } from './image.ts';
import type { ImageStore, StoredImage } from './image-store.ts';
import { parseReference, repositoryOf } from './reference.ts';
import { cannot } from './refusal.ts';
import { openImages, type Surroundings } from './surroundings.ts';
import { fill } from './template.ts';

/** `docker images [NAME]`. */
export function images(line: readonly string[], around: Surroundings): void {
  const given = parseFlags(
    'images',
    { values: {}, switches: { all: 'a', quiet: 'q', 'no-trunc': '' } },
    line,
  );
  const [wanted] = given.words;
  const store = openImages(around);
  const short = (id: string) => (given.isOn('no-trunc') ? id : id.slice(7, 19));
  const rows = rowsOf(store).filter(
    ({ repository, name }) => wanted === undefined || [repository, name].includes(wanted),
  );
  if (given.isOn('quiet')) {
    for (const id of new Set(rows.map(({ image }) => short(image.id)))) around.print(id);
    return;
  }
  const lines = rows.map(({ repository, tag, image }) => [
    repository,
    tag,
    short(image.id),
    'N/A',
    sized(sizeOf(store, image)),
  ]);
  for (const each of columns([['REPOSITORY', 'TAG', 'IMAGE ID', 'CREATED', 'SIZE'], ...lines]))
    around.print(each);
}

interface Row {
  readonly name: string;
  readonly repository: string;
  readonly tag: string;
  readonly image: StoredImage;
}

function rowsOf(store: ImageStore): Row[] {
  const tags = store.tags();
  return store.all().flatMap((image): Row[] => {
    const names = tags.filter(({ id }) => id === image.id).map(({ name }) => name);
    if (names.length === 0) return [{ name: '', repository: '<none>', tag: '<none>', image }];
    return names.map((name) => {
      const reference = parseReference(name);
      return { name, repository: repositoryOf(reference), tag: reference.tag, image };
    });
  });
}

/** `docker inspect NAME…`, `docker image inspect NAME…`. */
export function inspect(line: readonly string[], around: Surroundings): void {
  const given = parseFlags('inspect', { values: { format: 'f', type: '' }, switches: {} }, line);
  const type = given.value('type') ?? 'image';
  if (type !== 'image') cannot(`inspect a ${type}: there are images only`);
  if (given.words.length === 0) cannot('inspect: it takes at least one argument, an image’s name');
  const store = openImages(around);
  const documents = given.words.map((name) => documentOf(store, store.require(name)));
  const template = given.value('format');
  if (template === undefined || template === 'json') around.print(JSON.stringify(documents, null, 4));
  else for (const document of documents) around.print(fill(template, document));
}

function documentOf(store: ImageStore, image: StoredImage): object {
  const { architecture, os, created, config, rootfs } = store.config(image);
  const named = store.tags().filter(({ id }) => id === image.id);
  return {
    Id: image.id,
    RepoTags: named.map(({ name }) => name),
    RepoDigests: image.repoDigests,
    Created: created,
    Config: config,
    Architecture: architecture,
    Os: os,
    Size: sizeOf(store, image),
    RootFS: { Type: 'layers', Layers: rootfs.diff_ids },
  };
}

/** What its blobs take on disk. */
function sizeOf(store: ImageStore, image: StoredImage): number {
  const { layers } = JSON.parse(image.manifest) as Manifest;
  return layers.reduce((sum, { digest }) => sum + statSync(store.blob(digest)).size, 0);
}

function sized(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB'];
  const power = Math.min(Math.max(Math.floor(Math.log10(bytes || 1) / 3), 0), units.length - 1);
  return `${Number((bytes / 1000 ** power).toPrecision(3))}${units[power]}`;
}

export function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]! + 3))
      .join('')
      .trimEnd(),
  );
}
