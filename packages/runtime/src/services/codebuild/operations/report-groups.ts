import type {
  BatchGetReportGroupsInput,
  BatchGetReportGroupsOutput,
  CreateReportGroupInput,
  CreateReportGroupOutput,
  DeleteReportGroupInput,
  ListReportGroupsInput,
  ListReportGroupsOutput,
  ReportExportConfig,
  ReportGroup,
  UpdateReportGroupInput,
  UpdateReportGroupOutput,
} from '@aws-sdk/client-codebuild';
import { pageOf } from '../../../base/pagination.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { invalidInput, reportGroupAlreadyExists, reportGroupNotFound, reportsLeft } from '../errors.ts';
import { reportGroupArn, reportGroups, type ReportGroupRecord } from '../records.ts';
import { currentReports, reportKey, reports } from '../reports.ts';
import { invalidToken, listedMax } from './projects.ts';

/** https://docs.aws.amazon.com/codebuild/latest/APIReference/API_CreateReportGroup.html */
export const createReportGroup: Handler<CreateReportGroupInput, CreateReportGroupOutput> = (input, call) => {
  const name = input.name!;
  if (reportGroups.get(call.tx, call, name)) reportGroupAlreadyExists(name);
  validateExport(input.exportConfig!);
  const record: ReportGroupRecord = {
    name,
    type: input.type!,
    exportConfig: input.exportConfig!,
    tags: input.tags ?? [],
    createdAt: call.now,
    modifiedAt: call.now,
  };
  reportGroups.put(call.tx, call, name, record);
  return { reportGroup: described(call, record) };
};

// AWS: unverified words.
function validateExport({ exportConfigType, s3Destination }: ReportExportConfig): void {
  if (exportConfigType === 'S3' && !s3Destination?.bucket)
    invalidInput('A bucket must be specified for an export of type S3');
}

export const updateReportGroup: Handler<UpdateReportGroupInput, UpdateReportGroupOutput> = (input, call) => {
  const before = reportGroupOf(call, input.arn!);
  if (input.exportConfig) validateExport(input.exportConfig);
  const record: ReportGroupRecord = {
    ...before,
    exportConfig: input.exportConfig ?? before.exportConfig,
    tags: input.tags ?? before.tags,
    modifiedAt: call.now,
  };
  reportGroups.put(call.tx, call, record.name, record);
  return { reportGroup: described(call, record) };
};

/**
 * Deleting what is not there is a success.
 * AWS: DeleteReportGroup: "Before you delete a report group, you must delete its reports", or have them deleted.
 */
export const deleteReportGroup: Handler<DeleteReportGroupInput, object> = (input, call) => {
  const left = currentReports(call, groupNameOf(input.arn!));
  if (left.length > 0 && input.deleteReports !== true) reportsLeft(input.arn!);
  for (const report of left) reports.delete(call.tx, call, reportKey(report));
  reportGroups.delete(call.tx, call, groupNameOf(input.arn!));
  return {};
};

export const batchGetReportGroups: Handler<BatchGetReportGroupsInput, BatchGetReportGroupsOutput> = (
  input,
  call,
) => {
  const asked = input.reportGroupArns!;
  const found = asked.map((arn) => reportGroups.get(call.tx, call, groupNameOf(arn)));
  return {
    reportGroups: found.flatMap((record) => (record ? [described(call, record)] : [])),
    reportGroupsNotFound: asked.filter((_, index) => !found[index]),
  };
};

export const listReportGroups: Handler<ListReportGroupsInput, ListReportGroupsOutput> = (input, call) => {
  const all = reportGroups.list(call.tx, call);
  if (input.sortBy === 'CREATED_TIME') all.sort((a, b) => a.createdAt - b.createdAt);
  if (input.sortBy === 'LAST_MODIFIED_TIME') all.sort((a, b) => a.modifiedAt - b.modifiedAt);
  const page = pageOf(input.sortOrder === 'DESCENDING' ? all.reverse() : all, ({ name }) => name, {
    token: input.nextToken,
    limit: input.maxResults ?? listedMax,
    invalid: invalidToken,
  });
  return { reportGroups: page.items.map(({ name }) => reportGroupArn(call, name)), nextToken: page.next };
};

export const reportGroupOf = (call: Call, arn: string): ReportGroupRecord =>
  reportGroups.get(call.tx, call, groupNameOf(arn)) ?? reportGroupNotFound(arn);

export const groupNameOf = (arn: string): string => /:report-group\/(.+)$/.exec(arn)?.[1] ?? arn;

const described = (call: Call, record: ReportGroupRecord): ReportGroup => ({
  arn: reportGroupArn(call, record.name),
  name: record.name,
  type: record.type,
  exportConfig: record.exportConfig,
  created: new Date(record.createdAt),
  lastModified: new Date(record.modifiedAt),
  tags: [...record.tags],
  status: 'ACTIVE',
});
