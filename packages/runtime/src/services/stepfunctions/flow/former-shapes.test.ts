import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Decision, EngineFact } from '../../../engine/flow.ts';
import type { State } from '../language/definition.ts';
import { checked } from '../language/check.ts';
import type { Blocked, Execution } from './execution-state.ts';
import { executionFlow, type ExecutionStopped } from './execution.ts';

/** An execution of one state, which an earlier version has begun. */
class Played {
  state: Execution;
  decision: Decision<Execution> = { state: {} as Execution };

  constructor(state: Partial<State>, input: Execution['input']) {
    const definition = JSON.stringify({ StartAt: 'Only', States: { Only: { ...state, End: true } } });
    const read = checked(definition);
    assert('machine' in read);
    const arn = 'arn:aws:states:us-east-1:000000000000';
    this.state = {
      scope: { account: '000000000000', region: 'us-east-1' },
      arn: `${arn}:execution:any:one`,
      flow: 'states.execution|000000000000|us-east-1|any:one',
      name: 'one',
      machineName: 'any',
      machineArn: `${arn}:stateMachine:any`,
      type: 'STANDARD',
      roleArn: 'arn:aws:iam::000000000000:role/any',
      definition,
      machine: read.machine,
      input,
      startDate: 0,
      status: 'RUNNING',
      threads: {},
      history: [],
    };
    this.hear({ type: 'Started' });
  }

  hear(fact: EngineFact | ExecutionStopped): void {
    this.decision = executionFlow.decide(this.state, fact, 0, undefined);
    this.state = this.decision.state;
  }

  /** What it has asked for last is answered. */
  answer(output: object): void {
    const effect = Object.keys(this.decision.effects ?? {})[0]!;
    this.hear({ type: 'EffectSucceeded', effect, output });
  }

  /** What its threads wait for is as an earlier version kept it. */
  formerly(change: (blocked: Blocked) => object): void {
    const threads = Object.entries(this.state.threads).map(([id, thread]) => [
      id,
      { ...thread, ...(thread.blocked && { blocked: change(thread.blocked) }) },
    ]);
    this.state = { ...this.state, threads: Object.fromEntries(threads) as Execution['threads'] };
  }
}

test('a Map state of which items have yet to begin goes on with them', () => {
  const Send = { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:000000000000:function:f', End: true };
  const played = new Played(
    {
      Type: 'Map',
      MaxConcurrency: 1,
      ItemProcessor: { StartAt: 'Send', States: { Send } },
    } as Partial<State>,
    [{ input: 1 }, 2],
  );
  played.formerly((blocked) =>
    blocked.on === 'children' ? { ...blocked, items: [{ input: 1 }, 2] } : blocked,
  );
  played.answer({ Payload: '"one"' });
  assert.match(JSON.stringify(played.decision.effects), /"Payload":"2"/);
  played.answer({ Payload: '"two"' });
  assert.equal(played.state.status, 'SUCCEEDED');
  assert.deepEqual(played.state.output, ['one', 'two']);
});

test('a build that is waited for is stopped with its execution', () => {
  const Resource = 'arn:aws:states:::codebuild:startBuild.sync';
  const played = new Played({ Type: 'Task', Resource, Parameters: { ProjectName: 'p' } }, {});
  played.answer({ build: { id: 'p:1' } });
  played.formerly((blocked) => ({ ...blocked, began: { service: 'codebuild', id: 'p:1' } }));
  played.hear({ type: 'ExecutionStopped' });
  const stopping = played.decision.starts?.find(({ kind }) => kind === 'states.stopping');
  assert.match(JSON.stringify(stopping?.state), /"operation":"StopBuild","input":{"id":"p:1"}/);
});
