import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ScaledClock } from '../packages/runtime/src/base/clock.scaled.ts';
import type { Effect } from '../packages/runtime/src/base/effects/effect.ts';
import { Engine } from '../packages/runtime/src/engine/engine.ts';
import { flowOf, type Flow } from '../packages/runtime/src/engine/flow.ts';
import { openSqliteStore } from '../packages/runtime/src/store/store.sqlite.ts';

/**
 * Executions a second of a flow with three steps, each an inside call: started durably, decided five times, ended
 * durably; against the floor of committing one row of the same size per execution.
 */
const executions = 20_000;
const inFlightMax = 64;

interface Steps {
  readonly step: number;
  readonly results: readonly string[];
}

const step = (n: number): Effect => ({
  type: 'aws.call',
  service: 'bench',
  operation: 'Step',
  input: { step: n, text: 'x'.repeat(100) },
  as: 'bench.amazonaws.com',
  scope: { account: '000000000000', region: 'us-east-1' },
});

const flow: Flow<Steps, never> = {
  kind: 'bench.three-steps',
  decide(state, fact) {
    if (fact.type === 'Started') return { state, effects: { first: step(0) } };
    if (fact.type !== 'EffectSucceeded') return { state, ended: true };
    const next = { step: state.step + 1, results: [...state.results, fact.output.answer as string] };
    if (next.step === 3) return { state: next, ended: true };
    return { state: next, effects: { [`step-${next.step}`]: step(next.step) } };
  },
};

async function withStore(
  run: (store: ReturnType<typeof openSqliteStore>) => Promise<number>,
): Promise<number> {
  const folder = mkdtempSync(path.join(tmpdir(), 'penstock-bench-'));
  const store = openSqliteStore(folder);
  try {
    return await run(store);
  } finally {
    store.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** One row and one durable answer for each execution: the least that "nothing is lost" can cost. */
const floor = () =>
  withStore(async (store) => {
    const started = performance.now();
    let left = executions;
    const worker = async () => {
      while (left-- > 0) {
        store.transaction((tx) => tx.put('row', String(tx.next('row')), { results: 'x'.repeat(300) }));
        await store.durable();
      }
    };
    await Promise.all(Array.from({ length: inFlightMax }, worker));
    return executions / ((performance.now() - started) / 1000);
  });

const engine = () =>
  withStore(async (store) => {
    const clock = new ScaledClock({ wallOrigin: 0, houseOrigin: 0, speed: 1 });
    const answer = { output: { answer: 'y'.repeat(100) } };
    const performer = { within: () => answer, perform: () => Promise.reject(new Error('all is within')) };
    const fatal = (error: unknown) => {
      throw error;
    };
    const house = new Engine({
      store,
      clock,
      flowOf: flowOf([flow]),
      performer,
      fatal,
      limits: { 'http.post': 1 },
    });
    house.begin();
    const ended = new Map<string, () => void>();
    store.watch((touched) => {
      for (const { collection, key } of touched) {
        if (collection !== 'flow' || !ended.has(key)) continue;
        if (store.transaction((tx) => house.state<Steps>(tx, key))?.step === 3) ended.get(key)!();
      }
    });
    let started = 0;
    const begun = performance.now();
    const worker = async () => {
      while (started < executions) {
        const id = `bench|${started++}`;
        const end = new Promise<void>((resolve) => ended.set(id, resolve));
        store.transaction((tx) => house.start(tx, flow.kind, id, { step: 0, results: [] }));
        await end;
        ended.delete(id);
        await store.durable();
      }
    };
    await Promise.all(Array.from({ length: inFlightMax }, worker));
    house.close();
    return executions / ((performance.now() - begun) / 1000);
  });

const floors = await floor();
const engines = await engine();
const ratio = (engines / floors).toFixed(2);
console.log(`engine: ${Math.round(engines)} three-step executions/s, durable, ${inFlightMax} in flight`);
console.log(`floor:  ${Math.round(floors)} durable one-row commits/s     ratio ${ratio}`);
