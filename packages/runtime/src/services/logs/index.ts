import type { Service } from '../../dispatch/service.ts';
import { filterLogEvents, getLogEvents } from './operations/events.ts';
import {
  createLogGroup,
  deleteLogGroup,
  deleteRetentionPolicy,
  describeLogGroups,
  putRetentionPolicy,
} from './operations/groups.ts';
import { putLogEvents } from './operations/ingestion.ts';
import { createLogStream, deleteLogStream, describeLogStreams } from './operations/streams.ts';
import {
  listTagsForResource,
  listTagsLogGroup,
  tagLogGroup,
  tagResource,
  untagLogGroup,
  untagResource,
} from './operations/tags.ts';
import { metricFilter, subscriptionFilter } from './resources/filters.ts';
import { logGroup } from './resources/log-group.ts';
import { logStream } from './resources/log-stream.ts';
import { queryDefinition } from './resources/query-definition.ts';
import { resourcePolicy } from './resources/resource-policy.ts';

export const logs: Service = {
  name: 'logs',
  sdk: () => import('@aws-sdk/client-cloudwatch-logs'),
  model: 'logs',
  operations: {
    CreateLogGroup: createLogGroup,
    CreateLogStream: createLogStream,
    DeleteLogGroup: deleteLogGroup,
    DeleteLogStream: deleteLogStream,
    DeleteRetentionPolicy: deleteRetentionPolicy,
    DescribeLogGroups: describeLogGroups,
    DescribeLogStreams: describeLogStreams,
    FilterLogEvents: filterLogEvents,
    GetLogEvents: getLogEvents,
    ListTagsForResource: listTagsForResource,
    ListTagsLogGroup: listTagsLogGroup,
    PutLogEvents: putLogEvents,
    PutRetentionPolicy: putRetentionPolicy,
    TagLogGroup: tagLogGroup,
    TagResource: tagResource,
    UntagLogGroup: untagLogGroup,
    UntagResource: untagResource,
  },
  resources: [logGroup, logStream, metricFilter, queryDefinition, resourcePolicy, subscriptionFilter],
};
