import type { FunctionInvoke } from '../../base/effects/function.ts';
import { timers } from '../../base/timers.ts';
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

  constructor(api: RuntimeApi, options: PoolOptions) {
    this.#api = api;
    this.#options = options;
  }

  async invoke(effect: FunctionInvoke, launch: Launch): Promise<Invoked> {
    this.retire(effect.function, effect.revision);
    const instance = await new Promise<Instance>((take) => {
      this.#queue.push({ effect, launch, take });
      this.#serve();
    });
    return instance.invoke(effect);
  }

  /** Ends a function's processes as soon as they are idle; those of the revision that is kept excepted. */
  retire(name: string, revisionKept?: string): void {
    for (const instance of this.#all) {
      if (instance.function !== name || instance.revision === revisionKept) continue;
      instance.isRetired = true;
      if (this.#idle.has(instance)) this.#end(instance);
    }
  }

  /** Ends all processes at once. Who waits for one is told nothing: his effect is performed again. */
  close(): void {
    this.#queue = [];
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
    if (this.#all.size >= this.#options.instancesMax) {
      const [longestIdle] = this.#idle.keys();
      if (longestIdle) this.#end(longestIdle); // Its room is given out when it has ended.
      return undefined;
    }
    const instance = new Instance(effect, {
      api: this.#api,
      reaper: this.#reaper,
      launch,
      idle: (each) => this.#rest(each),
      ended: (each) => this.#forget(each),
    });
    this.#all.add(instance);
    return instance;
  }

  #rest(instance: Instance): void {
    if (instance.isRetired) return this.#end(instance);
    const cancelEnd = timers.after(this.#options.idleMs, () => this.#end(instance));
    this.#idle.set(instance, cancelEnd);
    this.#serve();
  }

  #end(instance: Instance): void {
    this.#idle.get(instance)?.();
    this.#idle.delete(instance);
    instance.kill();
  }

  #forget(instance: Instance): void {
    this.#idle.get(instance)?.();
    this.#idle.delete(instance);
    if (this.#all.delete(instance)) this.#serve();
  }
}
