import { assert } from '../../../base/assert.ts';
import type { Effect } from '../../../base/effects/effect.ts';
import { never } from '../../../base/never.ts';
import type { Scope } from '../../../base/scope.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import type { Decision, EngineFact, Flow } from '../../../engine/flow.ts';

/** A repository that is to have another name: its folder first, then all that is written down of it. */
export interface Renaming extends Scope {
  readonly oldName: string;
  readonly newName: string;
}

/** A full disk may pass. */
const retry = { attemptsMax: 4, backoffMs: 1_000 };

export const renamingFlow: Flow<Renaming, never> = { kind: 'codecommit.renaming', decide };

function decide(state: Renaming, fact: EngineFact): Decision<Renaming> {
  switch (fact.type) {
    case 'Started': {
      const { account, region, oldName, newName } = state;
      const folder = (name: string) => `${account}/${region}/${name}`;
      const effect: Effect = { type: 'git.rename', repository: folder(oldName), to: folder(newName), retry };
      return { state, effects: { folder: effect } };
    }
    case 'EffectSucceeded':
      return fact.effect === 'folder' ? recording(state, true) : over(state);
    case 'EffectFailed':
      return fact.effect === 'folder' ? recording(state, false) : over(state);
    case 'WakeTime':
    case 'FlowEnded':
      assert(false, 'a renaming waits for its effects alone');
      return { state };
    default:
      return never(fact);
  }
}

const over = (state: Renaming): Decision<Renaming> => ({ state, ended: true, forgotten: true });

function recording(state: Renaming, isRenamed: boolean): Decision<Renaming> {
  const { account, region, oldName, newName } = state;
  const record: Effect = {
    type: 'aws.call',
    service: 'codecommit',
    operation: 'RecordRename',
    input: { oldName, newName, isRenamed },
    as: servicePrincipal('codecommit'),
    scope: { account, region },
  };
  return { state, effects: { record } };
}
