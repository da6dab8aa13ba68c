import type { FunctionInvoke, FunctionProcess, FunctionProvision } from '../../base/effects/function.ts';
import { timers } from '../../base/timers.ts';
import { EffectRefusal } from '../../base/effects/effect.ts';
import type { AnswerStream } from './answer-stream.ts';
import { Instance, type Invoked } from './instance.ts';
import type { Launch } from './launch.ts';
import { Reaper } from './reaper.ts';
import type { RuntimeApi } from './runtime-api.ts';

export interface PoolOptions {
  /** How many processes there may be at once; who comes then waits. */
  readonly instancesMax: number;
  /** Wall time after which a process that has nothing to do is ended. */
  readonly idleMs: number;
}

interface Waiting {
  readonly effect: FunctionInvoke;
  readonly launch: Launch;
  readonly take: (instance: Instance) => void;
}

/**
 * How many processes of one version begin at once. They compute while they do: each more makes all the others later,
 * and meanwhile even more would be begun. Who waits is served by the first that is ready, begun for him or not.
 */
const startingMax = 2;

/** Processes of a function that are there whether anybody asks for them or not. */
interface Kept {
  readonly process: FunctionProcess;
  readonly launch: Launch;
  readonly count: number;
  /** Who waits until they are ready; told why where they will not be. */
  readonly waiting: ((refusal?: EffectRefusal) => void)[];
}

/**
 * The processes there are, busy and kept warm. A process is used again for its own function and revision
 * only.
 */
export class InstancePool {
  readonly #api: RuntimeApi;
  readonly #reaper = new Reaper();
  readonly #options: PoolOptions;
  readonly #all = new Set<Instance>();
  /** How to call off the end of each that is idle; the one idle for longest comes first. */
  readonly #idle = new Map<Instance, () => void>();
  #queue: Waiting[] = [];
  /** By function. */
  readonly #kept = new Map<string, Kept>();

  constructor(api: RuntimeApi, options: PoolOptions) {
    this.#api = api;
    this.#options = options;
  }

  async invoke(effect: FunctionInvoke, launch: Launch, stream?: AnswerStream): Promise<Invoked> {
    this.#keep(effect, launch, effect.provisioned ?? 0);
    return new Promise((settle) => {
      // Taken and invoked in one go: a process that is nobody's may be ended.
      const take = (instance: Instance) => settle(instance.invoke(effect, stream));
      this.#queue.push({ effect, launch, take });
      this.#serve();
    });
  }

  /** Answers when as many processes of a function are ready as are to be kept. */
  async provision(provision: FunctionProvision, launch: Launch): Promise<void> {
    const kept = this.#keep(provision, launch, provision.count);
    if (!kept || this.#ready(kept) >= kept.count) return;
    const refusal = await new Promise<EffectRefusal | undefined>((tell) => {
      kept.waiting.push(tell);
      if (this.#count(kept) < kept.count) this.#tell(kept, noRoom());
    });
    if (refusal) throw refusal;
  }

  /** Ends all processes of a function as soon as they are idle. */
  remove(name: string): void {
    this.#forgetKept(name);
    this.#retire(name);
  }

  #keep(process: FunctionProcess, launch: Launch, count: number): Kept | undefined {
    const { function: name, revision } = process;
    this.#retire(name, revision);
    const before = this.#kept.get(name);
    if (before?.count === count && before.process.revision === revision) return this.#topUp(before);
    this.#forgetKept(name);
    if (count === 0) return undefined;
    const env = { ...launch.env, AWS_LAMBDA_INITIALIZATION_TYPE: 'provisioned-concurrency' };
    const kept = { process, launch: { ...launch, env }, count, waiting: [] };
    this.#kept.set(name, kept);
    return this.#topUp(kept);
  }

  /** What is kept no longer, or otherwise: who waits for it waits no more; its processes end when they are idle. */
  #forgetKept(name: string): void {
    const kept = this.#kept.get(name);
    if (!kept) return;
    this.#kept.delete(name);
    this.#tell(kept);
    for (const instance of this.#idle.keys()) if (instance.function === name) this.#lay(instance);
  }

  #topUp(kept: Kept): Kept {
    while (this.#count(kept) < kept.count && this.#all.size < this.#options.instancesMax)
      this.#start(kept.process, kept.launch);
    return kept;
  }

  #tell(kept: Kept, refusal?: EffectRefusal): void {
    for (const tell of kept.waiting.splice(0)) tell(refusal);
  }

  #count({ process }: Kept): number {
    const own = (each: Instance) => each.function === process.function && each.revision === process.revision;
    return [...this.#all].filter(own).length;
  }

  #starting({ function: name, revision }: FunctionProcess): number {
    const own = (each: Instance) => each.function === name && each.revision === revision;
    return [...this.#all].filter((each) => own(each) && each.isStarting).length;
  }

  #ready({ process }: Kept): number {
    const own = (each: Instance) => each.function === process.function && each.revision === process.revision;
    return [...this.#all].filter((each) => own(each) && each.wasReady).length;
  }

  /** Whether a process stays though it has nothing to do. */
  #isKept({ function: name, revision }: Instance): boolean {
    const kept = this.#kept.get(name);
    return kept?.process.revision === revision && this.#count(kept) <= kept.count;
  }

  /** Ends a function's processes as soon as they are idle; those of the revision that is kept excepted. */
  #retire(name: string, revisionKept?: string): void {
    for (const instance of this.#all) {
      if (instance.function !== name || instance.revision === revisionKept) continue;
      instance.isRetired = true;
      if (this.#idle.has(instance)) this.#end(instance);
    }
  }

  /** Ends all processes at once. Who waits for one is told nothing: his effect is performed again. */
  close(): void {
    this.#queue = [];
    this.#kept.clear();
    for (const instance of this.#all) this.#end(instance);
    this.#reaper.close();
  }

  /**
   * Gives out what there is to those who wait, the first one first; whoever can use a warm process may go
   * ahead.
   */
  #serve(): void {
    const stillWaiting: Waiting[] = [];
    for (const waiting of this.#queue) {
      const instance = this.#warm(waiting.effect) ?? this.#fresh(waiting);
      if (instance) waiting.take(instance);
      else stillWaiting.push(waiting);
    }
    this.#queue = stillWaiting;
  }

  #warm(effect: FunctionInvoke): Instance | undefined {
    for (const [instance, cancelEnd] of this.#idle) {
      if (instance.function !== effect.function || instance.revision !== effect.revision) continue;
      cancelEnd();
      this.#idle.delete(instance);
      return instance;
    }
    return undefined;
  }

  #fresh({ effect, launch }: Waiting): Instance | undefined {
    if (this.#starting(effect) >= startingMax) return undefined;
    if (this.#all.size >= this.#options.instancesMax) {
      const longestIdle = [...this.#idle.keys()].find((each) => !this.#isKept(each));
      if (longestIdle) this.#end(longestIdle); // Its room is given out when it has ended.
      return undefined;
    }
    return this.#start(effect, launch);
  }

  #start(process: FunctionProcess, launch: Launch): Instance {
    const instance = new Instance(process, {
      api: this.#api,
      reaper: this.#reaper,
      launch,
      started: () => this.#serve(),
      idle: (each) => this.#rest(each),
      ended: (each) => this.#forget(each),
    });
    this.#all.add(instance);
    return instance;
  }

  #rest(instance: Instance): void {
    if (instance.isRetired) return this.#end(instance);
    instance.wasReady = true;
    this.#lay(instance);
    const kept = this.#kept.get(instance.function);
    if (kept && this.#ready(kept) >= kept.count) this.#tell(kept);
    this.#serve();
  }

  /** Puts a process aside, for as long as it may do nothing. */
  #lay(instance: Instance): void {
    this.#idle.get(instance)?.();
    const isKept = this.#isKept(instance);
    const cancelEnd = isKept ? () => {} : timers.after(this.#options.idleMs, () => this.#end(instance));
    this.#idle.set(instance, cancelEnd);
  }

  #end(instance: Instance): void {
    this.#idle.get(instance)?.();
    this.#idle.delete(instance);
    instance.kill();
  }

  #forget(instance: Instance): void {
    this.#idle.get(instance)?.();
    this.#idle.delete(instance);
    if (!this.#all.delete(instance)) return;
    const kept = this.#kept.get(instance.function);
    if (kept?.process.revision === instance.revision) {
      // What cannot begin is not begun again and again: the next invocation tries.
      if (instance.wasReady) this.#topUp(kept);
      else this.#tell(kept, notBegun());
    }
    this.#serve();
  }
}

const noRoom = (): EffectRefusal =>
  new EffectRefusal('NoRoom', 'There is no room for as many processes of functions on this machine.');

// AWS: API reference, ProvisionedConcurrencyConfigListItem, StatusReason: "the reason for the … failure".
const notBegun = (): EffectRefusal => new EffectRefusal('InitFailure', 'FUNCTION_ERROR_INIT_FAILURE');
