import type {
  CodeCoverage,
  Report,
  ReportExportConfig,
  ReportStatusType,
  ReportType,
  TestCase,
} from '@aws-sdk/client-codebuild';
import { arnOf } from '../../base/arn.ts';
import { caseStatuses, type Covered, type ReportRead } from '../../base/report.ts';
import type { Scope } from '../../base/scope.ts';
import type { Call } from '../../dispatch/service.ts';
import { collection } from '../../store/collection.ts';
import { reportGroupArn } from './records.ts';

/** What a build asks to have kept of one report. */
export interface NewReport {
  /** As the buildspec names it: an ARN, or what stands behind the project's name. */
  readonly group: string;
  readonly projectName: string;
  /** The ARN of the build. */
  readonly executionId: string;
  readonly read: ReportRead;
}
export interface CreateReportOutput {
  readonly arn: string;
  readonly exportConfig: ReportExportConfig;
}

export interface ReportRecord {
  /** The name of its group. */
  readonly group: string;
  readonly id: string;
  /** Rises over the reports of a house. */
  readonly sequence: number;
  readonly executionId: string;
  readonly status: ReportStatusType;
  readonly exportConfig: ReportExportConfig;
  readonly createdAt: number;
  readonly read: ReportRead;
}

/** By `reportKey`. */
export const reports = collection<ReportRecord>('codebuild.reports');
export const reportKey = ({ group, id }: Pick<ReportRecord, 'group' | 'id'>): string => `${group}:${id}`;
export const reportArn = (scope: Scope, report: Pick<ReportRecord, 'group' | 'id'>): string =>
  arnOf('codebuild', scope, `report/${reportKey(report)}`);
export const reportKeyOf = (arn: string): string => /:report\/(.+)$/.exec(arn)?.[1] ?? arn;

/** AWS: API reference, Report, expired: "A report expires 30 days after it is created." */
const keptMs = 30 * 86_400_000;
const expiredAt = ({ createdAt }: ReportRecord): number => createdAt + keptMs;

/** Those that have not expired, the most recent first. */
export function currentReports(call: Call, group?: string): ReportRecord[] {
  const range = group === undefined ? {} : { prefix: `${group}:` };
  const all = reports.list(call.tx, call, range).filter((report) => expiredAt(report) > call.now);
  return all.sort((one, other) => other.sequence - one.sequence);
}

export function findReport(call: Call, arn: string): ReportRecord | undefined {
  const found = reports.get(call.tx, call, reportKeyOf(arn));
  return found && expiredAt(found) > call.now ? found : undefined;
}

/** Forgets those of a group that have expired. */
export function forgetExpired(call: Call, group: string): void {
  for (const report of reports.list(call.tx, call, { prefix: `${group}:` }))
    if (expiredAt(report) <= call.now) reports.delete(call.tx, call, reportKey(report));
}

export const typeOf = ({ kind }: ReportRead): ReportType => (kind === 'tests' ? 'TEST' : 'CODE_COVERAGE');

export function described(call: Call, report: ReportRecord): Report {
  const { read } = report;
  return {
    arn: reportArn(call, report),
    type: typeOf(read),
    // AWS: unverified.
    name: report.id,
    reportGroupArn: reportGroupArn(call, report.group),
    executionId: report.executionId,
    status: report.status,
    created: new Date(report.createdAt),
    expired: new Date(expiredAt(report)),
    exportConfig: report.exportConfig,
    truncated: isTruncated(read),
    ...(read.kind === 'tests'
      ? {
          testSummary: {
            total: totalOf(read.counts),
            statusCounts: read.counts,
            durationInNanoSeconds: read.nanoseconds,
          },
        }
      : { codeCoverageSummary: summary(read.sum) }),
  };
}

export const totalOf = (counts: Readonly<Record<string, number>>): number =>
  caseStatuses.reduce((sum, status) => sum + (counts[status] ?? 0), 0);

const isTruncated = (read: ReportRead): boolean =>
  read.kind === 'tests' ? read.cases.length < totalOf(read.counts) : read.files.length < read.fileCount;

/** AWS: user guide, "Code coverage reports": what is covered, of all there is. Of nothing, unverified. */
export const percentage = (covered: number, missed: number): number =>
  covered + missed === 0 ? 0 : Math.round((covered / (covered + missed)) * 10_000) / 100;

export const summary = (sum: Covered) => ({
  lineCoveragePercentage: percentage(sum.linesCovered, sum.linesMissed),
  linesCovered: sum.linesCovered,
  linesMissed: sum.linesMissed,
  branchCoveragePercentage: percentage(sum.branchesCovered, sum.branchesMissed),
  branchesCovered: sum.branchesCovered,
  branchesMissed: sum.branchesMissed,
});

export function casesOf(call: Call, report: ReportRecord): TestCase[] {
  if (report.read.kind !== 'tests') return [];
  return report.read.cases.map(({ name, prefix, suite, status, nanoseconds, message, from }) => ({
    reportArn: reportArn(call, report),
    testRawDataPath: from,
    prefix,
    name,
    status,
    durationInNanoSeconds: nanoseconds,
    message,
    expired: new Date(expiredAt(report)),
    ...(suite !== undefined && { testSuiteName: suite }),
  }));
}

export function coveragesOf(call: Call, report: ReportRecord): CodeCoverage[] {
  if (report.read.kind !== 'coverage') return [];
  return report.read.files.map((file, index) => ({
    // AWS: unverified; something that tells it from the others.
    id: `${report.id}-${index + 1}`,
    reportARN: reportArn(call, report),
    filePath: file.path,
    ...summary(file),
    expired: new Date(expiredAt(report)),
  }));
}
