import type {
  ListTagsForResourceInput,
  ListTagsForResourceOutput,
  TagResourceInput,
  UntagResourceInput,
} from '@aws-sdk/client-sfn';
import type { Given } from '../../../base/given.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { invalidArn, resourceNotFound } from '../errors.ts';
import { stateMachines, type StateMachineRecord } from '../records.ts';

export const tagResource: Handler<Given<TagResourceInput>, object> = ({ resourceArn, tags }, call) => {
  const machine = taggedOf(call, resourceArn);
  const added = Object.fromEntries(tags.map(({ key = '', value = '' }) => [key, value]));
  stateMachines.put(call.tx, call, machine.name, { ...machine, tags: { ...machine.tags, ...added } });
  return {};
};

export const untagResource: Handler<Given<UntagResourceInput>, object> = ({ resourceArn, tagKeys }, call) => {
  const machine = taggedOf(call, resourceArn);
  const left = Object.entries(machine.tags).filter(([key]) => !tagKeys.includes(key));
  stateMachines.put(call.tx, call, machine.name, { ...machine, tags: Object.fromEntries(left) });
  return {};
};

export const listTagsForResource: Handler<Given<ListTagsForResourceInput>, ListTagsForResourceOutput> = (
  input,
  call,
) => ({
  tags: Object.entries(taggedOf(call, input.resourceArn).tags).map(([key, value]) => ({ key, value })),
});

function taggedOf(call: Call, arn: string): StateMachineRecord {
  const name = /^arn:[^:]+:states:[^:]+:\d{12}:stateMachine:([^:]+)$/.exec(arn)?.[1] ?? invalidArn(arn);
  return stateMachines.get(call.tx, call, name) ?? resourceNotFound(arn);
}
