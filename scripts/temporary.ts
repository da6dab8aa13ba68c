import { mkdirSync, readdirSync, readFileSync, rmSync, statfsSync } from 'node:fs';

/** Where files lie in memory, on Linux. */
const memory = '/dev/shm';
/** Room that there has to be. */
const bytesMin = 4 * 1024 ** 3;
const prefix = 'penstock-tests-';

/** Where tests keep their files, for their environment; and how to take it away after them. */
export interface Temporary {
  readonly env: { readonly TMPDIR?: string };
  remove(): void;
}

/**
 * In memory, where there is room and programs may be started from there: tests make and delete thousands of files, and
 * wait for the disk with most of them. Whoever says `TMPDIR` is given that.
 */
export function temporary(): Temporary {
  if (process.env['TMPDIR'] !== undefined || !isFit()) return { env: {}, remove: () => {} };
  for (const name of readdirSync(memory)) if (isLeft(name)) remove(name);
  const own = `${prefix}${process.pid}`;
  mkdirSync(`${memory}/${own}`, { mode: 0o711 });
  return { env: { TMPDIR: `${memory}/${own}` }, remove: () => remove(own) };
}

function isFit(): boolean {
  try {
    const mounted = readFileSync('/proc/mounts', 'utf8')
      .split('\n')
      .map((line) => line.split(' '));
    const options = mounted.find(([, place, type]) => place === memory && type === 'tmpfs')?.[3];
    const { bavail, bsize } = statfsSync(memory);
    return options !== undefined && !options.split(',').includes('noexec') && bavail * bsize >= bytesMin;
  } catch {
    return false;
  }
}

/** Of a run that was ended in the midst of it. */
function isLeft(name: string): boolean {
  if (!name.startsWith(prefix)) return false;
  try {
    return !process.kill(Number(name.slice(prefix.length)), 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

function remove(name: string): void {
  rmSync(`${memory}/${name}`, { recursive: true, force: true });
}
