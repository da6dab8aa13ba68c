import type { Vended, VendedDatum } from '../../../base/vended.ts';
import type { BuildState } from './build-state.ts';

/** AWS: CodeBuild user guide, "CodeBuild CloudWatch metrics": names of the phases' durations. */
const durations: Readonly<Record<string, string>> = {
  SUBMITTED: 'SubmittedDuration',
  QUEUED: 'QueuedDuration',
  PROVISIONING: 'ProvisioningDuration',
  DOWNLOAD_SOURCE: 'DownloadSourceDuration',
  INSTALL: 'InstallDuration',
  PRE_BUILD: 'PreBuildDuration',
  BUILD: 'BuildDuration',
  POST_BUILD: 'PostBuildDuration',
  UPLOAD_ARTIFACTS: 'UploadArtifactsDuration',
  FINALIZING: 'FinalizingDuration',
};

/** What CloudWatch is told of a decision: that a build was triggered, and how it went. */
export function measurements(before: BuildState | undefined, after: BuildState): Vended[] {
  const hasEnded = (build: BuildState) => build.step.type === 'over';
  const { startedAt } = after;
  return [
    ...(before ? [] : [vended(after, [datum('Builds', 1, 'Count', startedAt)])]),
    ...(hasEnded(after) && !(before && hasEnded(before)) ? [vended(after, outcomeOf(after))] : []),
  ];
}

type Measured = Omit<VendedDatum, 'Dimensions'>;

function outcomeOf(build: BuildState): Measured[] {
  const { trouble, phases, startedAt } = build;
  const completed = phases.at(-1)!.startedAt;
  // AWS: builds that failed "because of client error or timeout"; that what was stopped is no failure is unverified.
  const failed = trouble !== undefined && trouble !== 'STOPPED';
  const timed = phases.flatMap(({ type, startedAt: from, endedAt }) => {
    const name = durations[type];
    return name === undefined || endedAt === undefined
      ? []
      : [datum(name, (endedAt - from) / 1000, 'Seconds', completed)];
  });
  return [
    ...(trouble === undefined ? [datum('SucceededBuilds', 1, 'Count', completed)] : []),
    ...(failed ? [datum('FailedBuilds', 1, 'Count', completed)] : []),
    datum('Duration', (completed - startedAt) / 1000, 'Seconds', completed),
    ...timed,
  ];
}

const datum = (MetricName: string, Value: number, Unit: VendedDatum['Unit'], at: number): Measured => ({
  MetricName,
  Value,
  Unit,
  Timestamp: new Date(at).toISOString(),
});

/** AWS: for each project, and for all of the account together. */
function vended({ plan, scope }: BuildState, measured: readonly Measured[]): Vended {
  const project = [{ Name: 'ProjectName', Value: plan.projectName }];
  const data = measured.flatMap((each) => [{ ...each, Dimensions: project }, each]);
  return { scope, namespace: 'AWS/CodeBuild', data };
}
