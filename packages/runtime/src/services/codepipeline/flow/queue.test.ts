import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { ExecutionMode } from '../declaration/declaration.ts';
import { declared } from '../declaration/declaration.ts';
import type { ExecutionFact } from './facts.ts';
import { beginPipeline, liveOf, slotOf, type PipelineState } from './pipeline-state.ts';
import { begun, finished, outdated, stopped, transitionChanged, type Standing } from './queue.ts';

const stages = ['Source', 'Build', 'Deploy'];

const declarationOf = (names: readonly string[]) =>
  declared({ name: 'release', roleArn: 'role', stages: names.map((name) => ({ name, actions: [] })) }, 1);

/** A pipeline with executions that do as they are told, and remember what they were told. */
class Pipeline {
  state: PipelineState;
  readonly told = new Map<string, ExecutionFact[]>();
  readonly entered: string[] = [];
  /** How many facts each had been told when it was asked to stop. */
  readonly askedToStop = new Map<string, number>();
  readonly #mode: ExecutionMode;
  #count = 0;

  constructor(mode: ExecutionMode) {
    this.#mode = mode;
    const declaration = declarationOf(stages);
    const scope = { account: '000000000000', region: 'us-east-1' };
    this.state = beginPipeline({ scope, flow: 'f', declaration, createdBy: 'me' });
  }

  begin(): void {
    const ordinal = ++this.#count;
    const fact = {
      type: 'ExecutionBegun',
      execution: String(ordinal),
      ordinal,
      mode: this.#mode,
      stages: this.state.declaration.stages.map(({ name }) => name),
    } as const;
    this.#hear(begun({ state: this.state, tells: [] }, fact));
  }

  finish(stage: string, status: 'Succeeded' | 'Failed'): void {
    const [execution] = slotOf(this.state, stage).holders;
    if (execution === undefined) return;
    const fact = { type: 'StageFinished', execution, stage, status, ran: [] } as const;
    this.#hear(finished({ state: this.state, tells: [] }, fact));
  }

  stop(execution: string): void {
    this.askedToStop.set(execution, this.told.get(execution)?.length ?? 0);
    const fact = { type: 'StopRequested', execution, abandon: false } as const;
    this.#hear(stopped({ state: this.state, tells: [] }, fact));
  }

  transition(stage: string, enabled: boolean): void {
    const fact = { type: 'TransitionChanged', stage, enabled, by: 'me' } as const;
    this.#hear(transitionChanged({ state: this.state, tells: [] }, fact, 0));
  }

  redeclare(names: readonly string[]): void {
    this.#hear(outdated({ state: { ...this.state, declaration: declarationOf(names) }, tells: [] }));
  }

  #hear({ state, tells }: Standing): void {
    this.state = state;
    for (const { flow, fact } of tells) {
      const execution = flow.slice(flow.lastIndexOf('|') + 1);
      this.told.set(execution, [...(this.told.get(execution) ?? []), fact as ExecutionFact]);
      if ('stage' in fact) this.entered.push(`${String(fact.stage)} ${execution}`);
    }
  }

  holders = (stage: string): readonly string[] => slotOf(this.state, stage).holders;
  waiting = (stage: string): readonly string[] => slotOf(this.state, stage).waiting;
  wasTold = (execution: string, type: string): boolean =>
    (this.told.get(execution) ?? []).some((fact) => fact.type === type);
}

type Step = (pipeline: Pipeline) => void;

const stage = fc.constantFrom(...stages);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.constant<Step>((pipeline) => pipeline.begin()) },
  {
    weight: 6,
    arbitrary: stage.map<Step>((name) => (pipeline) => pipeline.finish(name, 'Succeeded')),
  },
  stage.map<Step>((name) => (pipeline) => pipeline.finish(name, 'Failed')),
  fc.nat(12).map<Step>((n) => (pipeline) => pipeline.stop(String(n))),
  fc.tuple(stage, fc.boolean()).map<Step>(
    ([name, enabled]) =>
      (pipeline) =>
        pipeline.transition(name, enabled),
  ),
  fc.boolean().map<Step>((whole) => (pipeline) => pipeline.redeclare(whole ? stages : stages.slice(0, 2))),
);

function always(mode: ExecutionMode, holds: (pipeline: Pipeline) => void): void {
  const property = fc.property(fc.array(step, { maxLength: 80, size: 'max' }), (steps) => {
    const pipeline = new Pipeline(mode);
    for (const take of steps) {
      take(pipeline);
      holds(pipeline);
    }
  });
  fc.assert(property);
}

for (const mode of ['SUPERSEDED', 'QUEUED'] as const) {
  test(`for any course of events in ${mode} mode a stage holds at most one execution`, () =>
    always(mode, (pipeline) => stages.forEach((name) => assert.ok(pipeline.holders(name).length <= 1))));

  test(`for any course of events in ${mode} mode nobody waits in front of a stage that is free and open`, () =>
    always(mode, (pipeline) => {
      for (const name of stages) {
        const { transition, holders, waiting } = slotOf(pipeline.state, name);
        assert.ok(!transition.enabled || holders.length > 0 || waiting.length === 0);
      }
    }));

  test(`for any course of events in ${mode} mode executions enter each stage in their order`, () =>
    always(mode, (pipeline) => {
      for (const name of stages) {
        const order = pipeline.entered
          .filter((each) => each.startsWith(`${name} `))
          .map((each) => Number(each.slice(name.length)));
        assert.deepEqual(
          order,
          order.toSorted((a, b) => a - b),
        );
      }
    }));
}

test('for any course of events in SUPERSEDED mode one waits, and only a newer one takes its place', () =>
  always('SUPERSEDED', (pipeline) => {
    for (const name of stages) assert.ok(pipeline.waiting(name).length <= 1);
    const known = [...pipeline.told.keys()].map(Number);
    for (const [execution, facts] of pipeline.told) {
      if (!facts.some(({ type }) => type === 'ExecutionSuperseded')) continue;
      assert.equal(facts.at(-1)!.type, 'ExecutionSuperseded', 'nothing happens to it afterwards');
      const alive = liveOf(pipeline.state).map(({ execution }) => Number(execution));
      assert.ok(
        [...known, ...alive].some((other) => other > Number(execution)),
        'there is a more recent one',
      );
    }
  }));

test('for any course of events in QUEUED and PARALLEL mode nobody is superseded', () => {
  for (const mode of ['QUEUED', 'PARALLEL'] as const)
    always(mode, (pipeline) => {
      for (const execution of pipeline.told.keys())
        assert.ok(!pipeline.wasTold(execution, 'ExecutionSuperseded'));
    });
});

test('for any course of events in PARALLEL mode nobody waits in front of an open stage', () =>
  always('PARALLEL', (pipeline) => {
    for (const name of stages) {
      const { transition, waiting } = slotOf(pipeline.state, name);
      assert.ok(!transition.enabled || waiting.length === 0);
    }
  }));

test('for any course of events every execution that is under way is in front of a stage or inside one', () => {
  for (const mode of ['SUPERSEDED', 'QUEUED', 'PARALLEL'] as const)
    always(mode, (pipeline) => {
      const placed = stages.flatMap((name) => [...pipeline.holders(name), ...pipeline.waiting(name)]);
      assert.deepEqual(
        placed.toSorted(),
        liveOf(pipeline.state)
          .map(({ execution }) => execution)
          .toSorted(),
      );
    });
});

test('for any course of events an execution that was asked to stop enters no further stage', () => {
  for (const mode of ['SUPERSEDED', 'QUEUED', 'PARALLEL'] as const)
    always(mode, (pipeline) => {
      for (const [execution, before] of pipeline.askedToStop) {
        const since = (pipeline.told.get(execution) ?? []).slice(before);
        // Asked before it had begun, there was nobody to stop.
        if (before === 0 && !since.some(({ type }) => type === 'StopRequested')) continue;
        const after = since.slice(since.findIndex(({ type }) => /Stop/.test(type)) + 1);
        assert.ok(!after.some(({ type }) => type === 'StageEntered'));
      }
    });
});

test('for any course of events who was declared otherwise enters no further stage, unless in PARALLEL mode', () => {
  for (const mode of ['SUPERSEDED', 'QUEUED', 'PARALLEL'] as const)
    always(mode, (pipeline) => {
      for (const facts of pipeline.told.values()) {
        const since = facts.findIndex(({ type }) => /Outdated|Cancelled/.test(type));
        assert.ok(mode !== 'PARALLEL' || since < 0);
        assert.ok(since < 0 || !facts.slice(since).some(({ type }) => type === 'StageEntered'));
      }
    });
});

test('executions that an earlier version kept by their ids are under way', () => {
  const pipeline = new Pipeline('SUPERSEDED');
  pipeline.begin();
  const live = Object.fromEntries(liveOf(pipeline.state).map(({ execution, ...rest }) => [execution, rest]));
  pipeline.state = { ...pipeline.state, live };
  pipeline.finish('Source', 'Succeeded');
  assert.deepEqual(slotOf(pipeline.state, 'Build').holders, ['1']);
  assert.deepEqual(
    liveOf(pipeline.state).map(({ execution }) => execution),
    ['1'],
  );
});
