import { AwsError } from '../base/aws-error.ts';
import { assert } from '../base/assert.ts';
import { houseTimeOf, type Clock } from '../base/clock.ts';
import type { AwsCall, AwsWait } from '../base/effects/aws.ts';
import type { Effect } from '../base/effects/effect.ts';
import type { AwsEvent } from '../base/event.ts';
import type { Ids } from '../base/ids.ts';
import { NotLoaded, onceLoaded } from '../base/not-loaded.ts';
import { timers } from '../base/timers.ts';
import type { Engine } from '../engine/engine.ts';
import type { Store, Tx } from '../store/store.ts';
import type { Authorize } from './authorize.ts';
import type { CallRequest } from './door.ts';
import { callerWhoAsks, insideCaller, plain, requireAssumable } from './inside.ts';
import type { Inputs } from './inputs.ts';
import type { LazyService } from './lazy-service.ts';
import { callIds, once } from './once.ts';
import type { Call, Flows, Handler, Operation, WaitingCall, WaitingHandler } from './service.ts';
import { trailOf, type Ending } from './trail-event.ts';
import { isRead, keepTrail } from './trail.ts';
import { requireOpen, type Asked } from './asked.ts';
import { Waits, type Reply } from './waits.ts';

export interface DispatchParts {
  readonly store: Store;
  readonly clock: Clock;
  /** The ids of one transaction. */
  readonly ids: (tx: Tx) => Ids;
  readonly engine: () => Engine;
  readonly services: readonly LazyService[];
  readonly authorize: Authorize;
  readonly inputs: Inputs;
  /** The service that takes what others say has happened. Without it, nobody hears of that. */
  readonly hearer?: LazyService | undefined;
  /** What the house is reached by from its own builds, tasks and functions. */
  readonly endpoint: () => string;
  readonly blobs: WaitingCall['blobs'];
  readonly segments: WaitingCall['segments'];
  /** Performs an effect of the data plane outside any flow. */
  readonly perform: (effect: Exclude<Effect, AwsCall | AwsWait>, signal: AbortSignal) => Promise<unknown>;
}

/**
 * The one door. A call from the network and a call from inside come through here alike, so that both are
 * authorized, recorded, and run in one transaction.
 */
export class Dispatch {
  readonly #parts: DispatchParts;
  readonly #services: ReadonlyMap<string, LazyService>;
  readonly #waits: Waits;
  readonly #closing = new AbortController();

  constructor(parts: DispatchParts) {
    this.#parts = parts;
    this.#services = new Map(parts.services.map((service) => [service.name, service]));
    this.#waits = new Waits(parts.store, parts.clock);
  }

  /** A call from outside. What it answers is durable. */
  call(request: CallRequest): Promise<unknown> {
    const { service, operation, input, caller, endpoint, onGone } = request;
    const handler = own(service.operations, operation);
    if (!handler) return Promise.reject(notServed(service.name, operation));
    const asked: Asked = { service: service.name, operation, input, caller, endpoint, onGone };
    return typeof handler === 'function'
      ? this.#answerDurably(asked, handler)
      : onceLoaded(() => this.#awaitDurably(asked, handler));
  }

  /** One promise, not one for each function on the way: most calls come by here. */
  #answerDurably(asked: Asked, handler: Handler): Promise<unknown> {
    const { store } = this.#parts;
    try {
      const output = this.#answer(asked, handler);
      return store.durable().then(() => output);
    } catch (error) {
      if (error instanceof NotLoaded) return error.loading.then(() => this.#answerDurably(asked, handler));
      return store.durable().then(() => {
        throw error;
      });
    }
  }

  async #awaitDurably(asked: Asked, handler: WaitingHandler): Promise<unknown> {
    try {
      return await this.#await(asked, handler, this.#closes());
    } finally {
      await this.#parts.store.durable();
    }
  }

  /** An `aws.call` that can be answered at once, inside the transaction that keeps its outcome. */
  within(tx: Tx, id: string | undefined, effect: AwsCall): { readonly output: unknown } | undefined {
    requireAssumable(effect.as);
    const handler = this.#operation(effect);
    const asked = this.#fromInside(id, effect);
    if (typeof handler === 'function') return { output: plain(this.#run(tx, asked, handler)) };
    return handler.atOnce && this.#answerWithin(tx, asked, handler.atOnce);
  }

  /** Told of what `within` refused, after that was undone. */
  refused(tx: Tx, effect: AwsCall, error: AwsError): void {
    this.#trail(tx, this.#fromInside(undefined, effect), { error });
  }

  /** An `aws.call` that waits, performed outside a transaction; it may be made again after a crash. */
  waiting(id: string | undefined, effect: AwsCall, signal: AbortSignal): Promise<unknown> {
    return onceLoaded(async () => {
      requireAssumable(effect.as);
      const handler = this.#operation(effect);
      const asked = this.#fromInside(id, effect);
      if (typeof handler === 'function') return this.#answerOnce(asked, handler);
      return plain(await this.#await(asked, handler, signal));
    });
  }

  /** An `aws.wait`: asks again whenever what it read has changed. */
  until(id: string | undefined, effect: AwsWait, signal: AbortSignal): Promise<unknown> {
    return onceLoaded(async () => {
      requireAssumable(effect.as);
      const handler = this.#operation(effect);
      const asked = this.#fromInside(id, effect);
      assert(typeof handler === 'function', `${effect.operation} waits by itself: call it`);
      const input = this.#inputOf(asked);
      const ask = (tx: Tx) => {
        this.#parts.authorize(tx, asked);
        return handler(input, this.#callOf(tx, asked));
      };
      return plain(await this.#waits.until(ask, effect.until, signal));
    });
  }

  /**
   * An inside operation that a room of the house reports by, e.g. `codecommit:GitPush`. Durable when it
   * answers.
   */
  async report(effect: Omit<AwsCall, 'type'>): Promise<unknown> {
    const output = await this.waiting(undefined, { type: 'aws.call', ...effect }, this.#closes());
    await this.#parts.store.durable();
    return output;
  }

  /** An effect is over: what was kept to repeat it is forgotten. */
  forget(tx: Tx, effectId: string): void {
    once.forget(tx, effectId);
  }

  /** What still waits touches nothing any more: the store may be another house's. */
  close(): void {
    this.#closing.abort();
    this.#waits.close();
  }

  /** Aborts when the house closes. One for each call, since many may listen to it. */
  #closes(): AbortSignal {
    return AbortSignal.any([this.#closing.signal]);
  }

  #answer(asked: Asked, handler: Handler): unknown {
    const { store } = this.#parts;
    try {
      return store.transaction((tx) => this.#run(tx, asked, handler));
    } catch (error) {
      if (error instanceof AwsError) this.#trailAlone(asked, { error });
      throw error;
    }
  }

  /** A call from inside a waiting handler: it is made once, however often that handler is run for its effect. */
  #answerOnce(asked: Asked, handler: Handler): unknown {
    const { effectId: id, operation } = asked;
    if (id === undefined || isRead(operation)) return plain(this.#answer(asked, handler));
    const { store } = this.#parts;
    const before = store.transaction((tx) => once.answered(tx, id));
    if (before) return before.output;
    try {
      return store.transaction((tx) => {
        const output = plain(this.#run(tx, asked, handler));
        once.keep(tx, id, output);
        return output;
      });
    } catch (error) {
      if (error instanceof AwsError) {
        store.transaction((tx) => {
          this.#trail(tx, asked, { error });
          once.keepRefusal(tx, id, error);
        });
      }
      throw error;
    }
  }

  #answerWithin(
    tx: Tx,
    asked: Asked,
    atOnce: NonNullable<WaitingHandler['atOnce']>,
  ): { readonly output: unknown } | undefined {
    this.#parts.authorize(tx, asked);
    const output: unknown = atOnce(this.#inputOf(asked), this.#callOf(tx, asked));
    if (output === undefined) return undefined;
    this.#trail(tx, asked, { output });
    return { output: plain(output) };
  }

  #run(tx: Tx, asked: Asked, handler: Handler): unknown {
    this.#parts.authorize(tx, asked);
    const output = handler(this.#inputOf(asked), this.#callOf(tx, asked));
    assert(!(output instanceof Promise), `${asked.service}:${asked.operation} waits: say so`);
    this.#trail(tx, asked, { output });
    return output;
  }

  async #await(asked: Asked, handler: WaitingHandler, signal: AbortSignal): Promise<unknown> {
    const { store, authorize, hearer } = this.#parts;
    try {
      store.transaction((tx) => authorize(tx, asked));
      await hearer?.load(); // What a waiting handler has done cannot be undone when it says so.
      const input = await onceLoaded(() => this.#inputOf(asked));
      const output = await handler.waits(input, this.#waitingCall(asked, signal));
      requireOpen(signal);
      this.#trailAlone(asked, { output });
      return output;
    } catch (error) {
      if (error instanceof AwsError && !signal.aborted) this.#trailAlone(asked, { error });
      throw error;
    }
  }

  /** What comes from outside was read by `wire`. */
  #inputOf({ inside, service, operation, input, loose }: Asked): unknown {
    return inside ? this.#parts.inputs.read(service, operation, input, loose) : input;
  }

  #trailAlone(asked: Asked, ending: Ending): void {
    if (this.#isTold(asked)) this.#parts.store.transaction((tx) => this.#trail(tx, asked, ending));
  }

  #trail(tx: Tx, asked: Asked, ending: Ending): void {
    if (!this.#isTold(asked)) return;
    const { clock, hearer } = this.#parts;
    const { record, event } = trailOf(
      this.#services.get(asked.service),
      { ...asked, ...ending },
      clock.now(),
    );
    keepTrail(tx, record);
    // What was refused is told of if who hears of it is there already: nobody can wait for it here.
    if (event && (!ending.error || hearer?.isLoaded)) this.emit(tx, event);
  }

  #isTold({ service, operation }: Asked): boolean {
    return !isRead(operation) && !this.#services.get(service)?.here.dataEvents?.has(operation);
  }

  #operation({ service, operation, byUser }: Pick<AwsCall, 'service' | 'operation' | 'byUser'>): Operation {
    const known = this.#services.get(service)?.here;
    const inside = byUser ? {} : (known?.inside ?? {});
    const handler = known && (own(known.operations, operation) ?? own(inside, operation));
    if (!handler) throw notServed(service, operation);
    return handler;
  }

  #fromInside(id: string | undefined, asks: AwsCall | AwsWait): Asked {
    const { service, operation, input, loose } = asks;
    const caller = callerWhoAsks(asks);
    const endpoint = this.#parts.endpoint();
    const asked = { service, operation, input, caller, endpoint, inside: true } as const;
    return { ...asked, ...(loose && { loose }), ...(id !== undefined && { effectId: id }) };
  }

  #callOf(tx: Tx, asked: Asked): Call {
    return {
      ...this.#common(asked),
      ids: this.#parts.ids(tx),
      tx,
      flows: this.#flows(tx),
      forward: (service, operation, input, region = asked.caller.region) =>
        this.#forward(tx, asked, { service, operation, input }, region),
      emit: (event) => {
        const { account, region } = asked.caller;
        this.emit(tx, { account, region, ...event });
      },
    };
  }

  /** Something has happened, in the transaction by which it did. */
  emit(tx: Tx, event: AwsEvent): void {
    this.#parts.hearer?.here.accept?.(tx, event, () => {
      const { account, region } = event;
      const caller = insideCaller('events.amazonaws.com', { account, region }, 'events');
      const endpoint = this.#parts.endpoint();
      return this.#callOf(tx, { service: 'events', operation: 'PutEvents', input: event, caller, endpoint });
    });
  }

  /** A service asks another one on its caller's behalf. */
  #forward(tx: Tx, from: Asked, to: Pick<Asked, 'service' | 'operation' | 'input'>, region: string): any {
    const handler = this.#operation(to);
    assert(typeof handler === 'function', `${to.service}:${to.operation} waits: it cannot be forwarded to`);
    const caller = { ...from.caller, region, via: `${from.service}.amazonaws.com` };
    return this.#run(tx, { ...from, ...to, caller, inside: true }, handler);
  }

  #waitingCall(asked: Asked, signal: AbortSignal): WaitingCall {
    const { store, blobs, segments } = this.#parts;
    const transaction = <R>(body: (call: Call) => R): R => {
      requireOpen(signal);
      return store.transaction((tx) => body(this.#callOf(tx, asked)));
    };
    const idOf = callIds(asked.effectId);
    return {
      ...this.#common(asked),
      ids: {
        uuid: () => transaction(({ ids }) => ids.uuid()),
        word: (length, alphabet) => transaction(({ ids }) => ids.word(length, alphabet)),
        bytes: (length) => transaction(({ ids }) => ids.bytes(length)),
      },
      transaction,
      blobs,
      segments,
      perform: (effect) => this.#performFor(idOf, effect, signal),
      ask: (question, msMax) => this.#askFor(asked, question, { signal, msMax }),
    };
  }

  async #askFor<Answer>(
    asked: Asked,
    question: (call: Call) => Reply<Answer>,
    { signal, msMax }: { readonly signal: AbortSignal; readonly msMax: number },
  ): Promise<Answer | undefined> {
    requireOpen(signal);
    const over = new AbortController();
    const either = AbortSignal.any([signal, over.signal]);
    const given = new Promise<undefined>((resolve) =>
      either.addEventListener('abort', () => resolve(undefined), { once: true }),
    );
    const giveUp = () => over.abort();
    const stopListening = [timers.idlyAfter(msMax, giveUp), asked.onGone?.(giveUp)];
    try {
      const answer = this.#waits.answer((tx) => question(this.#callOf(tx, asked)), either);
      return await Promise.race([answer, given]);
    } finally {
      for (const stop of stopListening) stop?.();
    }
  }

  /** What a waiting handler asks for is done when all it knows is durable, as for any effect. */
  async #performFor(idOf: ReturnType<typeof callIds>, effect: Effect, signal: AbortSignal): Promise<unknown> {
    requireOpen(signal);
    switch (effect.type) {
      case 'aws.call':
        return this.waiting(idOf(effect.service, effect.operation), effect, signal);
      case 'aws.wait':
        return this.until(undefined, effect, signal);
      default:
        await this.#parts.store.durable();
        return this.#parts.perform(effect, signal);
    }
  }

  #common({ caller, endpoint, effectId }: Asked) {
    return {
      account: caller.account,
      region: caller.region,
      caller,
      now: this.#parts.clock.now(),
      houseTimeOf: (shown: number) => houseTimeOf(this.#parts.clock.setting, shown),
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

function own<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}
