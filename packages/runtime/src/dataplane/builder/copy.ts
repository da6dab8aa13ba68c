import {
  chmodSync,
  copyFileSync,
  constants,
  readdirSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import path from 'node:path';
import type { SourceTree } from './build-context.ts';
import { hasPattern, patternExpression } from './pattern.ts';
import { cannot } from './refusal.ts';
import { makeFolder, placeIn, statOf } from './root-files.ts';

export interface Copy {
  readonly from: SourceTree;
  /** Paths or patterns from the tree's root. */
  readonly sources: readonly string[];
  /** An absolute path of the image; a slash at its end makes it a folder. */
  readonly destination: string;
  /** The folder of the image's files. */
  readonly root: string;
  /** Permissions of what is copied, instead of its own. */
  readonly mode?: number;
}

/** COPY, and ADD of what is neither a URL nor an archive. */
export function copy(wanted: Copy): void {
  const { from, destination } = wanted;
  const found = wanted.sources.map((source) => ({ source, files: filesOf(from, source) }));
  for (const { source, files } of found)
    if (files.length === 0)
      cannot(`copy ${JSON.stringify(source)}: it is not in ${from.called}${whyNot(from, source)}`);
  const files = found.flatMap((each) => each.files);
  const isFolder = destination.endsWith('/');
  if (files.length > 1 && !isFolder)
    cannot(
      `copy ${files.length} files to ${destination}: with more than one, it has to be a folder and end with /`,
    );
  for (const file of files) copyOne(wanted, file, isFolder);
}

/** A folder is copied by what is in it; a file into a folder, or under the name that is given. */
function copyOne(wanted: Copy, file: string, isFolder: boolean): void {
  const { from, root, destination } = wanted;
  const place = placeIn(from.root, file);
  const stats = statSync(place);
  if (stats.isDirectory()) return copyFolder(wanted, place, { file, imagePath: destination });
  const there = statOf(placeIn(root, destination));
  const imagePath =
    isFolder || there?.isDirectory() ? path.posix.join(destination, path.posix.basename(file)) : destination;
  makeFolder(root, path.posix.dirname(imagePath));
  copyFile(wanted, place, imagePath);
}

interface Paths {
  /** From the source tree's root. */
  readonly file: string;
  readonly imagePath: string;
}

function copyFolder(wanted: Copy, place: string, { file, imagePath }: Paths): void {
  const { from, root, mode } = wanted;
  const isNew = !statOf(placeIn(root, imagePath));
  const target = makeFolder(root, imagePath);
  if (isNew) chmodSync(target, mode ?? statSync(place).mode & 0o7777);
  for (const entry of readdirSync(place, { withFileTypes: true })) {
    const inner = {
      file: path.posix.join(file, entry.name),
      imagePath: path.posix.join(imagePath, entry.name),
    };
    const innerPlace = path.join(place, entry.name);
    const isIgnored = from.isIgnored(inner.file);
    if (entry.isDirectory()) {
      if (!from.isSkipped(inner.file) && !(isIgnored && !holdsAny(from, innerPlace, inner.file)))
        copyFolder(wanted, innerPlace, inner);
    } else if (isIgnored) continue;
    else if (entry.isSymbolicLink()) copyLink(root, innerPlace, inner.imagePath);
    else if (entry.isFile()) copyFile(wanted, innerPlace, inner.imagePath);
  }
}

/** Whether an exception of .dockerignore leaves something of an ignored folder. */
function holdsAny(from: SourceTree, place: string, folder: string): boolean {
  return readdirSync(place, { withFileTypes: true }).some((entry) => {
    const inner = path.posix.join(folder, entry.name);
    return (
      !from.isIgnored(inner) || (entry.isDirectory() && holdsAny(from, path.join(place, entry.name), inner))
    );
  });
}

function copyFile({ root, mode }: Copy, place: string, imagePath: string): void {
  const target = cleared(root, imagePath);
  copyFileSync(place, target, constants.COPYFILE_FICLONE);
  chmodSync(target, mode ?? statSync(place).mode & 0o7777);
}

function copyLink(root: string, place: string, imagePath: string): void {
  symlinkSync(readlinkSync(place), cleared(root, imagePath));
}

/** Nothing is written through a link, or into a file that has another name. */
function cleared(root: string, imagePath: string): string {
  const target = placeIn(root, imagePath, false);
  const there = statOf(target);
  if (there?.isDirectory()) cannot(`copy to ${imagePath}: a folder of that name is in the image`);
  if (there) rmSync(target);
  return target;
}

/** The files and folders that a path or pattern means, by their paths from the root. */
function filesOf(from: SourceTree, source: string): string[] {
  const normal = path.posix.normalize(`/${source}`).replace(/^\/|\/$/g, '');
  if (normal === '') return [''];
  const paths = hasPattern(normal) ? matching(from, '', normal.split('/')) : [normal];
  return paths.filter((file) => isThere(from, file));
}

function isThere(from: SourceTree, file: string): boolean {
  const place = placeIn(from.root, file);
  const stats = statOf(place);
  if (!stats) return false;
  return (
    !from.isIgnored(file) || (stats.isDirectory() && !from.isSkipped(file) && holdsAny(from, place, file))
  );
}

function matching(from: SourceTree, folder: string, [segment, ...rest]: readonly string[]): string[] {
  const expression = patternExpression(segment!);
  const place = placeIn(from.root, folder);
  if (!statOf(place)?.isDirectory()) return [];
  const names = readdirSync(place)
    .filter((name) => expression.test(name))
    .sort();
  const paths = names.map((name) => path.posix.join(folder, name));
  return rest.length === 0 ? paths : paths.flatMap((inner) => matching(from, inner, rest));
}

function whyNot(from: SourceTree, source: string): string {
  const file = path.posix.normalize(`/${source}`).slice(1);
  return statOf(placeIn(from.root, file)) ? ' (.dockerignore leaves it out)' : '';
}
