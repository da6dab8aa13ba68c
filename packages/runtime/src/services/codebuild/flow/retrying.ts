import type { EngineFact, Flow, NewFlow } from '../../../engine/flow.ts';
import type { Scope } from '../../../base/scope.ts';
import { flowId } from '../../../dispatch/service.ts';
import { isManaged } from '../records.ts';
import type { BuildState } from './build-state.ts';

/** A build that has failed and is to be started again. */
interface Retrying {
  readonly scope: Scope;
  readonly id: string;
  readonly role: string;
}

const retryingKind = 'codebuild.retrying';

/** AWS: user guide, "Retry builds automatically": CodeBuild "will call RetryBuild using the project's service role". */
export const retryingFlow: Flow<Retrying, never> = {
  kind: retryingKind,
  decide(retrying, fact: EngineFact) {
    const { scope, id, role: as } = retrying;
    if (fact.type !== 'Started') return { state: retrying, ended: true, forgotten: true };
    const retry = {
      type: 'aws.call',
      service: 'codebuild',
      operation: 'RetryBuildAutomatically',
      input: { id },
      as,
      scope,
    } as const;
    return { state: retrying, effects: { retry } };
  },
};

/** AWS: the same: not "for CodePipeline". Unverified: not within a batch; and which statuses are a failed build. */
export function retried(build: BuildState): NewFlow[] {
  const { plan, trouble, scope, id } = build;
  const { limit = 0, number = 0 } = plan.autoRetry ?? {};
  const most = Math.max(limit, build.retryLimit ?? 0);
  const isAlone = plan.source.type !== 'CODEPIPELINE' && !plan.batch && !isManaged(plan);
  if (!trouble || trouble === 'STOPPED' || !isAlone || number >= most) return [];
  const state: Retrying = { scope, id, role: plan.serviceRole };
  return [{ kind: retryingKind, id: flowId(retryingKind, scope, id), state }];
}
