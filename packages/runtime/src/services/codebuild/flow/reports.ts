import type { CreateReportOutput, NewReport } from '../reports.ts';
import type { WorkspaceReported } from '../../../base/effects/workspace.ts';
import { isCoverage } from '../../../base/report.ts';
import type { EffectFailed } from '../../../engine/flow.ts';
import type { ReportSpec } from '../buildspec/buildspec.ts';
import { buildArn } from '../records.ts';
import { say } from './build-log.ts';
import { beginExport, type ExportStep } from './report-export.ts';
import { expandedReport, placeInWorkspace } from './expansion.ts';
import { workspaceOf, type BuildState, type Next, type Step } from './build-state.ts';

type ReportStep = Extract<Step, { type: 'report' }>;

/** Reads the results that the buildspec tells of, one report after the other; undefined when all are done. */
export function nextReport(build: BuildState, index: number, now: number): Next | undefined {
  const found = specOf(build, index);
  if (!found) return undefined;
  const [name, { baseDirectory, files, format }] = found;
  // AWS: as seen in logs of builds.
  const told = say(build, now, [
    `Preparing to copy ${isCoverage(format) ? 'CODE_COVERAGE' : 'TEST'} report ${name}`,
    `Expanding base directory path: ${baseDirectory || '.'}`,
    `Expanding file paths for base directory ${baseDirectory || '.'}`,
    'Assembling file list',
    ...files.map((pattern) => `Expanding ${pattern}`),
  ]);
  return {
    build: { ...told, step: { type: 'report', index, part: 'read' } },
    effect: {
      type: 'workspace.report',
      workspace: workspaceOf(build),
      baseDirectory: placeInWorkspace(build, baseDirectory),
      files,
      format,
    },
  };
}

function specOf(build: BuildState, index: number): [string, ReportSpec] | undefined {
  const found = Object.entries(build.buildspec!.reports ?? {})[index];
  return found && expandedReport(build, found);
}

/** What comes next of this report; undefined where that is the next report. */
export function reportDone(
  build: BuildState,
  { index, part }: ReportStep,
  output: WorkspaceReported | CreateReportOutput,
  now: number,
): Next {
  if ('arn' in output) return made(build, index, output, now);
  const { read, fileCount } = output as WorkspaceReported;
  // AWS: as seen in the wild.
  if (part === 'read' && !read) return troubled(build, index, 'report files not found in build');
  const input: NewReport = {
    group: specOf(build, index)![0],
    projectName: build.plan.projectName,
    executionId: buildArn(build.scope, build.id),
    read: read!,
  };
  return {
    build: {
      ...say(build, now, [`Found ${fileCount} file(s)`]),
      step: { type: 'report', index, part: 'make' },
    },
    effect: {
      type: 'aws.call',
      service: 'codebuild',
      operation: 'CreateReport',
      input,
      as: build.plan.serviceRole,
      scope: build.scope,
    },
  };
}

function made(build: BuildState, index: number, output: CreateReportOutput, now: number): Next {
  const { exportConfigType = 'NO_EXPORT' } = output.exportConfig;
  // AWS: as seen in logs of builds.
  const told = say(build, now, [`Report export config type: ${exportConfigType}`]);
  const known = { ...told, reportArns: [...(build.reportArns ?? []), output.arn] };
  return beginExport(known, index, specOf(build, index)![1], output) ?? known;
}

export function reportRefused(
  build: BuildState,
  { index }: ReportStep | ExportStep,
  { code, reason }: EffectFailed,
): BuildState {
  // AWS: as seen in the wild: "error processing report: [<file>: expected element type <testsuite> but have …]".
  if (code === 'InvalidReport') return troubled(build, index, `error processing report: [${reason}]`);
  return troubled(build, index, code === 'NoSuchDirectory' ? reason : `${code}: ${reason}`);
}

/** The artifacts are uploaded all the same. AWS: unverified. */
const troubled = (build: BuildState, index: number, what: string): BuildState => ({
  ...build,
  reportTroubles: [...(build.reportTroubles ?? []), `[${specOf(build, index)![0]}: [${what}]]`],
});

/** What the phase has gone wrong by. */
export const reportTrouble = ({ reportTroubles = [] }: BuildState): string | undefined =>
  reportTroubles.length === 0 ? undefined : `Error in UPLOAD_ARTIFACTS phase: ${reportTroubles.join(' ')}`;
