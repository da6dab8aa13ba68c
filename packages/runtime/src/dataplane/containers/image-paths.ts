import { lstatSync, readlinkSync } from 'node:fs';
import path from 'node:path';
import { EffectRefusal } from '../../base/effects/effect.ts';

/** How many links are followed before it is taken for a circle, as Linux does. */
const linksMax = 40;

/**
 * Where a path of an image is on this machine. Links are followed as if the image's root were the machine's,
 * so that none leads out of it; that of the last part only where it is asked for.
 */
export function placeIn(root: string, imagePath: string, followLast = true): string {
  const parts = partsOf(imagePath);
  const done: string[] = [];
  for (let links = 0; parts.length > 0;) {
    const part = parts.shift()!;
    if (part === '..') {
      done.pop();
      continue;
    }
    const place = path.join(root, ...done, part);
    if ((parts.length > 0 || followLast) && isLink(place)) {
      if (++links > linksMax)
        throw new EffectRefusal('CannotStartContainer', `${imagePath}: its links lead round in a circle`);
      const target = readlinkSync(place);
      if (path.posix.isAbsolute(target)) done.length = 0;
      parts.unshift(...partsOf(target));
    } else done.push(part);
  }
  return path.join(root, ...done);
}

const partsOf = (text: string): string[] => text.split('/').filter((part) => part !== '' && part !== '.');

const isLink = (place: string): boolean =>
  lstatSync(place, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
