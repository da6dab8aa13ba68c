import type {
  BatchGetReportsInput,
  BatchGetReportsOutput,
  DeleteReportInput,
  DescribeCodeCoveragesInput,
  DescribeCodeCoveragesOutput,
  DescribeTestCasesInput,
  DescribeTestCasesOutput,
  GetReportGroupTrendInput,
  GetReportGroupTrendOutput,
  ListReportsForReportGroupInput,
  ListReportsForReportGroupOutput,
  ListReportsInput,
  ListReportsOutput,
  ReportGroupTrendFieldType,
  SortOrderType,
} from '@aws-sdk/client-codebuild';
import { pageOf, type Page } from '../../../base/pagination.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { invalidInput, reportGroupNotFound, reportNotFound } from '../errors.ts';
import { reportGroups, type ReportGroupRecord } from '../records.ts';
import {
  casesOf,
  coveragesOf,
  currentReports,
  described,
  findReport,
  forgetExpired,
  percentage,
  reportArn,
  reportKey,
  reports,
  totalOf,
  typeOf,
  type CreateReportOutput,
  type NewReport,
  type ReportRecord,
} from '../reports.ts';
import { invalidToken, listedMax } from './projects.ts';
import { groupNameOf, reportGroupOf } from './report-groups.ts';

/** Inside only: a build's results. AWS names it in IAM alone: "codebuild:CreateReport". */
export const createReport: Handler<NewReport, CreateReportOutput> = (input, call) => {
  const group = groupFor(call, input);
  if (group.type !== typeOf(input.read))
    // AWS: unverified words.
    invalidInput(`The report group ${group.name} is of type ${group.type}, not ${typeOf(input.read)}`);
  forgetExpired(call, group.name);
  const report: ReportRecord = {
    group: group.name,
    id: call.ids.uuid(),
    sequence: call.tx.next('codebuild.reports'),
    executionId: input.executionId,
    status: 'SUCCEEDED',
    exportConfig: group.exportConfig,
    createdAt: call.now,
    read: input.read,
  };
  reports.put(call.tx, call, reportKey(report), report);
  return {
    arn: reportArn(call, report),
    exportConfig: group.exportConfig,
  };
};

/** AWS: user guide: a name makes the group `<project>-<name>`, unless it is there; an ARN is of one that has to be. */
function groupFor(call: Call, { group, projectName, read }: NewReport): ReportGroupRecord {
  if (group.startsWith('arn:')) return reportGroupOf(call, group);
  const name = `${projectName}-${group}`;
  const before = reportGroups.get(call.tx, call, name);
  if (before) return before;
  const made: ReportGroupRecord = {
    name,
    type: typeOf(read),
    exportConfig: { exportConfigType: 'NO_EXPORT' },
    tags: [],
    createdAt: call.now,
    modifiedAt: call.now,
  };
  reportGroups.put(call.tx, call, name, made);
  return made;
}

export const batchGetReports: Handler<BatchGetReportsInput, BatchGetReportsOutput> = (input, call) => {
  const found = input.reportArns!.map((arn) => findReport(call, arn));
  return {
    reports: found.flatMap((report) => (report ? [described(call, report)] : [])),
    reportsNotFound: input.reportArns!.filter((_, index) => !found[index]),
  };
};

interface Listing {
  readonly sortOrder?: SortOrderType | undefined;
  readonly nextToken?: string | undefined;
  readonly maxResults?: number | undefined;
  readonly filter?: { readonly status?: string | undefined } | undefined;
}

/** AWS: unverified that the most recent come first unless asked otherwise. */
function listed(call: Call, all: readonly ReportRecord[], input: Listing): ListReportsOutput {
  const { filter, sortOrder } = input;
  const wanted = all.filter(({ status }) => filter?.status === undefined || status === filter.status);
  const ordered = sortOrder === 'ASCENDING' ? wanted.toReversed() : wanted;
  const page = paged(ordered, reportKey, input);
  return { reports: page.items.map((report) => reportArn(call, report)), nextToken: page.next };
}

const paged = <T>(
  items: readonly T[],
  keyOf: (item: T) => string,
  { nextToken: token, maxResults }: Listing,
): Page<T> => pageOf(items, keyOf, { token, limit: maxResults ?? listedMax, invalid: invalidToken });

export const listReports: Handler<ListReportsInput, ListReportsOutput> = (input, call) =>
  listed(call, currentReports(call), input);

export const listReportsForReportGroup: Handler<
  ListReportsForReportGroupInput,
  ListReportsForReportGroupOutput
> = (input, call) => listed(call, currentReports(call, groupOf(call, input.reportGroupArn!).name), input);

const groupOf = (call: Call, arn: string): ReportGroupRecord =>
  reportGroups.get(call.tx, call, groupNameOf(arn)) ?? reportGroupNotFound(arn);

const reportOf = (call: Call, arn: string): ReportRecord => findReport(call, arn) ?? reportNotFound(arn);

export const describeTestCases: Handler<DescribeTestCasesInput, DescribeTestCasesOutput> = (input, call) => {
  const { status, keyword } = input.filter ?? {};
  const cases = casesOf(call, reportOf(call, input.reportArn!)).map((each, at) => ({ each, at }));
  const wanted = cases.filter(
    ({ each }) =>
      (status === undefined || each.status === status) &&
      // AWS: TestCaseFilter, keyword: "A keyword that is used to filter on the name or the prefix of the test cases."
      (keyword === undefined || `${each.prefix}\n${each.name}`.includes(keyword)),
  );
  const page = paged(wanted, ({ at }) => String(at), input);
  return { testCases: page.items.map(({ each }) => each), nextToken: page.next };
};

export const describeCodeCoverages: Handler<DescribeCodeCoveragesInput, DescribeCodeCoveragesOutput> = (
  input,
  call,
) => {
  const { minLineCoveragePercentage: least = 0, maxLineCoveragePercentage: most = 100 } = input;
  const files = coveragesOf(call, reportOf(call, input.reportArn!)).filter(
    ({ lineCoveragePercentage: part = 0 }) => part >= least && part <= most,
  );
  // AWS: DescribeCodeCoverages, sortBy: FILE_PATH or LINE_COVERAGE_PERCENTAGE. Unverified which comes by default.
  if (input.sortBy === 'LINE_COVERAGE_PERCENTAGE')
    files.sort((one, other) => one.lineCoveragePercentage! - other.lineCoveragePercentage!);
  else files.sort((one, other) => (one.filePath! < other.filePath! ? -1 : 1));
  if (input.sortOrder === 'DESCENDING') files.reverse();
  const page = paged(files, ({ id }) => id!, input);
  return { codeCoverages: [...page.items], nextToken: page.next };
};

export const deleteReport: Handler<DeleteReportInput, object> = (input, call) => {
  const report = findReport(call, input.arn!);
  if (report) reports.delete(call.tx, call, reportKey(report));
  return {};
};

/** AWS: GetReportGroupTrend, numOfReports: "The number of reports to analyze. … the most recent". */
export const getReportGroupTrend: Handler<GetReportGroupTrendInput, GetReportGroupTrendOutput> = (
  input,
  call,
) => {
  const group = groupOf(call, input.reportGroupArn!);
  const value = trends[input.trendField!];
  const recent = currentReports(call, group.name).slice(0, input.numOfReports ?? listedMax);
  const data = recent.flatMap((report) => {
    const found = value(report);
    return found === undefined ? [] : [{ reportArn: reportArn(call, report), data: String(found) }];
  });
  const values = data.map((each) => Number(each.data));
  if (values.length === 0) return { rawData: [] };
  const sum = values.reduce((all, each) => all + each, 0);
  return {
    stats: {
      average: String(sum / values.length),
      max: String(Math.max(...values)),
      min: String(Math.min(...values)),
    },
    rawData: data,
  };
};

type Trend = (report: ReportRecord) => number | undefined;
const ofTests =
  (value: (read: Extract<ReportRecord['read'], { kind: 'tests' }>) => number): Trend =>
  ({ read }) =>
    read.kind === 'tests' ? value(read) : undefined;
const ofCoverage =
  (value: (sum: Extract<ReportRecord['read'], { kind: 'coverage' }>['sum']) => number): Trend =>
  ({ read }) =>
    read.kind === 'coverage' ? value(read.sum) : undefined;

const trends: Readonly<Record<ReportGroupTrendFieldType, Trend>> = {
  DURATION: ofTests(({ nanoseconds }) => nanoseconds),
  TOTAL: ofTests(({ counts }) => totalOf(counts)),
  PASS_RATE: ofTests(({ counts }) => percentage(counts.SUCCEEDED, totalOf(counts) - counts.SUCCEEDED)),
  LINE_COVERAGE: ofCoverage((sum) => percentage(sum.linesCovered, sum.linesMissed)),
  LINES_COVERED: ofCoverage((sum) => sum.linesCovered),
  LINES_MISSED: ofCoverage((sum) => sum.linesMissed),
  BRANCH_COVERAGE: ofCoverage((sum) => percentage(sum.branchesCovered, sum.branchesMissed)),
  BRANCHES_COVERED: ofCoverage((sum) => sum.branchesCovered),
  BRANCHES_MISSED: ofCoverage((sum) => sum.branchesMissed),
};
