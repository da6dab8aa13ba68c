import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Call } from '../../../dispatch/service.ts';
import { MemoryStore } from '../../../store/store.memory.ts';
import { declared, type Declaration } from '../declaration/declaration.ts';
import { pipelines } from '../records.ts';
import { createPipeline, updatePipeline } from './pipelines.ts';

const roleArn = 'arn:aws:iam::000000000000:role/pipeline';
const scope = { account: '000000000000', region: 'us-east-1' };
type Handled = { create: Handling; update: Handling };
type Handling = (name: string, options?: { readonly polls: boolean }) => string;

const declaration = (name: string, polls: boolean): Declaration =>
  declared(
    {
      name,
      roleArn,
      artifactStore: { type: 'S3', location: 'store' },
      stages: [
        {
          name: 'Source',
          actions: [
            {
              name: 'Drop',
              actionTypeId: { category: 'Source', owner: 'AWS', provider: 'S3', version: '1' },
              configuration: { S3Bucket: 'drop', S3ObjectKey: 'site.zip', PollForSourceChanges: `${polls}` },
              outputArtifacts: [{ name: 'Site' }],
            },
          ],
        },
        {
          name: 'Review',
          actions: [
            {
              name: 'Peer',
              actionTypeId: { category: 'Approval', owner: 'AWS', provider: 'Manual', version: '1' },
            },
          ],
        },
      ],
    },
    1,
  );

/** An account that has so many pipelines, the first of which poll; and the names of what its calls are answered. */
function account(count: number, polling: number, body: (handled: Handled) => void): void {
  new MemoryStore().transaction((tx) => {
    for (let n = 0; n < count; n++) {
      const name = `p${n}`;
      const record = { name, flow: name, declaration: declaration(name, n < polling), tags: {} };
      pipelines.put(tx, scope, name, { ...record, created: 0, updated: 0 });
    }
    const flows = { start: () => {}, tell: () => {} };
    const ids = { uuid: () => '00000000-0000-4000-8000-000000000001' };
    // The role is there, and lets everybody in.
    const Statement = [{ Effect: 'Allow', Principal: '*', Action: 'sts:AssumeRole' }];
    const AssumeRolePolicyDocument = encodeURIComponent(JSON.stringify({ Statement }));
    const forward = () => ({ Role: { Arn: roleArn, AssumeRolePolicyDocument } });
    const call = { ...scope, tx, flows, ids, forward, now: 0, caller: { arn: 'arn' } } as unknown as Call;
    const handling =
      (handler: typeof createPipeline | typeof updatePipeline): Handling =>
      (name, { polls } = { polls: false }) => {
        try {
          handler({ pipeline: declaration(name, polls) } as never, call);
          return 'done';
        } catch (error) {
          return (error as Error).name;
        }
      };
    body({ create: handling(createPipeline), update: handling(updatePipeline) });
  });
}

test('CreatePipeline: LimitExceededException to the thousand and first of a region', () => {
  account(1_000, 0, ({ create, update }) => {
    assert.equal(create('one-more'), 'LimitExceededException');
    assert.equal(update('p7'), 'done');
  });
  account(999, 0, ({ create }) => assert.equal(create('one-more'), 'done'));
});

test('UpdatePipeline: LimitExceededException to the three hundred and first that polls', () => {
  account(301, 300, ({ create, update }) => {
    assert.equal(create('one-more', { polls: true }), 'LimitExceededException');
    assert.equal(update('p300', { polls: true }), 'LimitExceededException');
    assert.equal(update('p7', { polls: true }), 'done');
    assert.equal(create('one-more'), 'done');
  });
});
