import type {
  AssociateKmsKeyRequest,
  CreateLogGroupRequest,
  DeleteLogGroupRequest,
  DeleteRetentionPolicyRequest,
  DescribeLogGroupsRequest,
  DescribeLogGroupsResponse,
  DisassociateKmsKeyRequest,
  LogGroup,
  PutLogGroupDeletionProtectionRequest,
  PutRetentionPolicyRequest,
} from '@aws-sdk/client-cloudwatch-logs';
import { pageOf } from '../../../base/pagination.ts';
import type { Call, Handler, WaitingHandler } from '../../../dispatch/service.ts';
import { deletionProtected, invalidParameter, logGroupAlreadyExists, logGroupNotFound } from '../errors.ts';
import { accountPoliciesOf } from '../account-policies.ts';
import { protections } from '../protections.ts';
import { filterKey, forgetFilters, metricFilters } from '../filters.ts';
import { forgetStream } from '../forget-stream.ts';
import { groupArn, logGroups, logStreams, streamKey, type LogGroupRecord } from '../records.ts';
import { expire, stopExpiring } from './expiry.ts';

/** AWS: PutRetentionPolicy, "Possible values". */
const retentionDays = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

/** AWS: DescribeLogGroups and DescribeLogStreams, limit: "the default is up to 50 items". */
export const describedMax = 50;

export const createLogGroup: Handler<CreateLogGroupRequest, object> = (input, call) => {
  const name = input.logGroupName!;
  if (logGroups.get(call.tx, call, name)) logGroupAlreadyExists();
  logGroups.put(call.tx, call, name, {
    name,
    createdAt: call.now,
    class: input.logGroupClass ?? 'STANDARD',
    protected: input.deletionProtectionEnabled ?? false,
    tags: input.tags ?? {},
    ...(input.kmsKeyId !== undefined && { kmsKeyId: input.kmsKeyId }),
  });
  return {};
};

/** Rows first: a crash in between leaves files that nothing names, never rows whose files are gone. */
export const deleteLogGroup: WaitingHandler<DeleteLogGroupRequest, object> = {
  async waits(input, call) {
    const segments = call.transaction((inner) => {
      const group = logGroups.get(inner.tx, inner, input.logGroupName!) ?? logGroupNotFound();
      if (group.protected) deletionProtected();
      const own = logStreams.list(inner.tx, inner, { prefix: streamKey(group.name, '') });
      const left = own.flatMap((stream) => forgetStream(inner, stream));
      forgetFilters(inner.tx, inner, group.name);
      stopExpiring(inner, group.name);
      logGroups.delete(inner.tx, inner, group.name);
      return left;
    });
    for (const segment of segments) await call.segments.remove(segment);
    return {};
  },
};

export const describeLogGroups: Handler<DescribeLogGroupsRequest, DescribeLogGroupsResponse> = (
  input,
  call,
) => {
  const { logGroupNamePrefix = '', logGroupNamePattern, logGroupIdentifiers } = input;
  if (logGroupNamePrefix !== '' && logGroupNamePattern !== undefined)
    invalidParameter('LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.');
  const pattern = logGroupNamePattern?.toLowerCase() ?? '';
  const names = logGroupIdentifiers?.map(groupNameOf);
  const found = logGroups
    .list(call.tx, call, { prefix: logGroupNamePrefix })
    .filter((group) => group.name.toLowerCase().includes(pattern))
    .filter((group) => names === undefined || names.includes(group.name))
    .filter((group) => input.logGroupClass === undefined || group.class === input.logGroupClass);
  const page = pageOf(found, (group) => group.name, {
    token: input.nextToken,
    limit: input.limit ?? describedMax,
    invalid: invalidToken,
  });
  return { logGroups: page.items.map((group) => described(group, call)), nextToken: page.next };
};

export const putRetentionPolicy: Handler<PutRetentionPolicyRequest, object> = (input, call) => {
  const group = groupOf(call, input.logGroupName);
  const days = input.retentionInDays!;
  if (!retentionDays.includes(days))
    invalidParameter(`Invalid retention value ${days}: possible values are ${retentionDays.join(', ')}.`);
  logGroups.put(call.tx, call, group.name, { ...group, retentionDays: days });
  expire(call, group.name);
  return {};
};

export const deleteRetentionPolicy: Handler<DeleteRetentionPolicyRequest, object> = (input, call) => {
  const { retentionDays: _, ...group } = groupOf(call, input.logGroupName);
  logGroups.put(call.tx, call, group.name, group);
  stopExpiring(call, group.name);
  return {};
};

export const putLogGroupDeletionProtection: Handler<PutLogGroupDeletionProtectionRequest, object> = (
  input,
  call,
) => {
  const group = groupOf(call, undefined, input.logGroupIdentifier);
  const { deletionProtectionEnabled } = input;
  logGroups.put(call.tx, call, group.name, { ...group, protected: deletionProtectionEnabled! });
  return {};
};

/** The key is kept and told; nothing is encrypted at rest. */
export const associateKmsKey: Handler<AssociateKmsKeyRequest, object> = (input, call) => {
  const group = groupOf(call, input.logGroupName, input.resourceIdentifier);
  logGroups.put(call.tx, call, group.name, { ...group, kmsKeyId: input.kmsKeyId! });
  return {};
};

export const disassociateKmsKey: Handler<DisassociateKmsKeyRequest, object> = (input, call) => {
  const { kmsKeyId: _, ...group } = groupOf(call, input.logGroupName, input.resourceIdentifier);
  logGroups.put(call.tx, call, group.name, group);
  return {};
};

/** The group that a name, or an identifier (a name or an ARN), means. */
export function groupOf(call: Call, name: string | undefined, identifier?: string): LogGroupRecord {
  if (name !== undefined && identifier !== undefined)
    invalidParameter('LogGroup name and LogGroup identifier are mutually exclusive parameters.');
  const meant = name ?? (identifier === undefined ? undefined : groupNameOf(identifier));
  if (meant === undefined) invalidParameter('Either LogGroup name or LogGroup identifier must be specified.');
  return logGroups.get(call.tx, call, meant!) ?? logGroupNotFound();
}

/** The name in `arn:aws:logs:us-east-1:000000000000:log-group:name:*`; what is no ARN is a name itself. */
export function groupNameOf(identifier: string): string {
  return identifier.startsWith('arn:') ? (identifier.split(':')[6] ?? '') : identifier;
}

export const invalidToken = (): never => invalidParameter('The specified nextToken is invalid.');

/** AWS: API reference, LogGroup: dataProtectionStatus, of its own policy; inheritedProperties, of the account's. */
function protectionAnswer(call: Call, group: string): Partial<LogGroup> {
  const accounts = accountPoliciesOf(call, 'DATA_PROTECTION_POLICY', group);
  return {
    ...(protections.get(call.tx, call, group) && { dataProtectionStatus: 'ACTIVATED' }),
    ...(accounts.length > 0 && { inheritedProperties: ['ACCOUNT_DATA_PROTECTION'] }),
  };
}

function described(group: LogGroupRecord, call: Call): LogGroup {
  const streams = logStreams.list(call.tx, call, { prefix: streamKey(group.name, '') });
  return {
    logGroupName: group.name,
    creationTime: group.createdAt,
    ...(group.retentionDays !== undefined && { retentionInDays: group.retentionDays }),
    metricFilterCount: metricFilters.list(call.tx, call, { prefix: filterKey(group.name, '') }).length,
    arn: `${groupArn(call, group.name)}:*`,
    storedBytes: streams.reduce((sum, stream) => sum + stream.bytes, 0),
    ...(group.kmsKeyId !== undefined && { kmsKeyId: group.kmsKeyId }),
    logGroupClass: group.class,
    ...protectionAnswer(call, group.name),
    logGroupArn: groupArn(call, group.name),
    deletionProtectionEnabled: group.protected,
  };
}
