import { AwsError } from '../base/aws-error.ts';
import type { Clock } from '../base/clock.ts';
import type { AwsCall, AwsWait } from '../base/effects/aws.ts';
import type { Effect } from '../base/effects/effect.ts';
import type { Ids } from '../base/ids.ts';
import type { Engine } from '../engine/engine.ts';
import type { Store, Tx } from '../store/store.ts';
import type { Authorize } from './authorize.ts';
import type { CallRequest } from './door.ts';
import { insideCaller, plain } from './inside.ts';
import type { Call, Caller, Flows, Handler, Operation, Service, WaitingCall } from './service.ts';
import { isRead, keepTrail, trailRecord } from './trail.ts';
import { askUntil } from './wait.ts';

export interface DispatchParts {
  readonly store: Store;
  readonly clock: Clock;
  /** The ids of one transaction. */
  readonly ids: (tx: Tx) => Ids;
  readonly engine: () => Engine;
  readonly services: readonly Service[];
  readonly authorize: Authorize;
  /** What the house is reached by from its own builds, tasks and functions. */
  readonly endpoint: () => string;
  readonly blobs: WaitingCall['blobs'];
  readonly segments: WaitingCall['segments'];
  /** Performs an effect outside any flow. */
  readonly perform: (id: string, effect: Effect, signal: AbortSignal) => Promise<unknown>;
}

/** One call, from wherever it came. */
interface Asked {
  readonly service: string;
  readonly operation: string;
  readonly input: unknown;
  readonly caller: Caller;
  readonly endpoint: string;
  readonly effectId?: string;
}

/**
 * The one door. A call from the network and a call from inside come through here alike, so that both are
 * authorized, recorded, and run in one transaction.
 */
export class Dispatch {
  readonly #parts: DispatchParts;
  readonly #services: ReadonlyMap<string, Service>;

  constructor(parts: DispatchParts) {
    this.#parts = parts;
    this.#services = new Map(parts.services.map((service) => [service.name, service]));
  }

  /** A call from outside. What it answers is durable. */
  async call({ service, operation, input, caller, endpoint }: CallRequest): Promise<unknown> {
    const asked: Asked = { service: service.name, operation, input, caller, endpoint };
    const handler = service.operations[operation];
    if (!handler) throw notServed(service.name, operation);
    try {
      return typeof handler === 'function' ? this.#answer(asked, handler) : await this.#await(asked, handler);
    } finally {
      await this.#parts.store.durable();
    }
  }

  /** An `aws.call` that can be answered at once, inside the transaction that keeps its outcome. */
  within(tx: Tx, id: string, effect: AwsCall): { readonly output: unknown } | undefined {
    const asked = this.#fromInside(id, effect);
    const handler = this.#operation(effect);
    return typeof handler === 'function' ? { output: plain(this.#run(tx, asked, handler)) } : undefined;
  }

  /** An `aws.call` that waits, performed outside a transaction; it may be made again after a crash. */
  async waiting(id: string, effect: AwsCall): Promise<unknown> {
    const handler = this.#operation(effect);
    const asked = this.#fromInside(id, effect);
    if (typeof handler === 'function') return plain(this.#answer(asked, handler));
    return plain(await this.#await(asked, handler));
  }

  /** An `aws.wait`: asks again whenever what it read has changed. */
  until(id: string, effect: AwsWait, signal: AbortSignal): Promise<unknown> {
    const handler = this.#operation(effect);
    const asked = this.#fromInside(id, effect);
    if (typeof handler !== 'function') throw new Error(`${effect.operation} waits by itself: call it`);
    const ask = (tx: Tx) => plain(handler(asked.input, this.#callOf(tx, asked)));
    return askUntil(this.#parts.store, ask, effect.until, signal);
  }

  /**
   * An inside operation that a room of the house reports by, e.g. `codecommit:GitPush`. Durable when it
   * answers.
   */
  async report(effect: Omit<AwsCall, 'type'>): Promise<unknown> {
    const output = await this.waiting('', { type: 'aws.call', ...effect });
    await this.#parts.store.durable();
    return output;
  }

  #answer(asked: Asked, handler: Handler): unknown {
    let refused: AwsError | undefined;
    const output = this.#parts.store.transaction((tx) => {
      try {
        return tx.attempt(() => this.#run(tx, asked, handler));
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        refused = error;
        this.#trail(tx, asked, error);
        return undefined;
      }
    });
    if (refused) throw refused;
    return output;
  }

  #run(tx: Tx, asked: Asked, handler: Handler): unknown {
    this.#parts.authorize(tx, asked);
    const output = handler(asked.input, this.#callOf(tx, asked));
    this.#trail(tx, asked);
    return output;
  }

  #await(asked: Asked, operation: Exclude<Operation, Handler>): Promise<unknown> {
    this.#parts.store.transaction((tx) => {
      this.#parts.authorize(tx, asked);
      this.#trail(tx, asked);
    });
    return operation.waits(asked.input, this.#waitingCall(asked));
  }

  #trail(tx: Tx, asked: Asked, error?: AwsError): void {
    if (isRead(asked.operation)) return;
    keepTrail(tx, trailRecord({ ...asked, now: this.#parts.clock.now() }, error));
  }

  #operation({ service, operation }: { readonly service: string; readonly operation: string }): Operation {
    const known = this.#services.get(service);
    const handler = known?.operations[operation] ?? known?.inside?.[operation];
    if (!handler) throw notServed(service, operation);
    return handler;
  }

  #fromInside(id: string, { service, operation, input, as, scope }: AwsCall | AwsWait): Asked {
    const caller = insideCaller(as, scope, service);
    return { service, operation, input, caller, endpoint: this.#parts.endpoint(), effectId: id };
  }

  #callOf(tx: Tx, asked: Asked): Call {
    return { ...this.#common(asked), ids: this.#parts.ids(tx), tx, flows: this.#flows(tx) };
  }

  #waitingCall(asked: Asked): WaitingCall {
    const { store, blobs, segments, perform, ids } = this.#parts;
    const transaction = <R>(body: (call: Call) => R) =>
      store.transaction((tx) => body(this.#callOf(tx, asked)));
    return {
      ...this.#common(asked),
      ids: store.transaction((tx) => ids(tx)),
      transaction,
      blobs,
      segments,
      perform: (effect) => perform(asked.effectId ?? '', effect, new AbortController().signal),
    };
  }

  #common({ caller, endpoint, effectId }: Asked) {
    return {
      account: caller.account,
      region: caller.region,
      caller,
      now: this.#parts.clock.now(),
      endpoint,
      ...(effectId !== undefined && { effectId }),
    };
  }

  #flows(tx: Tx): Flows {
    const engine = this.#parts.engine();
    return {
      start: (kind, id, state) => engine.start(tx, kind, id, state),
      tell: (flow, fact) => engine.tell(tx, flow, fact),
      state: (flow) => engine.state(tx, flow),
      remove: (flow) => engine.remove(tx, flow),
    };
  }
}

/** AWS has no word for an operation that exists but is not served here; this one names it. */
export function notServed(service: string, operation: string): AwsError {
  return new AwsError(
    'UnsupportedOperationException',
    `Penstock does not serve ${service}:${operation} (yet).`,
  );
}
