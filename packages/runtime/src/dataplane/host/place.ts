import { linkSync, mkdirSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import { assert } from '../../base/assert.ts';
import { hashOf, parsed, writeWhole } from './folder.ts';
import { isRunning, readWhole } from './identity.ts';
import type { HostRecord } from './protocol.ts';

/**
 * Where a host keeps itself: in the data folder, but for its socket, whose path must be short (108 bytes on
 * Linux).
 */
export class HostPlace {
  readonly #folder: string;

  constructor(dataFolder: string) {
    mkdirSync(dataFolder, { recursive: true });
    this.#folder = path.join(realpathSync(dataFolder), 'host');
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
  }

  get processes(): string {
    return path.join(this.#folder, 'processes');
  }

  get loadBalancers(): string {
    return path.join(this.#folder, 'load-balancers');
  }

  get accessLogs(): string {
    return path.join(this.#folder, 'access-logs');
  }

  get log(): string {
    return path.join(this.#folder, 'host.log');
  }

  get exists(): boolean {
    return statSync(this.#folder, { throwIfNoEntry: false }) !== undefined;
  }

  /** A path for the socket. */
  socket(): string {
    return path.join(ownFolder(), `${hashOf(this.#folder).slice(0, 16)}.sock`);
  }

  /** A path for the socket at which load balancers ask the control plane's functions. */
  functions(): string {
    return path.join(ownFolder(), `${hashOf(this.#folder).slice(0, 16)}.functions.sock`);
  }

  /** Where Node keeps what it has compiled of the host: the next one starts in a third of the time. */
  compiled(): string {
    return path.join(ownFolder(), 'compiled');
  }

  /** The host that is running, as it wrote itself down. */
  running(): HostRecord | undefined {
    const text = readWhole(path.join(this.#folder, 'host.json'));
    const record = parsed<HostRecord>(text);
    return record && isRunning(record.pid, record.identity) ? record : undefined;
  }

  write(record: HostRecord): void {
    writeWhole(path.join(this.#folder, 'host.json'), JSON.stringify(record));
  }

  /** One host for a folder: tells whether this process is the one. A lock of the dead is taken over. */
  lock(pid: number, identity: string): boolean {
    const own = path.join(this.#folder, `lock.${pid}`);
    const lock = path.join(this.#folder, 'lock');
    writeFileSync(own, JSON.stringify({ pid, identity }));
    try {
      return take(own, lock) || (releaseDead(lock) && take(own, lock));
    } finally {
      rmSync(own, { force: true });
    }
  }
}

/** The longest path of a socket, in bytes: 103 on macOS, 107 on Linux; and what of that is its own name. */
const [socketPathMax, socketNameMax] = [103, '/0123456789abcdef.functions.sock'.length];

/** A folder with a short path that only its owner may enter. */
function ownFolder(): string {
  const { uid } = userInfo();
  const [temporary, short] = [tmpdir(), '/tmp'].map((place) => path.join(place, `penstock-${uid}`));
  const folder = Buffer.byteLength(temporary!) + socketNameMax > socketPathMax ? short! : temporary!;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const stat = statSync(folder);
  assert(stat.uid === uid || uid === -1, `${folder} belongs to somebody else`);
  assert((stat.mode & 0o077) === 0, `${folder} is open to others`);
  return folder;
}

function take(own: string, lock: string): boolean {
  try {
    linkSync(own, lock);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function releaseDead(lock: string): boolean {
  const text = readWhole(lock);
  if (text === undefined) return true;
  const holder = parsed<{ pid: number; identity: string }>(text);
  if (holder && isRunning(holder.pid, holder.identity)) return false;
  rmSync(lock, { force: true });
  return true;
}
