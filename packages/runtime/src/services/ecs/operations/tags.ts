import type * as sdk from '@aws-sdk/client-ecs';
import { parseArn } from '../../../base/arn.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { invalidParameter, resourceNotFound } from '../errors.ts';
import {
  capacityProviders,
  clusters,
  findTaskDefinition,
  serviceKey,
  services,
  tags,
  taskSetsOf,
  type Answer,
} from '../records.ts';
import { putTags, tagsOf } from '../tags.ts';
import { taskNamed } from '../tasks.ts';

export const tagResource: Handler<sdk.TagResourceCommandInput, object> = (input, call) => {
  checkThere(call, input.resourceArn!);
  putTags(call, input.resourceArn!, input.tags);
  return {};
};

export const untagResource: Handler<sdk.UntagResourceCommandInput, object> = (input, call) => {
  checkThere(call, input.resourceArn!);
  const kept = Object.entries(tags.get(call.tx, call, input.resourceArn!) ?? {}).filter(
    ([key]) => !input.tagKeys!.includes(key),
  );
  tags.put(call.tx, call, input.resourceArn!, Object.fromEntries(kept));
  return {};
};

export const listTagsForResource: Handler<
  sdk.ListTagsForResourceCommandInput,
  Answer<sdk.ListTagsForResourceCommandOutput>
> = (input, call) => {
  // AWS: its reference lists no ResourceNotFoundException for this one; the sentence is unverified.
  if (!isThere(call, input.resourceArn!)) invalidParameter('The specified resource could not be found.');
  return { tags: tagsOf(call, input.resourceArn!) };
};

function checkThere(call: Call, arn: string): void {
  if (!isThere(call, arn)) resourceNotFound();
}

function isThere(call: Call, arn: string): boolean {
  const [kind, cluster = '', name = '', ...rest] = parseArn(arn)?.resource.split('/') ?? [];
  switch (kind) {
    case 'capacity-provider':
      return capacityProviders.get(call.tx, call, cluster) !== undefined;
    case 'cluster':
      return clusters.get(call.tx, call, cluster) !== undefined;
    case 'service':
      return services.get(call.tx, call, serviceKey(cluster, name)) !== undefined;
    case 'task':
      return taskNamed(call, cluster, name) !== undefined;
    case 'task-definition':
      return findTaskDefinition(call.tx, call, arn) !== undefined;
    case 'task-set': {
      const sets = taskSetsOf(call.tx, call, { cluster, serviceName: name });
      return sets.some(({ id }) => id === rest.join('/'));
    }
    default:
      return invalidParameter('The specified ARN is not valid.'); // AWS: unverified.
  }
}
