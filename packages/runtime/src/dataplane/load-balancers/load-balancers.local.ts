import { wall, type ClockSetting } from '../../base/clock.ts';
import type {
  LoadBalancerApply,
  LoadBalancerLog,
  LoadBalancerMeasure,
  LoadBalancerMeasured,
  LoadBalancerObserve,
  LoadBalancerObserved,
  LoadBalancerRemove,
  Observation,
  RoutingTable,
} from '../../base/effects/load-balancer.ts';
import type { LoadBalancers, LogFile } from './load-balancers.ts';
import { logSpanMs } from './proxy/log-lines.ts';
import { CrewMember, type CrewListener } from './proxy/crew.ts';
import { Hosts } from './proxy/hosts.ts';
import { HouseClock } from './proxy/house-clock.ts';
import { compressedLog, logFolder } from './proxy/log-files.ts';
import { GroupCounters, OwnCounters, spansOf, together, type Span } from './proxy/measure.ts';
import { Observations } from './proxy/observations.ts';

/** What the host thread keeps of a load balancer; its sockets are a worker's. */
interface Kept {
  readonly member: CrewMember;
  readonly own: OwnCounters;
  readonly groups: Map<string, GroupCounters>;
  readonly hosts: Hosts;
  /** When a group left the table, house time: what was counted for it stays for a while. */
  readonly left: Map<string, number>;
  /** The table in force. */
  table: RoutingTable | undefined;
  /** Tables are applied one after the other. */
  turn: Promise<unknown>;
}

/** How long the counters of a group that left the table are kept, house time. */
const keptMs = 17 * 60_000;

/** How long after a span what was counted in it is added up: workers read the same clock. House time. */
const settledMs = 1000;

interface LocalOptions {
  readonly workers?: number;
  /** The socket at which functions are asked. */
  readonly functions?: string;
  /** The folder where requests are written down. */
  readonly logs?: string;
}

/** Load balancers on this machine's own sockets, in worker threads. Knows nothing of who gives the tables. */
export class LocalLoadBalancers implements LoadBalancers, CrewListener {
  readonly #clock: HouseClock;
  readonly #options: LocalOptions;
  readonly #workers: number;
  readonly #crew: CrewMember[] = [];
  readonly #kept = new Map<string, Kept>();
  readonly #observations = new Map<string, Observations>();

  constructor(setting: ClockSetting, options: LocalOptions = {}) {
    this.#options = options;
    this.#clock = new HouseClock(setting);
    this.#workers = options.workers ?? 1;
  }

  async apply(effect: LoadBalancerApply): Promise<void> {
    const kept = this.#keep(effect.loadBalancer);
    const turn = kept.turn.then(() => this.#apply(effect.loadBalancer, kept, effect.table));
    kept.turn = turn.catch(() => undefined);
    await turn;
  }

  observe(effect: LoadBalancerObserve, signal: AbortSignal): Promise<LoadBalancerObserved> {
    return this.#observationsOf(effect.loadBalancer).unlike(effect.known, signal);
  }

  async measure(effect: LoadBalancerMeasure, signal: AbortSignal): Promise<LoadBalancerMeasured> {
    const spans = spansOf(effect);
    await this.#until(spans.at(-1)!.start + effect.spanMs + settledMs, signal);
    const kept = this.#kept.get(effect.loadBalancer);
    return together(spans.map((span) => measured(kept, span)));
  }

  async log(effect: LoadBalancerLog, signal: AbortSignal): Promise<LogFile> {
    const { loadBalancer, start, about } = effect;
    await this.#until(start + logSpanMs + settledMs, signal);
    await this.#kept.get(loadBalancer)?.member.flush(loadBalancer);
    const { logs } = this.#options;
    return { file: logs && (await compressedLog(logFolder(logs, loadBalancer, about), start)) };
  }

  async remove(effect: LoadBalancerRemove): Promise<void> {
    const kept = this.#kept.get(effect.loadBalancer);
    if (!kept) return;
    this.#kept.delete(effect.loadBalancer);
    await kept.turn;
    this.#observations.delete(effect.loadBalancer);
    await kept.member.remove(effect.loadBalancer);
  }

  /** Resolves when every worker goes by it. */
  async setClock(setting: ClockSetting): Promise<void> {
    this.#clock.set(setting);
    await Promise.all(this.#crew.map((member) => member.setClock(setting)));
  }

  async close(): Promise<void> {
    this.#clock.close();
    await Promise.all(this.#crew.map((member) => member.close()));
  }

  observed(loadBalancer: string, observation: Observation): void {
    const kept = this.#kept.get(loadBalancer);
    if (!kept) return;
    if (this.#observationsOf(loadBalancer).note(observation))
      kept.hosts.note(observation.targets, this.#clock.now());
  }

  replaced(member: CrewMember): void {
    for (const [loadBalancer, kept] of this.#kept) {
      const { table } = kept;
      if (kept.member !== member || !table) continue;
      kept.table = undefined;
      kept.turn = kept.turn
        .then(() => this.#apply(loadBalancer, kept, table))
        .catch((error: Error) => process.emitWarning(`${loadBalancer} is down: ${error.message}`));
    }
  }

  async #apply(loadBalancer: string, kept: Kept, table: RoutingTable): Promise<void> {
    if (kept.table && table.version <= kept.table.version) return;
    this.#countGroups(kept, table);
    const memories = [...kept.groups].map(([arn, counters]) => [arn, counters.memory]);
    const memory = { own: kept.own.memory, groups: Object.fromEntries(memories) };
    const observation = await kept.member.apply(loadBalancer, table, memory);
    kept.table = table;
    this.observed(loadBalancer, observation);
  }

  #countGroups(kept: Kept, table: RoutingTable): void {
    const now = this.#clock.now();
    const arns = new Set(table.targetGroups.map((group) => group.targetGroup));
    for (const arn of arns) {
      kept.left.delete(arn);
      if (!kept.groups.has(arn)) kept.groups.set(arn, new GroupCounters());
    }
    for (const arn of kept.groups.keys()) {
      const left = kept.left.get(arn);
      if (!arns.has(arn) && left === undefined) kept.left.set(arn, now);
      else if (left !== undefined && left < now - keptMs) kept.groups.delete(arn);
    }
  }

  #keep(loadBalancer: string): Kept {
    const found = this.#kept.get(loadBalancer);
    if (found) return found;
    const kept: Kept = {
      member: this.#nextMember(),
      own: new OwnCounters(),
      groups: new Map(),
      hosts: new Hosts(),
      left: new Map(),
      table: undefined,
      turn: Promise.resolve(),
    };
    this.#kept.set(loadBalancer, kept);
    return kept;
  }

  /** Load balancers are dealt out to workers in turn; the first one starts the first worker. */
  #nextMember(): CrewMember {
    const { functions, logs } = this.#options;
    const given = { setting: this.#clock.setting, functions, logs };
    if (this.#crew.length < this.#workers) this.#crew.push(new CrewMember(given, this));
    return this.#crew[this.#kept.size % this.#crew.length]!;
  }

  #observationsOf(loadBalancer: string): Observations {
    const found = this.#observations.get(loadBalancer);
    if (found) return found;
    const observations = new Observations(wall.now());
    this.#observations.set(loadBalancer, observations);
    return observations;
  }

  #until(time: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason as Error);
      const cancel = this.#clock.at(time, () => {
        signal.removeEventListener('abort', stop);
        resolve();
      });
      const stop = () => {
        cancel();
        reject(signal.reason as Error);
      };
      signal.addEventListener('abort', stop, { once: true });
    });
  }
}

/** What was counted in a span; zeros of a load balancer that is not known. */
function measured(kept: Kept | undefined, { start, spanMs }: Span): LoadBalancerMeasured {
  const counted = (kept?.own ?? new OwnCounters()).during({ start, spanMs });
  const groups = [...(kept?.groups ?? [])].map(([targetGroup, counters]) => ({
    targetGroup,
    ...counters.during({ start, spanMs }),
    ...kept!.hosts.until(targetGroup, start + spanMs),
  }));
  return { start, spanMs, groups, ...counted };
}
