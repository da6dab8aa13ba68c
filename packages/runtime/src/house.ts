import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { assemble, type House } from './assemble.ts';
import { wall, type AdjustableClock } from './base/clock.ts';
import { randomIds } from './base/ids.ts';
import { servicePrincipal } from './base/service-principal.ts';
import { timers } from './base/timers.ts';
import type { ChatChannel } from './dataplane/chat/chat.ts';
import type { MailServer } from './dataplane/mail/mail.ts';
import { services, xmlElsewhere } from './catalogue.ts';
import { HostPlace } from './dataplane/host/place.ts';
import { LocalRooms } from './dataplane/rooms.local.ts';
import type { Door } from './dispatch/door.ts';
import { lockFolder } from './store/folder-lock.ts';
import { keepClock, openClock, type ClockChoice } from './store/kept-clock.ts';
import { openSqliteStore } from './store/store.sqlite.ts';
import type { Store } from './store/store.ts';
import { operatorRoute, type Operated } from './wire/operator.ts';
import { ServiceModels } from './wire/schema/service-models.ts';
import { SchemaInputs } from './wire/schema-inputs.ts';
import { startServer, type RunningServer } from './wire/server.ts';
import { Hosting } from './hosting.ts';
import { Sweeping } from './sweeping.ts';
import { webhookRoute } from './webhooks.ts';

export { FolderTaken } from './store/folder-lock.ts';
export { NewerStore } from './store/migration.ts';
export { FolderUnusable } from './store/own-folder.ts';
export type { ClockChoice } from './store/kept-clock.ts';
export type { ChatChannel } from './dataplane/chat/chat.ts';
export type { MailServer } from './dataplane/mail/mail.ts';

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
  /** Where mail goes out, if anywhere. */
  readonly mailServer?: MailServer;
  readonly chats?: readonly ChatChannel[];
  /** Where github.com is, if elsewhere. */
  readonly gitHub?: string;
  /** How often what nobody names is looked for; each hour, unless said. Wall time. */
  readonly sweepMs?: number;
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
  await using opened = new AsyncDisposableStack();
  const folder = options.folder ?? mkdtempSync(path.join(tmpdir(), 'penstock-'));
  if (options.folder === undefined) opened.defer(() => rmSync(folder, { recursive: true, force: true }));
  const lock = lockFolder(folder);
  opened.defer(() => lock.release());
  const store = openSqliteStore(folder, { fatal: options.fatal });
  opened.defer(() => store.close());
  const clock = openClock(store, options.clock);
  keepClock(store, clock);
  const rooms = new LocalRooms({
    folder,
    clock,
    path: options.path,
    log: options.log,
    ...(options.mailServer && { mailServer: options.mailServer }),
    ...(options.chats && { chats: options.chats }),
    ...(options.gitHub !== undefined && { gitHub: options.gitHub }),
    // Nobody comes back to a folder that goes with the process.
    ...(options.folder === undefined && { orphanedMinutes: 1 }),
  });
  let isOpen = false; // What an earlier process left running outlives a start that failed.
  opened.defer(() => (isOpen ? rooms.close() : undefined));
  const running = new Running(options, store, clock, rooms);
  opened.defer(() => running.leave());
  const functions = await running.serveFunctions(new HostPlace(folder).functions());
  opened.defer(() => functions.close());
  const server = await running.open();
  opened.defer(() => server.close());
  const sweeping = new Sweeping({ store, rooms, log: options.log, everyMs: options.sweepMs ?? hourMs });
  opened.defer(() => sweeping.close());
  isOpen = true;
  const closing = opened.move(); // All this is undone, backwards, when somebody says so.
  return { endpoint: running.endpoint, close: () => closing.disposeAsync() };
}

const hourMs = 3_600_000;

/** How many turns flows are given to come to rest, where time is advanced. */
const turnsMax = 1000;
/** How often time is stopped at one moment for what falls due at it. */
const stopsMax = 1000;

/** A house that is open: what its server is given, and what an operator may do to it. */
class Running implements Operated {
  endpoint = '';
  /** Settles when no reset and no advance of the clock is under way. */
  #free: Promise<unknown> = Promise.resolve();
  #isResetting = false;
  #house: House;
  readonly #hosting: Hosting;
  readonly #options: HouseOptions;
  readonly #store: Store;
  readonly #clock: AdjustableClock;
  readonly #rooms: LocalRooms;
  readonly #models = new ServiceModels();
  readonly #inputs = new SchemaInputs(services, this.#models);

  constructor(options: HouseOptions, store: Store, clock: AdjustableClock, rooms: LocalRooms) {
    this.#options = options;
    this.#store = store;
    this.#clock = clock;
    this.#rooms = rooms;
    this.#house = this.#assemble();
    this.#hosting = new Hosting(
      rooms.git,
      store,
      () => this.#house,
      () => clock.now(),
    );
  }

  async open(): Promise<RunningServer> {
    const { port, hosts, log } = this.#options;
    const hosting = this.#hosting;
    const server = await startServer({
      door: this.#door(),
      models: this.#models,
      hosts,
      port,
      now: wall.now,
      houseNow: () => this.#clock.now(),
      other: [
        // Before the operator's, whose addresses begin alike.
        hosting.downloads(this.#rooms.blobs),
        hosting.functionUrls(() => this.endpoint),
        hosting.publicKeys(),
        webhookRoute(() => this.#house),
        operatorRoute(this),
        hosting.route(),
        hosting.registry(this.#rooms.blobs, () => this.endpoint),
        hosting.responses(),
        hosting.pages(this.#rooms.signing),
      ],
      connections: [hosting.balancers()],
      log,
    });
    this.endpoint = `http://${urlHost(hosts[0]!)}:${server.port}`;
    this.#house.engine.begin();
    await hosting.reconcile(log);
    return server;
  }

  /** Has load balancers' functions answered, which come to this socket. */
  serveFunctions(socket: string) {
    return this.#hosting.functionTargets(socket);
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

  reset(): Promise<void> {
    return this.#alone(async () => {
      this.#isResetting = true;
      this.leave();
      try {
        await this.#rooms.reset();
      } finally {
        this.#store.reset();
        keepClock(this.#store, this.#clock);
        this.#house = this.#assemble();
        this.#house.engine.begin();
        this.#isResetting = false;
      }
      await this.#store.durable();
    });
  }

  clock() {
    return { now: new Date(this.#clock.now()).toISOString(), speed: this.#clock.setting.speed };
  }

  setClock({ speed, advanceMs }: Parameters<Operated['setClock']>[0]): Promise<void> {
    return this.#alone(async () => {
      if (speed !== undefined) this.#clock.setSpeed(speed);
      if (advanceMs !== undefined) await this.#advance(advanceMs);
      keepClock(this.#store, this.#clock);
      this.#rooms.setClock(this.#clock.setting);
      await this.#store.durable();
    });
  }

  /** Stops wherever something falls due, so that it is decided at its own time. */
  async #advance(ms: number): Promise<void> {
    const until = this.#clock.now() + ms;
    const moveTo = async (time: number) => {
      this.#clock.advance(Math.max(0, time - this.#clock.now()));
      keepClock(this.#store, this.#clock);
      await this.#settle();
    };
    let stops = 0;
    for (let due = this.#clock.nextDue(); due !== undefined && due < until; due = this.#clock.nextDue()) {
      stops = due > this.#clock.now() ? 0 : stops + 1;
      if (stops > stopsMax) break;
      await moveTo(due);
    }
    await moveTo(until);
  }

  async #settle(): Promise<void> {
    for (let turn = 0; turn < turnsMax; turn++) {
      await new Promise<void>((resolve) => {
        if (this.#models.isLoading) timers.after(1, resolve);
        else setImmediate(resolve);
      });
      if (turn > 0 && this.#house.engine.quiet && !this.#models.isLoading) return;
    }
  }

  /** One reset or advance after the other. */
  #alone(work: () => Promise<void>): Promise<void> {
    const done = this.#free.then(work);
    this.#free = done.catch(() => {}); // Whoever asked for it is told.
    return done;
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
      inputs: this.#inputs,
      endpoint: () => this.endpoint,
      account,
      fatal,
    });
  }

  #door(): Door {
    const { blobs } = this.#rooms;
    return {
      services,
      xmlElsewhere,
      credentials: (accessKeyId, sessionToken) => this.#house.credentials(accessKeyId, sessionToken),
      call: (request) =>
        this.#isResetting
          ? this.#free.then(() => this.#house.dispatch.call(request))
          : this.#house.dispatch.call(request),
      report: async (service, operation, input) => {
        if (this.#isResetting) await this.#free;
        const scope = { account: this.#options.account, region: 'us-east-1' };
        return this.#house.dispatch.report({
          service,
          operation,
          input,
          as: servicePrincipal(service),
          scope,
        });
      },
      blobs: { write: (bytes) => blobs.write(bytes), read: (blob, range) => blobs.stream(blob, range) },
    };
  }
}

/** Who listens everywhere is reached here. */
function urlHost(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}
