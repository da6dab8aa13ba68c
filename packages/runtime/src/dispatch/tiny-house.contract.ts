import { assert } from '../base/assert.ts';
import { AwsError } from '../base/aws-error.ts';
import { VirtualClock } from '../base/clock.virtual.ts';
import type { AwsCall, AwsWait } from '../base/effects/aws.ts';
import type { Effect } from '../base/effects/effect.ts';
import { countedIds } from '../base/ids.ts';
import { Engine } from '../engine/engine.ts';
import { flowOf, type Flow } from '../engine/flow.ts';
import type { Store } from '../store/store.ts';
import type { Access, Authorize } from './authorize.ts';
import { Dispatch, type DispatchParts } from './dispatch.ts';
import { LazyService } from './lazy-service.ts';
import type { Call, Handler, Operation, Service } from './service.ts';
import type { TrailRecord } from './trail.ts';

export const scope = { account: '000000000000', region: 'us-east-1' };
const caller = { ...scope, arn: 'arn:aws:iam::000000000000:root' };

/** A flow's whole life: effects one after the other, and what came of each. */
export interface Errand {
  readonly effects: readonly Effect[];
  readonly came: readonly unknown[];
}

export const errand: Flow<Errand, never> = {
  kind: 'tiny.errand',
  decide(state, fact) {
    const came =
      fact.type === 'EffectSucceeded' ? [fact.output] : fact.type === 'EffectFailed' ? [fact.code] : [];
    const next = { ...state, came: [...state.came, ...came] };
    const effect = next.effects[next.came.length];
    return effect
      ? { state: next, effects: { [`effect-${next.came.length}`]: effect } }
      : { state: next, ended: true };
  },
};

const add: Handler<{ to: string; by?: number }, { sum: number }> = ({ to, by = 1 }, { tx }) => {
  const sum = (tx.get<number>('tiny.sums', to) ?? 0) + by;
  tx.put('tiny.sums', to, sum);
  if (by < 0) throw new AwsError('NegativeNumber', `${by} is below 0`);
  return { sum };
};

const get: Handler<{ of: string }, { sum: number }> = ({ of }, { tx }) => ({
  sum: tx.get<number>('tiny.sums', of) ?? 0,
});

const operations: Record<string, Operation> = {
  Add: add,
  GetSum: get,
  ListSums: ({ prefix }: { prefix: string }, { tx }: Call) => ({
    sums: tx.list<number>('tiny.sums', { prefix }).map(({ key }) => key),
  }),
  Break({ to }: { to: string }, { tx }: Call) {
    tx.put('tiny.sums', to, 666);
    throw new TypeError('ours');
  },
  Send: add,
  Forget: async () => ({}),
  /** Adds one itself, and has the door add what is asked. */
  AddForCaller({ to, by, region }: { to: string; by: number; region?: string }, { tx, forward }: Call) {
    tx.put('tiny.sums', to, (tx.get<number>('tiny.sums', to) ?? 0) + 1);
    return forward('tiny', 'Add', { to, by }, region);
  },
  RunErrand({ id, effects }: { id: string; effects: Effect[] }, { flows }: Call) {
    flows.start('tiny.errand', id, { effects, came: [] } satisfies Errand);
    return {};
  },
  /** Adds twice by calls of its own, whose sums it answers; a third, below zero, is refused. */
  AddSlowly: {
    async waits({ to }: { to: string }, call) {
      const sums: unknown[] = [];
      for (const by of [1, 1, -1]) {
        await new Promise((resolve) => setImmediate(resolve));
        try {
          sums.push((await call.perform(tinyCall('Add', { to, by }))).sum);
        } catch (error) {
          assert(error instanceof AwsError, 'Add refuses as AWS does');
          sums.push(error.message);
        }
      }
      return { sums };
    },
  },
  WaitForever: {
    async waits({ to }: { to: string }, call) {
      await call.perform({ type: 'http.post', url: 'forever', headers: {}, body: '', timeoutMs: 1 });
      return call.transaction(({ tx }) => tx.put('tiny.sums', to, 777));
    },
  },
};

export const tiny: Service = {
  name: 'tiny',
  sdk: () => Promise.reject(new Error('nobody speaks to it over the wire')),
  model: 'tiny',
  dataEvents: new Set(['Send']),
  operations,
  inside: { Whisper: add },
  flows: [errand],
};

export const tinyCall = (operation: string, input: object): AwsCall => ({
  type: 'aws.call',
  service: 'tiny',
  operation,
  input,
  as: 'arn:aws:iam::000000000000:role/errands',
  scope,
});

export const tinyWait = (operation: string, input: object, until: string): AwsWait => ({
  ...tinyCall(operation, input),
  type: 'aws.wait',
  until,
});

export interface TinyParts {
  readonly store: Store;
  readonly authorize?: Authorize;
  readonly inputs?: DispatchParts['inputs'];
  readonly perform?: DispatchParts['perform'];
  readonly fatal?: (error: unknown) => void;
}

/** Dispatch and engine around one tiny service. */
export function tinyHouse({ store, authorize, inputs, perform, fatal }: TinyParts) {
  const clock = new VirtualClock(0);
  const asked: Access[] = [];
  const dispatch = new Dispatch({
    store,
    clock,
    ids: (tx) => countedIds(() => tx.next('ids')),
    engine: () => engine,
    services: [LazyService.of(tiny)],
    authorize(tx, access) {
      asked.push(access);
      authorize?.(tx, access);
    },
    inputs: inputs ?? { read: (_service, _operation, input) => input },
    endpoint: () => 'http://127.0.0.1:4566',
    blobs: { write: notHere, read: notHere, stream: async function* () {} },
    segments: { append: notHere, read: notHere, remove: notHere },
    perform: perform ?? notHere,
  });
  const engine: Engine = new Engine({
    store,
    clock,
    flowOf: flowOf([errand]),
    performer: {
      within: (tx, id, effect) => (effect.type === 'aws.call' ? dispatch.within(tx, id, effect) : undefined),
      refused: (tx, effect, error) => effect.type === 'aws.call' && dispatch.refused(tx, effect, error),
      forget: (tx, id) => dispatch.forget(tx, id),
      perform(id, effect, signal) {
        if (effect.type === 'aws.call') return dispatch.waiting(id, effect, signal);
        assert(effect.type === 'aws.wait', 'errands make calls and wait for them');
        return dispatch.until(id, effect, signal);
      },
    },
    fatal:
      fatal ??
      ((error) => {
        throw error;
      }),
  });
  engine.begin();
  const list = <T>(collection: string) => store.transaction((tx) => tx.list<T>(collection));
  return {
    dispatch,
    engine,
    /** What authorization was asked for. */
    asked,
    call: (operation: string, input: object) =>
      dispatch.call({
        service: tiny,
        operation,
        input,
        caller,
        requestId: 'r',
        endpoint: 'http://127.0.0.1',
      }),
    came: (id: string) => store.transaction((tx) => engine.state<Errand>(tx, id)?.came),
    sums: () => Object.fromEntries(list<number>('tiny.sums').map(({ key, value }) => [key, value])),
    trail: () =>
      list<TrailRecord>('trail').map(({ value }) =>
        [value.eventName, value.errorCode].filter(Boolean).join(' '),
      ),
    parked: () =>
      store.transaction((tx) => engine.parked(tx)).map(({ parked }) => parked.reason.split('\n')[0]),
    /** What is kept to repeat unfinished effects by. */
    kept: () => list('call').length,
  };
}

const notHere = () => Promise.reject(new Error('nothing of the kind is in a tiny house'));
