import type * as sdk from '@aws-sdk/client-elastic-load-balancing-v2';
import { parseArn } from '../../../base/arn.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { invalidArn } from '../errors.ts';
import {
  listenerOf,
  loadBalancerOf,
  ruleOf,
  tags,
  targetGroupOf,
  trustStoreOf,
  type Answer,
} from '../records.ts';
import { tagAnswer, tagRecord } from '../tags.ts';

export const addTags: Handler<sdk.AddTagsCommandInput, object> = (input, call) => {
  for (const arn of input.ResourceArns!)
    tags.put(call.tx, call, arn, { ...tagsOf(call, arn), ...tagRecord(input.Tags) });
  return {};
};

export const removeTags: Handler<sdk.RemoveTagsCommandInput, object> = (input, call) => {
  for (const arn of input.ResourceArns!) {
    const kept = Object.entries(tagsOf(call, arn)).filter(([key]) => !input.TagKeys!.includes(key));
    tags.put(call.tx, call, arn, Object.fromEntries(kept));
  }
  return {};
};

export const describeTags: Handler<sdk.DescribeTagsCommandInput, Answer<sdk.DescribeTagsCommandOutput>> = (
  input,
  call,
) => ({
  TagDescriptions: input.ResourceArns!.map((arn) => ({
    ResourceArn: arn,
    Tags: tagAnswer(tagsOf(call, arn)),
  })),
});

function tagsOf(call: Call, arn: string): Readonly<Record<string, string>> {
  checkThere(call, arn);
  return tags.get(call.tx, call, arn) ?? {};
}

function checkThere(call: Call, arn: string): void {
  switch (parseArn(arn)?.resource.split('/')[0]) {
    case 'loadbalancer':
      return void loadBalancerOf(call.tx, call, arn);
    case 'targetgroup':
      return void targetGroupOf(call.tx, call, arn);
    case 'listener':
      return void listenerOf(call.tx, call, arn);
    case 'listener-rule':
      return void ruleOf(call.tx, call, arn);
    case 'truststore':
      return void trustStoreOf(call.tx, call, arn);
    default:
      return invalidArn(arn, 'resource');
  }
}
