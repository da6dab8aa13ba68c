import { mkdirSync } from 'node:fs';
import { rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { isInside } from './paths.ts';
import { unpackAny } from './unpack-any.ts';
import { unpackPlain } from './unpack-plain.ts';
import { unsafe, type Link } from './unpacked.ts';
import { PlainZip } from './zip-entries.ts';

/**
 * Unpacks zips into folders, later ones over earlier ones. Nothing is written outside of `root`: names that
 * lead out are refused, and links are made last, so that nothing is written through them.
 */
export async function unpackAll(
  zips: readonly { readonly file: string; readonly into: string }[],
  root: string,
): Promise<void> {
  const links: Link[] = [];
  for (const { file, into } of zips) {
    mkdirSync(into, { recursive: true });
    links.push(...(await unpack(file, into)));
  }
  for (const link of links) await makeLink(link, root);
}

async function unpack(file: string, into: string): Promise<Link[]> {
  const plain = PlainZip.open(file);
  if (!plain) return unpackAny(file, into);
  try {
    return await unpackPlain(plain, into);
  } finally {
    plain.close();
  }
}

async function makeLink({ place, target }: Link, root: string): Promise<void> {
  if (path.isAbsolute(target) || !isInside(root, path.resolve(path.dirname(place), target)))
    throw unsafe(`${path.relative(root, place)} -> ${target}`);
  await rm(place, { force: true, recursive: true });
  await symlink(target, place);
}
