import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Killed, MortalStore, type Fate, type FatePlan } from '../../test/mortal-store.ts';
import { AwsError } from '../base/aws-error.ts';
import { VirtualClock } from '../base/clock.virtual.ts';
import { EffectRefusal, type Effect } from '../base/effects/effect.ts';
import type { Disk } from '../store/store.memory.ts';
import type { Tx } from '../store/store.ts';
import { Engine } from './engine.ts';
import { flowOf, type Decision, type EngineFact, type Fact, type Flow } from './flow.ts';
import { call, post, turns, urlOf } from './scripted.contract.ts';

/** One thing that a flow asks for. A stage is over when each of its asks has been answered. */
type Ask =
  | { readonly does: 'within' | 'outside' | 'refused within' | 'refused outside' | 'flaky' | 'hangs' }
  | { readonly does: 'cancels' | 'replaces' }
  | { readonly does: 'sleeps'; readonly ms: number }
  | { readonly does: 'starts' | 'awaits'; readonly other: number }
  | { readonly does: 'has a bug' };

/** What a flow does, stage after stage; then it ends. */
type Program = readonly (readonly Ask[])[];

interface Told extends Fact {
  readonly type: 'Told';
}

interface State {
  readonly program: number;
  readonly stage: number;
  /** What the stage still waits for. */
  readonly missing: readonly string[];
  readonly heard: readonly string[];
  readonly wakeAt?: number;
}

const idOf = (program: number) => `flow-${program}`;

/** Plays programs. What it has heard is kept in order of stages, and sorted within one: all else is chance. */
function playing(programs: readonly Program[], bug: { mended: boolean }): Flow<State, Told> {
  return {
    kind: 'x.playing',
    decide(state, fact, now) {
      const asks = programs[state.program]![state.stage] ?? [];
      if (asks.some(({ does }) => does === 'has a bug') && !bug.mended) throw new Error('a bug');
      const name = nameOf(fact);
      const heard = fact.type === 'Started' ? state.heard : [...state.heard, `${state.stage} ${name}`].sort();
      const missing = state.missing.filter((each) => each !== name);
      const rung = fact.type === 'WakeTime';
      const { wakeAt, ...rest } = state;
      const next = { ...rest, heard, missing, ...(wakeAt !== undefined && !rung && { wakeAt }) };
      if (missing.length > 0) return { state: next, wakeAt: next.wakeAt };
      return enter(programs, { ...next, stage: state.stage + 1 }, now);
    },
  };
}

function nameOf(fact: EngineFact | Told): string {
  switch (fact.type) {
    case 'EffectSucceeded':
      return `done ${fact.effect}`;
    case 'EffectFailed':
      return `refused ${fact.effect} ${fact.code}`;
    case 'FlowEnded':
      return `ended ${fact.flow}`;
    default:
      return fact.type;
  }
}

function enter(programs: readonly Program[], state: State, now: number): Decision<State> {
  const asks = programs[state.program]![state.stage];
  if (!asks) return { state, ended: true };
  const made = asks.map((ask, index) => ordered(ask, `${idOf(state.program)}.${state.stage}.${index}`, now));
  const decision = made.reduce<Order>((all, { decision: one }) => merged(all, one), {});
  const missing = made.flatMap(({ waitsFor }) => waitsFor ?? []);
  const { wakeAt } = decision;
  const entered = { ...state, missing, ...(wakeAt !== undefined && { wakeAt }) };
  // A stage that waits for nothing is over when the next fact comes: it tells itself one.
  const nudge = missing.length === 0 ? [{ flow: idOf(state.program), fact: { type: 'Told' } }] : [];
  return {
    ...decision,
    tells: [...(decision.tells ?? []), ...nudge],
    state: { ...entered, missing: missing.length === 0 ? ['Told'] : missing },
  };
}

type Order = Omit<Decision<State>, 'state'>;

function merged(a: Order, b: Order): Order {
  return {
    effects: { ...a.effects, ...b.effects },
    cancels: [...(a.cancels ?? []), ...(b.cancels ?? [])],
    awaits: [...(a.awaits ?? []), ...(b.awaits ?? [])],
    starts: [...(a.starts ?? []), ...(b.starts ?? [])],
    tells: [...(a.tells ?? []), ...(b.tells ?? [])],
    wakeAt: b.wakeAt ?? a.wakeAt,
  };
}

/** What a decision says for one ask, and the fact that answers it. */
function ordered(ask: Ask, name: string, now: number): { decision: Order; waitsFor?: string } {
  switch (ask.does) {
    case 'within':
      return { decision: { effects: { [name]: call(name) } }, waitsFor: `done ${name}` };
    case 'refused within':
      return { decision: { effects: { [name]: call(`no ${name}`) } }, waitsFor: `refused ${name} NotNow` };
    case 'outside':
      return { decision: { effects: { [name]: post(name) } }, waitsFor: `done ${name}` };
    case 'refused outside':
      return { decision: { effects: { [name]: post(`no ${name}`) } }, waitsFor: `refused ${name} NotNow` };
    case 'flaky': {
      const flaky = post(`flaky ${name}`, { attemptsMax: 1000, backoffMs: 10, backoffMsMax: 50 });
      return { decision: { effects: { [name]: flaky } }, waitsFor: `done ${name}` };
    }
    case 'hangs':
      return { decision: { effects: { hanging: post('hangs') } } };
    case 'cancels':
      return { decision: { cancels: ['hanging'] } };
    case 'replaces':
      return { decision: { effects: { hanging: post(name) } }, waitsFor: 'done hanging' };
    case 'sleeps':
      return { decision: { wakeAt: now + ask.ms }, waitsFor: 'WakeTime' };
    case 'starts': {
      const state = startOf(ask.other);
      return { decision: { starts: [{ kind: 'x.playing', id: idOf(ask.other), state }] } };
    }
    case 'awaits':
      return { decision: { awaits: [idOf(ask.other)] }, waitsFor: `ended ${idOf(ask.other)}` };
    case 'has a bug':
      return { decision: {} };
  }
}

const startOf = (program: number): State => ({ program, stage: -1, missing: [], heard: [] });

/** What survives every death: the disk, and the world outside with all that was done to it. */
class Surroundings {
  readonly disk: Disk = new Map();
  readonly clock = new VirtualClock(0);
  readonly performed = new Set<string>();
  readonly #attempts = new Map<string, number>();

  within(tx: Tx, _id: string, effect: Effect): { output: unknown } | undefined {
    if (effect.type !== 'aws.call') return undefined;
    tx.put('done', effect.operation, (tx.get<number>('done', effect.operation) ?? 0) + 1);
    if (effect.operation.startsWith('no ')) throw new AwsError('NotNow', 'not now');
    return { output: {} };
  }

  async perform(_id: string, effect: Effect): Promise<unknown> {
    const url = urlOf(effect);
    if (url === 'hangs') return new Promise(() => {}); // Nobody waits for it: it may be given up before it is begun.
    this.performed.add(url);
    const attempts = (this.#attempts.get(url) ?? 0) + 1;
    this.#attempts.set(url, attempts);
    if (url.startsWith('no ')) throw new AwsError('NotNow', 'not now');
    if (url.startsWith('flaky ') && attempts < 3) throw new EffectRefusal('Busy', 'busy', true);
    return {};
  }
}

interface Played {
  readonly flows: readonly unknown[];
  /** How often each effect was done in the store. */
  readonly within: readonly unknown[];
  /** Effects that were done outside at least once. */
  readonly outside: readonly string[];
  readonly left: number;
  /** Flows that have not ended. */
  readonly goingOn: readonly string[];
  readonly transactions: number;
}

/** Plays programs to their end, in a process that dies as planned. Programs that nobody starts are started first. */
async function play(programs: readonly Program[], fateOf: FatePlan): Promise<Played> {
  const around = new Surroundings();
  const bug = { mended: false };
  let transactions = 0;
  let store = new MortalStore(around.disk, () => fateOf(transactions++));
  let engine: Engine;
  const guarded = (body: () => void) => {
    try {
      body();
    } catch (error) {
      if (!(error instanceof Killed)) throw error;
    }
  };
  const open = () => {
    store = new MortalStore(around.disk, () => fateOf(transactions++));
    engine = new Engine({
      store,
      clock: around.clock,
      flowOf: flowOf([playing(programs, bug)]),
      performer: {
        within: (tx, id, effect) => around.within(tx, id, effect),
        perform: (id, effect) => around.perform(id, effect),
      },
      limits: { 'http.post': 4 }, // Each of three flows may have one that hangs.
      fatal: (error) =>
        guarded(() => {
          throw error;
        }),
    });
    guarded(() => engine.begin());
  };
  const settle = async () => {
    for (let still = 0, moves = -1; still < 3;) {
      await turns(1);
      if (store.dead) {
        engine.close();
        open();
      }
      still = engine.moves === moves && engine.quiet ? still + 1 : 0;
      moves = engine.moves;
    }
  };
  open();
  store.immortal = true;
  const started = new Set(programs.flat(2).flatMap((ask) => (ask.does === 'starts' ? [ask.other] : [])));
  store.transaction((tx) => {
    for (const [program] of programs.entries())
      if (!started.has(program)) engine.start(tx, 'x.playing', idOf(program), startOf(program));
  });
  store.immortal = false;
  await settle();
  const goOn = async () => {
    for (let next = around.clock.nextAlarm(); next; next = around.clock.nextAlarm()) {
      around.clock.advance(Math.max(0, next.time - around.clock.now()));
      await settle();
    }
  };
  await goOn();
  bug.mended = true;
  for (let parked = ['']; parked.length > 0;) {
    guarded(() => {
      parked = store.transaction((tx) => engine.parked(tx).map(({ flow }) => flow));
      for (const flow of parked) engine.resume(flow);
    });
    await settle();
    await goOn();
  }
  engine!.close();
  return read(around, transactions);
}

function read({ disk, performed }: Surroundings, transactions: number): Played {
  const all = (collection: string) => [...(disk.get(collection) ?? [])].sort();
  const flows = all('flow').map(([id, text]) => {
    const { state, ended } = JSON.parse(text) as { state: State; ended?: boolean };
    return [id, ended ?? false, state.stage, state.missing, state.heard];
  });
  const left = ['fact', 'held', 'parked', 'wake'].reduce((sum, each) => sum + all(each).length, 0);
  const goingOn = flows.flatMap(([id, ended]) => (ended ? [] : [String(id)]));
  return { flows, within: all('done'), outside: [...performed].sort(), left, goingOn, transactions };
}

const simple = [
  'within',
  'outside',
  'refused within',
  'refused outside',
  'flaky',
  'hangs',
  'cancels',
  'replaces',
  'has a bug',
] as const;

/** Programs of which each starts, awaits and tells only later ones, so that all come to an end. */
const programs: fc.Arbitrary<Program[]> = fc
  .integer({ min: 1, max: 3 })
  .chain((count) => fc.tuple(...Array.from({ length: count }, (_, index) => programOf(index, count))))
  .map(startedOnce);

function programOf(index: number, count: number): fc.Arbitrary<Program> {
  const later = index + 1 < count ? [fc.integer({ min: index + 1, max: count - 1 })] : [];
  const ask: fc.Arbitrary<Ask> = fc.oneof(
    { weight: 4, arbitrary: fc.record({ does: fc.constantFrom(...simple) }) },
    {
      weight: 1,
      arbitrary: fc.record({ does: fc.constant('sleeps' as const), ms: fc.integer({ min: 1, max: 60 }) }),
    },
    ...later.map((other) => ({
      weight: 3,
      arbitrary: fc.record({ does: fc.constantFrom('starts' as const, 'awaits' as const), other }),
    })),
  );
  return fc
    .array(fc.array(ask, { maxLength: 4 }), { maxLength: 4 })
    .map((program) => program.map(inItsSenses));
}

/** A flow has one wake, and one effect that hangs: a stage says one thing of each. */
function inItsSenses(stage: readonly Ask[]): readonly Ask[] {
  const about = ({ does }: Ask) => (/hangs|cancels|replaces/.test(does) ? 'hanging' : does);
  const first = (what: string) => stage.findIndex((ask) => about(ask) === what);
  return stage.filter((ask, index) => !/sleeps|hanging/.test(about(ask)) || index === first(about(ask)));
}

/** A flow can be started once. */
function startedOnce(all: Program[]): Program[] {
  const started = new Set<number>();
  const keep = (ask: Ask) => {
    if (ask.does !== 'starts') return true;
    if (started.has(ask.other)) return false;
    started.add(ask.other);
    return true;
  };
  return all.map((program) => program.map((stage) => stage.filter(keep)));
}

const deaths: readonly Fate[] = ['dies before commit', 'dies after commit'];
const all = process.env['CRASH'] === 'all';

test('flows end the same, and do the same, wherever the process dies', async () => {
  const survives = fc.asyncProperty(programs, async (program) => {
    const { transactions, ...calm } = await play(program, () => 'survives');
    assert.equal(calm.left, 0);
    if (!program.flat(2).some(({ does }) => does === 'starts')) assert.deepEqual(calm.goingOn, []);
    for (let victim = 0; victim < transactions; victim++) {
      for (const death of deaths) {
        const { transactions: _, ...stormy } = await play(program, (n) =>
          n === victim ? death : 'survives',
        );
        assert.deepEqual(stormy, calm, `${death} ${victim}`);
      }
    }
  });
  await fc.assert(survives, { numRuns: all ? 300 : 30 });
});

test('flows end the same, and do the same, however often the process dies', async () => {
  const fates = fc.array(fc.constantFrom<Fate>('survives', ...deaths), { maxLength: 100, size: 'max' });
  const survives = fc.asyncProperty(programs, fates, async (program, plan) => {
    const { transactions: _calm, ...calm } = await play(program, () => 'survives');
    const { transactions: _storm, ...stormy } = await play(program, (n) => plan[n] ?? 'survives');
    assert.deepEqual(stormy, calm);
  });
  await fc.assert(survives, { numRuns: all ? 2000 : 100 });
});
