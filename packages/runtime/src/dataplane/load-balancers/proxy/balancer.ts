import { assert } from '../../../base/assert.ts';
import { wall } from '../../../base/clock.ts';
import type { ListenerPlace, Observation, RoutingTable } from '../../../base/effects/load-balancer.ts';
import { timers } from '../../../base/timers.ts';
import type { AccessLog } from './access-log.ts';
import type { Client } from './client.ts';
import type { ConnectionLog } from './connection-log.ts';
import { readExpressions } from './expressions.ts';
import { Traces } from './forwarded.ts';
import type { Gates } from './gates/gates.ts';
import { Group } from './group.ts';
import type { HouseClock } from './house-clock.ts';
import { OpenListener, type ListenerKeeper } from './listen.ts';
import { OwnCounters } from './measure.ts';
import { Pipes } from './pipes/pipes.ts';
import type { Random } from './random.ts';
import { usedGroups } from './table.ts';
import type { Keeper } from './target.ts';

/**
 * Memory for what is counted, made by the host thread: for the load balancer, and for each target group by
 * ARN.
 */
export interface Memory {
  readonly own: SharedArrayBuffer;
  readonly groups: Readonly<Record<string, SharedArrayBuffer>>;
}

/** Make what a load balancer writes into. */
export interface Openers {
  readonly requests: () => AccessLog | undefined;
  readonly connections: () => ConnectionLog | undefined;
}

// AWS: user guide, "HTTP 504": a connection to a target must stand within 10 seconds.
const connectWallMsMax = 10_000;

/** How long we read on after our last word to a client. */
const lingerWallMsMax = 2_000;

/**
 * One load balancer in its worker: a table, the sockets it asks for, and the sweep that ends what has gone
 * quiet.
 */
export class Balancer implements Keeper, ListenerKeeper {
  readonly clock: HouseClock;
  readonly functions: string | undefined;
  readonly random: Random;
  readonly traces: Traces;
  readonly own: OwnCounters;
  readonly clients = new Set<Client>();
  readonly pipes = new Pipes();
  accessLog: AccessLog | undefined;
  connectionLog: ConnectionLog | undefined;
  gates: Gates | undefined;
  tick = performance.now();
  readonly #openLogs: Openers;
  readonly #openGates: (seed: string, balancer: Balancer) => Gates;
  readonly #observed: (observation: Observation) => void;
  readonly #groups = new Map<string, Group>();
  readonly #listeners = new Map<number, OpenListener>();
  #table: RoutingTable | undefined;
  #telling = false;
  #cancelSweep: () => void;

  constructor(given: {
    readonly clock: HouseClock;
    readonly random: Random;
    readonly own: SharedArrayBuffer;
    readonly functions?: string | undefined;
    /** Makes where its requests are written down. */
    readonly openLogs: Openers;
    readonly openGates: (seed: string, balancer: Balancer) => Gates;
    readonly observed: (observation: Observation) => void;
  }) {
    this.clock = given.clock;
    this.functions = given.functions;
    this.#openLogs = given.openLogs;
    this.#openGates = given.openGates;
    this.random = given.random;
    this.traces = new Traces(given.random);
    this.own = new OwnCounters(given.own);
    this.#observed = given.observed;
    this.#cancelSweep = timers.after(0, () => this.#sweep());
  }

  /**
   * Brings sockets and targets in line with the table. Where a port cannot be had nothing is changed, and it
   * rejects. Open connections are kept; their next request is routed by the new table.
   */
  async apply(table: RoutingTable, memory: Memory): Promise<void> {
    const moved = this.#table !== undefined && this.#table.address !== table.address;
    await readExpressions(table);
    const opened = await this.#open(table, moved);
    const asks = table.listeners.some(({ rules }) => rules.some(({ gate }) => gate));
    assert(!asks || table.seed !== undefined, 'who is asked has a session that can be sealed');
    if (table.seed !== undefined) this.gates ??= this.#openGates(table.seed, this);
    this.#applyGroups(table, memory);
    const before = [...this.#listeners.values()];
    for (const row of table.listeners) {
      const listener = opened.get(row.port) ?? this.#listeners.get(row.port)!;
      listener.apply(row);
      this.#listeners.set(row.port, listener);
    }
    const inForce = new Set(table.listeners.map((row) => this.#listeners.get(row.port)));
    for (const [port, listener] of this.#listeners) if (!inForce.has(listener)) this.#listeners.delete(port);
    for (const listener of before) if (!inForce.has(listener)) listener.close();
    this.#table = table;
    if (!table.accessLog) this.accessLog?.flush();
    this.accessLog = table.accessLog ? (this.accessLog ?? this.#openLogs.requests()) : undefined;
    if (!table.connectionLog) this.connectionLog?.flush();
    this.connectionLog = table.connectionLog
      ? (this.connectionLog ?? this.#openLogs.connections())
      : undefined;
  }

  get clientKeepAliveMs(): number {
    return this.#table?.clientKeepAliveMs ?? 3_600_000;
  }

  /** A connection to a target has been begun. */
  connecting(): void {
    this.own.add(this.second(), 'newConnections', 1);
  }

  close(): void {
    this.#cancelSweep();
    this.flush();
    for (const listener of this.#listeners.values()) listener.close();
    for (const client of this.clients) client.socket.destroy();
    this.pipes.close();
    for (const group of this.#groups.values()) group.close();
    this.#listeners.clear();
    this.#groups.clear();
  }

  /** What was held back of its logs is written. */
  flush(): void {
    this.accessLog?.flush();
    this.connectionLog?.flush();
  }

  group(arn: string): Group | undefined {
    return this.#groups.get(arn);
  }

  second(): number {
    return Math.floor(this.clock.now() / 1000);
  }

  wallSecond(): number {
    return Math.floor(wall.now() / 1000);
  }

  wallNow(): number {
    return wall.now();
  }

  places(): readonly ListenerPlace[] {
    return [...this.#listeners.values()].flatMap(({ place }) => place ?? []);
  }

  observed(): Observation {
    const places = this.places();
    return {
      ...(places.length > 0 && { places }),
      targets: [...this.#groups.values()].flatMap((group) => group.observed()),
      verdicts: [...this.#listeners.values()].flatMap(({ guard }) => guard?.verdict ?? []),
    };
  }

  /**
   * A target is another than it was: requests go elsewhere at once; the host is told when this turn is over.
   */
  changed(): void {
    for (const group of this.#groups.values()) group.refresh();
    this.tell();
  }

  /** The host is told, when this turn is over, what there is to be observed. */
  tell(): void {
    if (this.#telling) return;
    this.#telling = true;
    queueMicrotask(() => {
      this.#telling = false;
      this.#observed(this.observed());
    });
  }

  async #open(table: RoutingTable, moved: boolean): Promise<Map<number, OpenListener>> {
    const missing = table.listeners.filter((row) => moved || !this.#listeners.has(row.port));
    const opening = missing.map((row) => OpenListener.open(table.address, row.port, this));
    const outcomes = await Promise.allSettled(opening);
    const opened = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
    const failed = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failed) {
      for (const listener of opened) listener.close();
      throw failed.reason;
    }
    return new Map(opened.map((listener) => [listener.port, listener]));
  }

  #applyGroups(table: RoutingTable, memory: Memory): void {
    const used = usedGroups(table);
    const arns = new Set(table.targetGroups.map((row) => row.targetGroup));
    for (const [arn, group] of this.#groups) {
      if (arns.has(arn)) continue;
      group.leave();
      this.#groups.delete(arn);
    }
    for (const row of table.targetGroups) {
      const arn = row.targetGroup;
      const group = this.#groups.get(arn) ?? new Group(arn, memory.groups[arn]!, this);
      this.#groups.set(arn, group);
      group.apply(row, used.has(arn));
    }
  }

  #sweep(): void {
    const now = (this.tick = performance.now());
    const idleMs = this.#table?.idleTimeoutMs ?? 60_000;
    for (const client of this.clients) {
      const quietMs = now - client.touchedAt;
      if (client.phase === 'closing' ? quietMs > lingerWallMsMax : quietMs > idleMs) client.timeOut();
      else if (
        client.upstream &&
        !client.upstream.connected &&
        now - client.upstream.begunAt > connectWallMsMax
      )
        client.upstream.fail(504);
    }
    let connections = this.clients.size;
    for (const group of this.#groups.values())
      for (const target of group.targets) {
        target.closeStale(now);
        connections += target.connections.size;
      }
    this.own.atMost(this.second(), 'activeConnections', connections);
    this.pipes.sweep(now);
    const sweepMs = Math.min(Math.max(idleMs / 4, 20), 1000);
    this.#cancelSweep = timers.after(sweepMs, () => this.#sweep());
  }
}
