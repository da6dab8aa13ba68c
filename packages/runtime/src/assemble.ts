import type { Clock } from './base/clock.ts';
import type { Effect } from './base/effects/effect.ts';
import type { Ids } from './base/ids.ts';
import type { Rooms } from './dataplane/rooms.ts';
import { authorizeAll } from './dispatch/authorize.ts';
import { credentialsFrom, type FindKey } from './dispatch/authenticate.ts';
import { Dispatch } from './dispatch/dispatch.ts';
import type { Door } from './dispatch/door.ts';
import type { Inputs } from './dispatch/inputs.ts';
import type { LazyService } from './dispatch/lazy-service.ts';
import { formerVending, isFormerVending, vend } from './dispatch/vending.ts';
import { Engine } from './engine/engine.ts';
import type { FlowOf } from './engine/flow.ts';
import { services } from './catalogue.ts';
import { accessKeys as usersKeys } from './services/iam/lent.ts';
import { accessKeys as sessionsKeys } from './services/sts/lent.ts';
import type { Store, Tx } from './store/store.ts';

/** What `iam` and `sts` lend to the door: who is behind an access key. */
const findKeys: readonly FindKey[] = [usersKeys.find, sessionsKeys.find];

export interface HouseParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: (tx: Tx) => Ids;
  readonly rooms: Rooms;
  readonly endpoint: () => string;
  /** The account of callers that name none. */
  readonly account: string;
  /** Holds what is called from inside against its schemas. */
  readonly inputs: Inputs;
  /** The store has failed: the process must not go on. */
  readonly fatal: (error: unknown) => void;
}

export interface House {
  /** For callers from outside, whose credentials are asked for. */
  readonly credentials: Door['credentials'];
  readonly dispatch: Dispatch;
  readonly engine: Engine;
  readonly services: readonly LazyService[];
}

/** Effects of a type that may be under way at once; those that only wait for something have no limit. */
const limits: Readonly<Record<string, number>> = {
  'process.start': 16,
  'container.start': 16,
  'workspace.prepare': 8,
  'workspace.append': 8,
  'workspace.compress': 2,
  'workspace.pack': 8,
  'workspace.keep': 8,
  'workspace.report': 2,
  'workspace.restore': 4,
  'workspace.save': 4,
  'git.archive': 8,
  'http.get': 16,
  'instance.start': 4,
  'http.post': 64,
  'key.generate': 2,
  'mail.send': 4,
  'signature.make': 4,
};

const byName = new Map(services.map((service) => [service.name, service]));

/** A flow by its kind, which is called `<service>.<noun>`. */
const flowOf: FlowOf = (kind) =>
  isFormerVending(kind)
    ? { ...formerVending, kind }
    : byName.get(kind.slice(0, kind.indexOf('.')))?.here.flows?.find((flow) => flow.kind === kind);

/** Puts the rooms together. The only file that knows them all. */
export function assemble(parts: HouseParts): House {
  const { store, clock, ids, rooms, endpoint, fatal } = parts;
  const perform = (id: string, effect: Effect, signal: AbortSignal): Promise<unknown> => {
    switch (effect.type) {
      case 'aws.call':
        return dispatch.waiting(id, effect, signal);
      case 'aws.wait':
        return dispatch.until(id, effect, signal);
      default:
        return rooms.perform(effect, signal);
    }
  };
  const dispatch = new Dispatch({
    store,
    clock,
    ids,
    engine: () => engine,
    services,
    authorize: authorizeAll,
    inputs: parts.inputs,
    hearer: byName.get('events'),
    endpoint,
    blobs: rooms.blobs,
    segments: rooms.segments,
    perform: (effect, signal) => rooms.perform(effect, signal),
  });
  const engine: Engine = new Engine({
    store,
    clock,
    flowOf,
    performer: {
      within: (tx, id, effect) => (effect.type === 'aws.call' ? dispatch.within(tx, id, effect) : undefined),
      refused: (tx, effect, error) => effect.type === 'aws.call' && dispatch.refused(tx, effect, error),
      forget: (tx, id) => dispatch.forget(tx, id),
      emit: (tx, event) => dispatch.emit(tx, event),
      vend: (tx, service, vended) => vend(dispatch, tx, service, vended),
      perform,
    },
    limits,
    fatal,
  });
  return { credentials: credentialsFrom(store, findKeys, parts.account), dispatch, engine, services };
}
