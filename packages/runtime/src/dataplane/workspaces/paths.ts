import path from 'node:path';
import { EffectRefusal } from '../../base/effects/effect.ts';

/**
 * A path that stays in its folder, in its shortest form; '' is the folder itself. Refused where it leads out.
 */
export function insidePath(given: string): string {
  const normal = path.posix.normalize(given.replace(/^(\.\/+)+/, '') || '.').replace(/\/+$/, '');
  const leadsOut = path.posix.isAbsolute(given) || normal === '..' || normal.startsWith('../');
  if (leadsOut || given.includes('\0'))
    throw new EffectRefusal('UnsafePath', `${JSON.stringify(given)} leads out of its folder`);
  return normal === '.' ? '' : normal;
}

export function isInside(folder: string, file: string): boolean {
  return file === folder || file.startsWith(folder.endsWith(path.sep) ? folder : folder + path.sep);
}
