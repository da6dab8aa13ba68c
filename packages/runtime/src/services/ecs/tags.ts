import type { Tag } from '@aws-sdk/client-ecs';
import type { Call } from '../../dispatch/service.ts';
import { tags } from './records.ts';

export const tagRecord = (given: readonly Tag[] | undefined): Record<string, string> =>
  Object.fromEntries((given ?? []).map(({ key, value }) => [key!, value ?? '']));

export function tagsOf(call: Call, arn: string): Tag[] {
  return Object.entries(tags.get(call.tx, call, arn) ?? {}).map(([key, value]) => ({ key, value }));
}

export function putTags(call: Call, arn: string, given: readonly Tag[] | undefined): void {
  if (given?.length) tags.put(call.tx, call, arn, { ...tags.get(call.tx, call, arn), ...tagRecord(given) });
}
