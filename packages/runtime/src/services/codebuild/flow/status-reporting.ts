import type { Retry } from '../../../base/effects/effect.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import type { Scope } from '../../../base/scope.ts';
import { flowId } from '../../../dispatch/service.ts';
import type { Decision, EffectFailed, EngineFact, Flow, NewFlow, Telling } from '../../../engine/flow.ts';
import type { BuildOutcome } from '../git-hosts/git-host.ts';
import type { ReportBuildStatusInput } from '../operations/build-statuses.ts';
import type { BuildPlan } from '../records.ts';
import { containerTime } from './build-log.ts';

/** What the provider of a source is told of a build, or of a batch: that it has begun, and how it has ended. */
interface Reporting {
  readonly scope: Scope;
  readonly status: Omit<ReportBuildStatusInput, 'outcome' | 'description'>;
  readonly projectName: string;
  /** Where it is said that the provider could not be told. */
  readonly log?: Log;
  readonly telling?: BuildOutcome | undefined;
  /** What is to be told next. */
  readonly ended?: BuildOutcome;
}

interface Log {
  readonly groupName: string;
  readonly streamName: string;
  readonly role: string;
}

interface BuildEnded {
  readonly type: 'BuildEnded';
  readonly outcome: BuildOutcome;
}

const reportingKind = 'codebuild.reporting';

/** A provider that is away for a minute or two is told all the same: somebody may wait for that to merge. */
const retry: Retry = { attemptsMax: 8, backoffMs: 1_000, backoffMsMax: 60_000 };

/** What the provider refuses changes nothing for the build, and is said in its log. AWS: unverified. */
export const reportingFlow: Flow<Reporting, BuildEnded> = {
  kind: reportingKind,
  decide(reporting, fact, now) {
    switch (fact.type) {
      case 'Started':
        return told(reporting, 'started');
      case 'BuildEnded':
        return reporting.telling === undefined
          ? told(reporting, fact.outcome)
          : { state: { ...reporting, ended: fact.outcome } };
      case 'EffectFailed':
        return untold(reporting, fact, now) ?? after(reporting);
      default:
        return isDone(fact) ? after(reporting) : { state: reporting };
    }
  },
};

const isDone = ({ type }: EngineFact): boolean => type === 'EffectSucceeded';

/** One thing is told after the other; the second is the last. */
function after({ telling, ...reporting }: Reporting): Decision<Reporting> {
  const { ended } = reporting;
  if (telling !== 'started') return { state: reporting, ended: true, forgotten: true };
  return ended === undefined ? { state: reporting } : told(reporting, ended);
}

function told({ ended: _, ...reporting }: Reporting, telling: BuildOutcome): Decision<Reporting> {
  const { scope, status, projectName } = reporting;
  const input: ReportBuildStatusInput = {
    ...status,
    outcome: telling,
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
    retry,
  } as const;
  return { state: { ...reporting, telling }, effects: { [telling]: tell } };
}

const untoldPrefix = 'untold.';

function untold(
  reporting: Reporting,
  { effect, code, reason }: EffectFailed,
  now: number,
): Decision<Reporting> | undefined {
  const { log, scope, status } = reporting;
  if (!log || effect.startsWith(untoldPrefix)) return undefined;
  const { groupName: logGroupName, streamName: logStreamName, role: as } = log;
  const what = `Penstock could not tell ${status.source.type} the build status (${effect})`;
  const message = `[Container] ${containerTime(now)} ${what}: ${code}: ${reason}\n`;
  const say = {
    type: 'aws.call',
    service: 'logs',
    operation: 'PutLogEvents',
    input: { logGroupName, logStreamName, logEvents: [{ timestamp: now, message }] },
    as,
    scope,
  } as const;
  return { state: reporting, effects: { [`${untoldPrefix}${effect}`]: say } };
}

/** What is told of. */
export interface Reported {
  /** The build's or the batch's, and which attempt of it. */
  readonly id: string;
  readonly scope: Scope;
  readonly plan: BuildPlan;
  readonly commit: string;
  /** What distinguishes it among those of its project. */
  readonly called: string;
  /** Its page in the console, below the project's. */
  readonly page: string;
}

/** Of a webhook's build always, and of others where it is asked for. */
export const isReportWanted = ({ source, hook }: BuildPlan): boolean =>
  source.reportBuildStatus === true || hook !== undefined;

export function reportingOf({ id, scope, plan, commit, called, page }: Reported, log?: Log): NewFlow {
  const { projectName, source } = plan;
  const { type, location, auth, buildStatusConfig } = source;
  const { region, account } = scope;
  const console = `https://${'console'}.aws.amazon.com/codesuite/codebuild/${account}/projects/${projectName}`;
  const state: Reporting = {
    scope,
    projectName,
    status: {
      source: { type, location, ...(auth && { auth }) },
      commit,
      // AWS: as seen at GitHub and Bitbucket. Unverified of builds of a batch that are told of by themselves.
      context: `${buildStatusConfig?.context ?? `AWS CodeBuild ${region} (${projectName})`}${called}`,
      targetUrl: buildStatusConfig?.targetUrl ?? `${console}/${page}?region=${region}`,
    },
    ...(log && { log }),
  };
  return { kind: reportingKind, id: reportingId(scope, id), state };
}

export function reportingEnd(scope: Scope, id: string, outcome: BuildOutcome): Telling {
  const fact: BuildEnded = { type: 'BuildEnded', outcome };
  return { flow: reportingId(scope, id), fact };
}

const reportingId = (scope: Scope, id: string): string => flowId(reportingKind, scope, id);
