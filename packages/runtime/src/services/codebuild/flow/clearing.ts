import type { EngineFact, Flow, NewFlow } from '../../../engine/flow.ts';
import { flowId } from '../../../dispatch/service.ts';
import { workspaceOf, type BuildState } from './build-state.ts';

/** What is left of a build that is over: its workspace. Nobody waits until it is gone. */
interface Clearing {
  readonly workspace: string;
}

const clearingKind = 'codebuild.clearing';

export const clearingFlow: Flow<Clearing, never> = {
  kind: clearingKind,
  decide(clearing, fact: EngineFact) {
    const { workspace } = clearing;
    if (fact.type === 'Started')
      return { state: clearing, effects: { remove: { type: 'workspace.remove', workspace } } };
    // What cannot be removed is the machine's to clean up.
    return { state: clearing, ended: true, forgotten: true };
  },
};

export const clear = (build: BuildState): NewFlow => ({
  kind: clearingKind,
  id: flowId(clearingKind, build.scope, build.id),
  state: { workspace: workspaceOf(build) } satisfies Clearing,
});
