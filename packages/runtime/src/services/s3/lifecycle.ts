import type { LifecycleRule, Tag, TransitionDefaultMinimumObjectSize } from '@aws-sdk/client-s3';
import type { Tx } from '../../store/store.ts';
import { configured } from './configurations.ts';
import { invalidArgument, invalidRequest, malformedXml } from './errors.ts';

/** A bucket's rules as they are kept. */
export interface LifecycleKept {
  readonly Rules: readonly LifecycleRule[];
  readonly TransitionDefaultMinimumObjectSize?: TransitionDefaultMinimumObjectSize;
}

export const dayMs = 86_400_000;

/** The midnight, UTC, at or after a moment. */
const midnightFrom = (time: number): number => Math.ceil(time / dayMs) * dayMs;

/** AWS: user guide, "Understanding object expiration": the age is added, and rounded up to the next midnight UTC. */
export const dueAt = (since: number, days: number): number => midnightFrom(since + days * dayMs);

/** The rules, with their times as times again. */
export function lifecycleOf(tx: Tx, bucket: string): LifecycleKept | undefined {
  const kept = configured(tx, bucket, 'lifecycle');
  return kept && { ...kept, Rules: kept.Rules.map(revived) };
}

/** A rule whose times have been text: as it was kept, or as a call from inside brings it. */
export function revived(rule: LifecycleRule): LifecycleRule {
  const dated = <T extends { readonly Date?: Date | undefined }>(action: T): T =>
    action.Date ? { ...action, Date: new Date(action.Date) } : action;
  return {
    ...rule,
    ...(rule.Expiration && { Expiration: dated(rule.Expiration) }),
    ...(rule.Transitions && { Transitions: rule.Transitions.map(dated) }),
  };
}

/** AWS: PutBucketLifecycleConfiguration, "up to 1,000 rules". Sentences seen in public traces. */
export function judgedRules(rules: readonly LifecycleRule[], newId: () => string): LifecycleRule[] {
  if (rules.length === 0 || rules.length > 1000) malformedXml();
  const ids = new Set<string>();
  for (const { ID } of rules) {
    if (ID === undefined) continue;
    if (ID.length > 255) invalidArgument('ID length should not exceed allowed limit of 255', 'ID', ID);
    if (ids.has(ID))
      invalidArgument('Rule ID must be unique. Found same ID for more than one rule', 'ID', ID);
    ids.add(ID);
  }
  for (const rule of rules) judgeRule(rule);
  return rules.map((rule) => ({ ...rule, ID: rule.ID || newId() }));
}

function judgeRule(rule: LifecycleRule): void {
  const { Expiration: expiration, NoncurrentVersionExpiration, AbortIncompleteMultipartUpload: abort } = rule;
  if (rule.Status !== 'Enabled' && rule.Status !== 'Disabled') malformedXml();
  if (rule.Filter === undefined && rule.Prefix === undefined) malformedXml();
  const { Transitions = [], NoncurrentVersionTransitions = [] } = rule;
  const actions = [expiration, NoncurrentVersionExpiration, abort, ...Transitions];
  if ([...actions, ...NoncurrentVersionTransitions].every((each) => each === undefined))
    invalidRequest('At least one action needs to be specified in a rule');
  if (expiration) {
    const { Days, Date: date, ExpiredObjectDeleteMarker } = expiration;
    if ([Days, date, ExpiredObjectDeleteMarker].filter((each) => each !== undefined).length !== 1)
      malformedXml();
    requirePositive(Days, 'Days', 'Expiration');
    if (date && date.getTime() % dayMs !== 0)
      invalidArgument("'Date' must be at midnight GMT", 'Date', date.toISOString());
    if (ExpiredObjectDeleteMarker && tagsOf(rule).length > 0)
      invalidRequest('ExpiredObjectDeleteMarker cannot be specified with Tags');
  }
  if (NoncurrentVersionExpiration) {
    const { NoncurrentDays } = NoncurrentVersionExpiration;
    requirePositive(NoncurrentDays, 'NoncurrentDays', 'NoncurrentVersionExpiration');
  }
  if (abort) {
    requirePositive(abort.DaysAfterInitiation, 'DaysAfterInitiation', 'AbortIncompleteMultipartUpload');
    if (tagsOf(rule).length > 0)
      invalidRequest('AbortIncompleteMultipartUpload cannot be specified with Tags');
  }
}

function requirePositive(days: number | undefined, member: string, action: string): void {
  if (days !== undefined && (days <= 0 || !Number.isInteger(days)))
    invalidArgument(`'${member}' for ${action} action must be a positive integer`, member, String(days));
}

const tagsOf = ({ Filter }: LifecycleRule): readonly Tag[] =>
  Filter?.And?.Tags ?? (Filter?.Tag ? [Filter.Tag] : []);

export const prefixOf = ({ Filter, Prefix }: LifecycleRule): string =>
  Filter?.And?.Prefix ?? Filter?.Prefix ?? Prefix ?? '';

/** What a rule's filter asks about. */
interface Filtered {
  readonly key: string;
  readonly size?: number;
  readonly tags?: readonly Tag[];
}

/** A delete marker has neither size nor tags: only a prefix can name it. */
export function applies(rule: LifecycleRule, object: Filtered): boolean {
  const { Filter } = rule;
  const over = Filter?.And?.ObjectSizeGreaterThan ?? Filter?.ObjectSizeGreaterThan;
  const under = Filter?.And?.ObjectSizeLessThan ?? Filter?.ObjectSizeLessThan;
  const has = ({ Key, Value }: Tag) =>
    object.tags?.some((tag) => tag.Key === Key && tag.Value === Value) ?? false;
  return (
    rule.Status === 'Enabled' &&
    object.key.startsWith(prefixOf(rule)) &&
    (over === undefined || (object.size !== undefined && object.size > over)) &&
    (under === undefined || (object.size !== undefined && object.size < under)) &&
    tagsOf(rule).every(has)
  );
}

/** When a rule lets an object go that has been there since then. */
export function expiresAt({ Expiration }: LifecycleRule, since: number): number | undefined {
  if (Expiration?.Date) return Expiration.Date.getTime();
  return Expiration?.Days === undefined ? undefined : dueAt(since, Expiration.Days);
}

/** The header `x-amz-expiration`: the rule that lets an object go first, and when. */
export function expirationHeader(
  lifecycle: LifecycleKept | undefined,
  object: Filtered & { readonly modifiedAt: number },
): string | undefined {
  const due = (lifecycle?.Rules ?? [])
    .filter((rule) => applies(rule, object))
    .flatMap((rule) => {
      const at = expiresAt(rule, object.modifiedAt);
      return at === undefined ? [] : [{ at, id: rule.ID ?? '' }];
    })
    .sort((a, b) => a.at - b.at)[0];
  return due && `expiry-date="${new Date(due.at).toUTCString()}", rule-id="${encodeURIComponent(due.id)}"`;
}
