import type {
  ListTagsForResourceRequest,
  ListTagsForResourceResponse,
  ListTagsLogGroupRequest,
  ListTagsLogGroupResponse,
  TagLogGroupRequest,
  TagResourceRequest,
  UntagLogGroupRequest,
  UntagResourceRequest,
} from '@aws-sdk/client-cloudwatch-logs';
import { parseArn } from '../../../base/arn.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { resourceNotFound } from '../errors.ts';
import { logGroups, type LogGroupRecord } from '../records.ts';
import { groupNameOf, groupOf } from './groups.ts';

export const tagResource: Handler<TagResourceRequest, object> = (input, call) =>
  tag(call, tagged(call, input.resourceArn!), input.tags!);

export const untagResource: Handler<UntagResourceRequest, object> = (input, call) =>
  untag(call, tagged(call, input.resourceArn!), input.tagKeys!);

export const listTagsForResource: Handler<ListTagsForResourceRequest, ListTagsForResourceResponse> = (
  input,
  call,
) => ({ tags: { ...tagged(call, input.resourceArn!).tags } });

export const tagLogGroup: Handler<TagLogGroupRequest, object> = (input, call) =>
  tag(call, groupOf(call, input.logGroupName), input.tags!);

export const untagLogGroup: Handler<UntagLogGroupRequest, object> = (input, call) =>
  untag(call, groupOf(call, input.logGroupName), input.tags!);

export const listTagsLogGroup: Handler<ListTagsLogGroupRequest, ListTagsLogGroupResponse> = (
  input,
  call,
) => ({
  tags: { ...groupOf(call, input.logGroupName).tags },
});

function tagged(call: Call, arn: string): LogGroupRecord {
  const parsed = parseArn(arn);
  const own = parsed?.service === 'logs' && parsed.account === call.account && parsed.region === call.region;
  const group = own ? logGroups.get(call.tx, call, groupNameOf(arn)) : undefined;
  return group ?? resourceNotFound();
}

function tag(call: Call, group: LogGroupRecord, tags: Record<string, string>): object {
  logGroups.put(call.tx, call, group.name, { ...group, tags: { ...group.tags, ...tags } });
  return {};
}

function untag(call: Call, group: LogGroupRecord, keys: readonly string[]): object {
  const rest = Object.entries(group.tags).filter(([key]) => !keys.includes(key));
  logGroups.put(call.tx, call, group.name, { ...group, tags: Object.fromEntries(rest) });
  return {};
}
