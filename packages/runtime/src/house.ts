import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { assemble, services, type House } from './assemble.ts';
import { wall, type AdjustableClock } from './base/clock.ts';
import { randomIds } from './base/ids.ts';
import { LocalRooms } from './dataplane/rooms.local.ts';
import type { Door } from './dispatch/door.ts';
import { lockFolder } from './store/folder-lock.ts';
import { keepClock, openClock, type ClockChoice } from './store/kept-clock.ts';
import { openSqliteStore } from './store/store.sqlite.ts';
import type { Store } from './store/store.ts';
import { operatorRoute, type Operated } from './wire/operator.ts';
import { startServer, type RunningServer } from './wire/server.ts';
import { Hosting } from './hosting.ts';

export { FolderTaken } from './store/folder-lock.ts';
export type { ClockChoice } from './store/kept-clock.ts';

export interface HouseOptions {
  readonly port: number;
  /** Addresses to listen on. */
  readonly hosts: readonly string[];
  /** Where everything is kept. Without one, in a folder that goes with the process. */
  readonly folder?: string;
  /** The account of callers that name none. */
  readonly account: string;
  readonly clock?: ClockChoice;
  readonly version: string;
  /** The PATH that builds and tasks find programs by. */
  readonly path: string;
  /** A sentence for whoever runs the house. */
  readonly log: (sentence: string) => void;
  /** The store has failed, or there is a bug in the engine: nothing may go on. */
  readonly fatal: (error: unknown) => void;
}

export interface OpenHouse {
  /** `http://127.0.0.1:4566`. */
  readonly endpoint: string;
  /** Stops answering, ends builds, tasks and load balancers, and leaves what is kept. */
  close(): Promise<void>;
}

/** Opens the house on its folder, and takes up whatever was under way when it was left. */
export async function openHouse(options: HouseOptions): Promise<OpenHouse> {
  const folder = options.folder ?? mkdtempSync(path.join(tmpdir(), 'penstock-'));
  const lock = lockFolder(folder);
  const store = openSqliteStore(folder, { fatal: options.fatal });
  const clock = openClock(store, options.clock);
  keepClock(store, clock);
  const rooms = new LocalRooms({ folder, clock, path: options.path });
  const running = new Running(options, store, clock, rooms);
  const server = await running.open();
  return {
    endpoint: running.endpoint,
    async close() {
      await server.close();
      running.leave();
      await store.durable();
      await rooms.close();
      store.close();
      lock.release();
      if (options.folder === undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A house that is open: what its server is given, and what an operator may do to it. */
class Running implements Operated {
  endpoint = '';
  #house: House;
  readonly #options: HouseOptions;
  readonly #store: Store;
  readonly #clock: AdjustableClock;
  readonly #rooms: LocalRooms;

  constructor(options: HouseOptions, store: Store, clock: AdjustableClock, rooms: LocalRooms) {
    this.#options = options;
    this.#store = store;
    this.#clock = clock;
    this.#rooms = rooms;
    this.#house = this.#assemble();
  }

  async open(): Promise<RunningServer> {
    const { port, hosts, log } = this.#options;
    const hosting = new Hosting(this.#rooms.git, this.#store, () => this.#house);
    const server = await startServer({
      door: this.#door(),
      hosts,
      port,
      now: wall.now,
      houseNow: () => this.#clock.now(),
      other: [operatorRoute(this), hosting.route(), hosting.registry()],
      log,
    });
    this.endpoint = `http://${urlHost(hosts[0]!)}:${server.port}`;
    this.#house.engine.begin();
    await hosting.reconcile();
    return server;
  }

  leave(): void {
    this.#house.engine.close();
    this.#house.dispatch.close();
  }

  health(): object {
    const running = Object.fromEntries(this.#house.services.map((service) => [service.name, 'running']));
    const { version } = this.#options;
    return {
      status: 'running',
      version,
      services: running,
      clock: this.clock(),
      parkedFlows: this.parked().length,
    };
  }

  async reset(): Promise<void> {
    this.leave();
    await this.#rooms.reset();
    this.#store.reset();
    keepClock(this.#store, this.#clock);
    this.#house = this.#assemble();
    this.#house.engine.begin();
    await this.#store.durable();
  }

  clock() {
    return { now: new Date(this.#clock.now()).toISOString(), speed: this.#clock.setting.speed };
  }

  setClock({ speed, advanceMs }: Parameters<Operated['setClock']>[0]): void {
    if (speed !== undefined) this.#clock.setSpeed(speed);
    if (advanceMs !== undefined) this.#clock.advance(advanceMs);
    keepClock(this.#store, this.#clock);
    this.#rooms.setClock(this.#clock.setting);
  }

  parked() {
    const all = this.#store.transaction((tx) => this.#house.engine.parked(tx));
    return all.map(({ flow, parked }) => ({ flow, reason: parked.reason }));
  }

  resume(flow: string): boolean {
    return this.#house.engine.resume(flow);
  }

  #assemble(): House {
    const { account, fatal } = this.#options;
    return assemble({
      store: this.#store,
      clock: this.#clock,
      ids: () => randomIds,
      rooms: this.#rooms,
      endpoint: () => this.endpoint,
      account,
      fatal,
    });
  }

  #door(): Door {
    const { blobs } = this.#rooms;
    return {
      services,
      credentials: (accessKeyId, sessionToken) => this.#house.credentials(accessKeyId, sessionToken),
      call: (request) => this.#house.dispatch.call(request),
      blobs: { write: (bytes) => blobs.write(bytes), read: (blob, range) => blobs.stream(blob, range) },
    };
  }
}

const urlHost = (host: string): string => (host.includes(':') ? `[${host}]` : host);
