import { lstatSync, mkdirSync, type Stats } from 'node:fs';
import { placeIn } from '../containers/image-paths.ts';
import { cannot } from './refusal.ts';

export { placeIn };

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
