import type { ActionRecord, ListenerRecord } from './records.ts';

/** A guard stays until one of the two versions has had requests, and has none any more. */
export function guardAfter(before: ListenerRecord, action: ActionRecord): ListenerRecord['guard'] {
  const { guard } = before;
  if (!guard) return undefined;
  return shares(before.action, guard) && !shares(action, guard) ? undefined : guard;
}

function shares(
  action: ActionRecord,
  { baseline, candidate }: NonNullable<ListenerRecord['guard']>,
): boolean {
  if (action.type !== 'forward') return false;
  const weighs = (arn: string) =>
    action.targets.some(({ targetGroup, weight }) => targetGroup === arn && weight > 0);
  return weighs(baseline) && weighs(candidate);
}
