import type { EngineFact, Flow, NewFlow } from '../../../engine/flow.ts';
import { flowId } from '../../../dispatch/service.ts';
import { workspaceOf, type BuildState } from './build-state.ts';
import { logWorkspace } from './log-writing.ts';

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

/** What is left of a build, and of its log. */
export function cleared(build: BuildState): NewFlow[] {
  const clearing = (id: string, workspace: string): NewFlow => ({
    kind: clearingKind,
    id: flowId(clearingKind, build.scope, id),
    state: { workspace } satisfies Clearing,
  });
  const log = build.log.file && [clearing(`${build.id}|log`, logWorkspace(build))];
  return [clearing(build.id, workspaceOf(build)), ...(log ?? [])];
}
