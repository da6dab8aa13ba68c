import { servicePrincipal } from '../../../base/service-principal.ts';
import type { Scope } from '../../../base/scope.ts';
import { flowId } from '../../../dispatch/service.ts';
import type { Decision, EngineFact, Flow, NewFlow, Telling } from '../../../engine/flow.ts';
import { isAtGitHub } from '../github-api.ts';
import type { CommitStatus } from '../operations/build-statuses.ts';
import type { BuildState } from './build-state.ts';

/** What the provider of a build's source is told of it: that it has begun, and how it has ended. */
interface Reporting {
  readonly scope: Scope;
  readonly status: Omit<CommitStatus, 'state' | 'description'>;
  readonly projectName: string;
  readonly telling?: Outcome | undefined;
  /** What is to be told next. */
  readonly ended?: Outcome;
}

const outcomes = { started: 'pending', succeeded: 'success', failed: 'failure', stopped: 'error' } as const;
type Outcome = keyof typeof outcomes;

interface BuildEnded {
  readonly type: 'BuildEnded';
  readonly outcome: Outcome;
}

const reportingKind = 'codebuild.reporting';
const reportingId = ({ scope, id }: Pick<BuildState, 'scope' | 'id'>): string =>
  flowId(reportingKind, scope, id);

/** What the provider refuses changes nothing for the build. AWS: unverified. */
export const reportingFlow: Flow<Reporting, BuildEnded> = {
  kind: reportingKind,
  decide(reporting, fact) {
    const { telling, ended } = reporting;
    switch (fact.type) {
      case 'Started':
        return told(reporting, 'started');
      case 'BuildEnded':
        return telling === undefined
          ? told(reporting, fact.outcome)
          : { state: { ...reporting, ended: fact.outcome } };
      default:
        return isOutcome(fact)
          ? after({ ...reporting, telling: undefined }, telling, ended)
          : { state: reporting };
    }
  },
};

const isOutcome = ({ type }: EngineFact): boolean => type === 'EffectSucceeded' || type === 'EffectFailed';

/** One thing is told after the other; the second is the last. */
function after(state: Reporting, was: Outcome | undefined, ended: Outcome | undefined): Decision<Reporting> {
  if (was !== 'started') return { state, ended: true, forgotten: true };
  return ended === undefined ? { state } : told(state, ended);
}

function told({ ended: _, ...reporting }: Reporting, telling: Outcome): Decision<Reporting> {
  const { scope, status, projectName } = reporting;
  const input: CommitStatus = {
    ...status,
    state: outcomes[telling],
    // AWS: unverified words.
    description: `Build ${telling} for project ${projectName}`,
  };
  const tell = {
    type: 'aws.call',
    service: 'codebuild',
    operation: 'ReportBuildStatus',
    input,
    as: servicePrincipal('codebuild'),
    scope,
  } as const;
  return { state: { ...reporting, telling }, effects: { [telling]: tell } };
}

/** Of a webhook's build always, and of others where it is asked for; not of a batch's. */
const isReported = ({ plan, fetched }: BuildState): boolean => {
  const { source, hook, batch } = plan;
  const isWanted = source.reportBuildStatus === true || hook !== undefined;
  return isWanted && !batch && isAtGitHub(source) && fetched[0]?.resolvedVersion !== undefined;
};

/** The build knows its commit now. */
export function reportings(before: BuildState | undefined, after: BuildState): NewFlow[] {
  if (!isReported(after) || (before && isReported(before))) return [];
  const { scope, plan, id } = after;
  const { projectName, source } = plan;
  const { type, location, auth, buildStatusConfig } = source;
  const { region, account } = scope;
  const console = `https://${'console'}.aws.amazon.com/codesuite/codebuild/${account}/projects/${projectName}`;
  const state: Reporting = {
    scope,
    projectName,
    status: {
      source: { type, location, ...(auth && { auth }) },
      commit: after.fetched[0]!.resolvedVersion!,
      // AWS: as seen at GitHub.
      context: buildStatusConfig?.context ?? `AWS CodeBuild ${region} (${projectName})`,
      targetUrl:
        buildStatusConfig?.targetUrl ?? `${console}/build/${encodeURIComponent(id)}/log?region=${region}`,
    },
  };
  return [{ kind: reportingKind, id: reportingId(after), state }];
}

/** The build is over. */
export function reportingTellings(before: BuildState | undefined, after: BuildState): Telling[] {
  const isOver = ({ step }: BuildState) => step.type === 'over';
  if (!before || !isOver(after) || isOver(before) || !isReported(after)) return [];
  const { trouble } = after;
  const outcome: Outcome = trouble === undefined ? 'succeeded' : trouble === 'FAILED' ? 'failed' : 'stopped';
  const fact: BuildEnded = { type: 'BuildEnded', outcome };
  return [{ flow: reportingId(after), fact }];
}
