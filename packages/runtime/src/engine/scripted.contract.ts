import { VirtualClock } from '../base/clock.virtual.ts';
import type { Effect } from '../base/effects/effect.ts';
import { MemoryStore, type Disk } from '../store/store.memory.ts';
import type { Store } from '../store/store.ts';
import { Engine, type EngineParts, type Performer } from './engine.ts';
import { flowOf, type Decision, type EngineFact, type Fact, type Flow } from './flow.ts';

export interface Heard {
  readonly facts: readonly string[];
}
type Script = (heard: Heard, fact: EngineFact, now: number) => Omit<Decision<Heard>, 'state'>;

/** A flow that writes down what it is told, and does what the test says. */
export function scripted(kind: string, script: Script): Flow<Heard, never> {
  return {
    kind,
    decide(state, fact, now) {
      const told = 'effect' in fact ? `${fact.type} ${fact.effect}` : fact.type;
      const heard = { facts: [...state.facts, told] };
      return { state: heard, ...script(heard, fact, now) };
    },
  };
}

/** An effect that is done outside. */
export const post = (url: string, retry?: Effect['retry']): Effect => ({
  type: 'http.post',
  url,
  headers: {},
  body: '',
  timeoutMs: 1,
  ...(retry && { retry }),
});

/** An effect that is done in the store. */
export const call = (operation: string): Effect => ({
  type: 'aws.call',
  service: 'x',
  operation,
  input: {},
  as: 'x.amazonaws.com',
  scope: { account: '000000000000', region: 'us-east-1' },
});

export const urlOf = (effect: Effect): string => (effect.type === 'http.post' ? effect.url : effect.type);

/** An engine in a house of its own, which can be left and opened again. */
export function house(
  flows: readonly Flow<any, never>[],
  perform: Performer['perform'],
  more: Partial<Omit<EngineParts, 'performer'> & { within: Performer['within'] }> = {},
) {
  const disk: Disk = new Map();
  const clock = new VirtualClock(0);
  const performer: Performer = { within: more.within ?? (() => undefined), perform };
  const fatal = (error: unknown) => {
    throw error;
  };
  const open = (store: Store) =>
    new Engine({
      store,
      clock,
      flowOf: flowOf(flows),
      performer,
      fatal,
      limits: { 'http.post': 2 },
      ...more,
    });
  const inside = {
    clock,
    store: more.store ?? (new MemoryStore(disk) as Store),
    engine: undefined as unknown as Engine,
    heard: (id: string) => inside.store.transaction((tx) => inside.engine.state<Heard>(tx, id)?.facts),
    start: (kind: string, id = 'f') =>
      inside.store.transaction((tx) => inside.engine.start(tx, kind, id, { facts: [] })),
    tell: (type: string, id = 'f') =>
      inside.store.transaction((tx) => inside.engine.tell(tx, id, { type } satisfies Fact)),
    parked: () => inside.store.transaction((tx) => inside.engine.parked(tx)).map(({ flow }) => flow),
    /** Leaves the engine, and opens another on what is kept. */
    restart() {
      inside.engine.close();
      inside.store = new MemoryStore(disk);
      inside.engine = open(inside.store);
      inside.engine.begin();
    },
  };
  inside.engine = open(inside.store);
  inside.engine.begin();
  return inside;
}

export const turns = async (count = 5): Promise<void> => {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve));
};
