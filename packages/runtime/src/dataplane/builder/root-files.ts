import { lstatSync, mkdirSync, readlinkSync, type Stats } from 'node:fs';
import path from 'node:path';
import { cannot } from './refusal.ts';

/** How many links are followed before it is taken for a circle, as Linux does. */
const linksMax = 40;

/**
 * Where a path of an image is on this machine. Links are followed as if the image's root were the machine's: none
 * leads out. The last part's link only where it is asked for.
 */
export function placeIn(root: string, imagePath: string, followLast = true): string {
  const parts = partsOf(imagePath);
  const done: string[] = [];
  let links = 0;
  while (parts.length > 0) {
    const part = parts.shift()!;
    if (part === '..') {
      done.pop();
      continue;
    }
    const place = path.join(root, ...done, part);
    const isLink = (parts.length > 0 || followLast) && statOf(place)?.isSymbolicLink();
    if (!isLink) {
      done.push(part);
      continue;
    }
    if (++links > linksMax) cannot(`follow ${imagePath}: its links lead round in a circle`);
    const target = readlinkSync(place);
    if (path.posix.isAbsolute(target)) done.length = 0;
    parts.unshift(...partsOf(target));
  }
  return path.join(root, ...done);
}

const partsOf = (text: string): string[] => text.split('/').filter((part) => part !== '' && part !== '.');

/** Makes a folder of the image and those above it. */
export function makeFolder(root: string, imagePath: string): string {
  const place = placeIn(root, imagePath);
  const there = statOf(place);
  if (there && !there.isDirectory())
    cannot(`make the folder ${imagePath}: a file of that name is in the image`);
  if (!there) mkdirSync(place, { recursive: true, mode: 0o755 });
  return place;
}

/** What is there, links not followed; undefined where nothing is. */
export function statOf(place: string): Stats | undefined {
  return lstatSync(place, { throwIfNoEntry: false });
}
