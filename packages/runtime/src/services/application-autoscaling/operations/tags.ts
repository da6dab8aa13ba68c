import type * as sdk from '@aws-sdk/client-application-auto-scaling';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { tagsNotFound, tooManyTags } from '../errors.ts';
import type { Answer } from '../keys.ts';
import { targetKey, targets, type ScalableTarget } from '../records.ts';

const targetNamed = (call: Call, arn: string): ScalableTarget =>
  targets.list(call.tx, call).find((target) => target.arn === arn) ?? tagsNotFound(arn);

const retagged = (call: Call, target: ScalableTarget, tags: ScalableTarget['tags']): object => {
  targets.put(call.tx, call, targetKey(target), { ...target, tags });
  return {};
};

export const tagResource: Handler<sdk.TagResourceCommandInput, object> = (input, call) => {
  const target = targetNamed(call, input.ResourceARN!);
  const tags = { ...target.tags, ...input.Tags };
  if (Object.keys(tags).length > 50) tooManyTags();
  return retagged(call, target, tags);
};

export const untagResource: Handler<sdk.UntagResourceCommandInput, object> = (input, call) => {
  const target = targetNamed(call, input.ResourceARN!);
  const kept = Object.entries(target.tags).filter(([key]) => !input.TagKeys!.includes(key));
  return retagged(call, target, Object.fromEntries(kept));
};

export const listTagsForResource: Handler<
  sdk.ListTagsForResourceCommandInput,
  Answer<sdk.ListTagsForResourceCommandOutput>
> = (input, call) => ({ Tags: targetNamed(call, input.ResourceARN!).tags });
