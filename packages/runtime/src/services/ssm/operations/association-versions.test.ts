import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Call } from '../../../dispatch/service.ts';
import { MemoryStore } from '../../../store/store.memory.ts';
import { associations, type AssociationSettings } from '../associations/kept.ts';
import { updateAssociation } from './associations.ts';

const scope = { account: '000000000000', region: 'us-east-1' };

/** An association that has been changed so often is changed once more. */
function changed(version: number): void {
  new MemoryStore().transaction((tx) => {
    const settings: AssociationSettings = {
      associationId: 'a',
      version,
      name: 'AWS-RunShellScript',
      targets: [{ Key: 'tag:fleet', Values: ['shop'] }],
      parameters: { commands: ['true'] },
      onlyAtInterval: true,
      updatedAt: 0,
    };
    associations.put(tx, scope, 'a', { settings, createdAt: 0, tags: {} });
    const flows = { tell: () => {}, state: () => ({ settings, executions: [], nodes: {} }) };
    const call = { ...scope, tx, flows, now: 0 } as unknown as Call;
    updateAssociation({ AssociationId: 'a', Parameters: { commands: ['false'] } }, call);
  });
}

// So many are too many for a transcript that is played hundreds of times.
test('UpdateAssociation: AssociationVersionLimitExceeded to the thousand and first version', () => {
  changed(999);
  assert.throws(() => changed(1000), { name: 'AssociationVersionLimitExceeded' });
});
