import { createHash } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import type { RoutingTable } from '../../base/effects/load-balancer.ts';

export interface SavedTable {
  readonly loadBalancer: string;
  readonly table: RoutingTable;
}

/** The tables in force, one file each, so that a process that died of whatever reason goes on where it was. */
export class Tables {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
    mkdirSync(folder, { recursive: true });
  }

  all(): SavedTable[] {
    const names = readdirSync(this.#folder).filter((name) => name.endsWith('.json'));
    return names.map((name) => JSON.parse(readFileSync(path.join(this.#folder, name), 'utf8')) as SavedTable);
  }

  /** On disk, whole, when this returns. */
  save(saved: SavedTable): void {
    const file = this.#fileOf(saved.loadBalancer);
    const descriptor = openSync(`${file}.part`, 'w');
    writeSync(descriptor, JSON.stringify(saved));
    fsyncSync(descriptor);
    closeSync(descriptor);
    renameSync(`${file}.part`, file);
  }

  remove(loadBalancer: string): void {
    rmSync(this.#fileOf(loadBalancer), { force: true });
  }

  #fileOf(loadBalancer: string): string {
    const name = createHash('sha256').update(loadBalancer).digest('hex').slice(0, 32);
    return path.join(this.#folder, `${name}.json`);
  }
}
