import type { Service } from '../../dispatch/service.ts';
import { meteringFlow } from '../../dispatch/metering.ts';
import { distributionFlow } from './flow/distribution.ts';
import { exportFlow } from './flow/export.ts';
import { queryFlow } from './flow/query.ts';
import { retentionFlow } from './flow/retention.ts';
import { meterLogGroup } from './metering.ts';
import { accountPolicyOperations } from './operations/account-policies.ts';
import { awaitQuery } from './operations/awaiting.ts';
import { protectionOperations } from './operations/protections.ts';
import { filterLogEvents, getLogEvents } from './operations/events.ts';
import { expireLogEvents } from './operations/expiry.ts';
import { cancelExportTask, createExportTask, describeExportTasks } from './operations/export-tasks.ts';
import {
  associateKmsKey,
  createLogGroup,
  deleteLogGroup,
  deleteRetentionPolicy,
  describeLogGroups,
  disassociateKmsKey,
  putLogGroupDeletionProtection,
  putRetentionPolicy,
} from './operations/groups.ts';
import { listLogGroups } from './operations/group-lists.ts';
import { putLogEvents } from './operations/ingestion.ts';
import { startLiveTail } from './operations/live-tail.ts';
import { getLogGroupFields } from './operations/log-group-fields.ts';
import { getLogRecord } from './operations/log-records.ts';
import {
  deleteMetricFilter,
  describeMetricFilters,
  putMetricFilter,
  testMetricFilter,
} from './operations/metric-filters.ts';
import { describeQueries, getQueryResults, startQuery, stopQuery } from './operations/queries.ts';
import {
  deleteQueryDefinition,
  describeQueryDefinitions,
  putQueryDefinition,
} from './operations/query-definitions.ts';
import {
  deleteResourcePolicy,
  describeResourcePolicies,
  putResourcePolicy,
} from './operations/resource-policies.ts';
import { failExport, runExport } from './operations/running-exports.ts';
import { failQuery, forgetQuery, runQuery } from './operations/running-queries.ts';
import { createLogStream, deleteLogStream, describeLogStreams } from './operations/streams.ts';
import {
  deleteSubscriptionFilter,
  describeSubscriptionFilters,
  putSubscriptionFilter,
} from './operations/subscription-filters.ts';
import {
  listTagsForResource,
  listTagsLogGroup,
  tagLogGroup,
  tagResource,
  untagLogGroup,
  untagResource,
} from './operations/tags.ts';
import { transformerOperations } from './operations/transformers.ts';
import { accountPolicy } from './resources/account-policy.ts';
import { transformer } from './resources/transformer.ts';
import { metricFilter, subscriptionFilter } from './resources/filters.ts';
import { logGroup } from './resources/log-group.ts';
import { logStream } from './resources/log-stream.ts';
import { queryDefinition } from './resources/query-definition.ts';
import { resourcePolicy } from './resources/resource-policy.ts';
import { unserved } from './unserved.ts';

export const logs: Service = {
  name: 'logs',
  sdk: () => import('@aws-sdk/client-cloudwatch-logs'),
  model: 'logs',
  // AWS: unverified that it is one; its management events do not list it.
  dataEvents: new Set(['PutLogEvents']),
  operations: {
    ...accountPolicyOperations,
    ...protectionOperations,
    ...transformerOperations,
    AssociateKmsKey: associateKmsKey,
    CancelExportTask: cancelExportTask,
    CreateExportTask: createExportTask,
    CreateLogGroup: createLogGroup,
    CreateLogStream: createLogStream,
    DeleteLogGroup: deleteLogGroup,
    DeleteLogStream: deleteLogStream,
    DeleteMetricFilter: deleteMetricFilter,
    DeleteQueryDefinition: deleteQueryDefinition,
    DeleteResourcePolicy: deleteResourcePolicy,
    DeleteRetentionPolicy: deleteRetentionPolicy,
    DeleteSubscriptionFilter: deleteSubscriptionFilter,
    DescribeExportTasks: describeExportTasks,
    DescribeLogGroups: describeLogGroups,
    DescribeLogStreams: describeLogStreams,
    DescribeMetricFilters: describeMetricFilters,
    DescribeQueries: describeQueries,
    DescribeQueryDefinitions: describeQueryDefinitions,
    DescribeResourcePolicies: describeResourcePolicies,
    DescribeSubscriptionFilters: describeSubscriptionFilters,
    DisassociateKmsKey: disassociateKmsKey,
    FilterLogEvents: filterLogEvents,
    GetLogEvents: getLogEvents,
    GetLogGroupFields: getLogGroupFields,
    GetLogRecord: getLogRecord,
    GetQueryResults: getQueryResults,
    ListLogGroups: listLogGroups,
    ListTagsForResource: listTagsForResource,
    ListTagsLogGroup: listTagsLogGroup,
    PutLogEvents: putLogEvents,
    PutLogGroupDeletionProtection: putLogGroupDeletionProtection,
    PutMetricFilter: putMetricFilter,
    PutQueryDefinition: putQueryDefinition,
    PutResourcePolicy: putResourcePolicy,
    PutRetentionPolicy: putRetentionPolicy,
    PutSubscriptionFilter: putSubscriptionFilter,
    StartLiveTail: startLiveTail,
    StartQuery: startQuery,
    StopQuery: stopQuery,
    TagLogGroup: tagLogGroup,
    TagResource: tagResource,
    TestMetricFilter: testMetricFilter,
    UntagLogGroup: untagLogGroup,
    UntagResource: untagResource,
  },
  unserved,
  inside: {
    AwaitQuery: awaitQuery,
    ExpireLogEvents: expireLogEvents,
    FailExport: failExport,
    FailQuery: failQuery,
    ForgetQuery: forgetQuery,
    MeterLogGroup: meterLogGroup,
    RunExport: runExport,
    RunQuery: runQuery,
  },
  flows: [distributionFlow, exportFlow, meteringFlow('logs', 'MeterLogGroup'), queryFlow, retentionFlow],
  recorded: {
    'AWS::Logs::Delivery*': 'services write to their groups themselves',
    'AWS::Logs::Destination': 'it leads to Kinesis and Firehose, which this house has not',
    'AWS::Logs::Integration': 'it leads to OpenSearch, which this house has not',
    'AWS::Logs::LogAnomalyDetector': 'nothing is learned of what is usual in a log',
    'AWS::Logs::ScheduledQuery': 'a query is started by a schedule of EventBridge',
    'AWS::Logs::StorageTierPolicy': 'logs lie on one disk',
  },
  resources: [
    accountPolicy,
    logGroup,
    logStream,
    metricFilter,
    queryDefinition,
    resourcePolicy,
    subscriptionFilter,
    transformer,
  ],
};
