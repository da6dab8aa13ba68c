import type { Properties } from '../../../dispatch/resource.ts';
import { respelled } from './spelling.ts';

/** `AWS::S3::Bucket Rule` → `LifecycleRule`. */
export function lifecycleRule(rule: Properties): object {
  const { ExpirationInDays, ExpirationDate, ExpiredObjectDeleteMarker } = rule;
  const expires = ExpirationInDays ?? ExpirationDate ?? ExpiredObjectDeleteMarker;
  const former =
    rule['NoncurrentVersionExpiration'] ??
    (rule['NoncurrentVersionExpirationInDays'] !== undefined && {
      NoncurrentDays: rule['NoncurrentVersionExpirationInDays'],
    });
  const transitions = [...(rule['Transitions'] ?? []), rule['Transition'] ?? []].flat();
  const later = [
    ...(rule['NoncurrentVersionTransitions'] ?? []),
    rule['NoncurrentVersionTransition'] ?? [],
  ].flat();
  const abort = rule['AbortIncompleteMultipartUpload'];
  return {
    ...(rule['Id'] !== undefined && { ID: rule['Id'] }),
    Status: rule['Status'],
    Filter: filterOf(rule),
    ...(expires !== undefined && {
      Expiration: {
        ...(ExpirationInDays !== undefined && { Days: Number(ExpirationInDays) }),
        ...(ExpirationDate !== undefined && { Date: new Date(ExpirationDate) }),
        ...(ExpiredObjectDeleteMarker !== undefined && { ExpiredObjectDeleteMarker }),
      },
    }),
    ...(abort && { AbortIncompleteMultipartUpload: abort }),
    ...(former && { NoncurrentVersionExpiration: former }),
    ...(transitions.length > 0 && { Transitions: transitions.map(transition) }),
    ...(later.length > 0 && {
      NoncurrentVersionTransitions: later.map((each: Properties) =>
        respelled(each, { TransitionInDays: 'NoncurrentDays' }),
      ),
    }),
  };
}

function transition({ StorageClass, TransitionInDays, TransitionDate }: Properties): object {
  return {
    StorageClass,
    ...(TransitionInDays !== undefined && { Days: Number(TransitionInDays) }),
    ...(TransitionDate !== undefined && { Date: new Date(TransitionDate) }),
  };
}

/** One condition is said by itself, several under `And`. */
function filterOf(rule: Properties): object {
  const { Prefix, TagFilters = [], ObjectSizeGreaterThan, ObjectSizeLessThan } = rule;
  const conditions = {
    ...(Prefix !== undefined && { Prefix }),
    ...(TagFilters.length > 0 && { Tags: TagFilters }),
    ...(ObjectSizeGreaterThan !== undefined && { ObjectSizeGreaterThan: Number(ObjectSizeGreaterThan) }),
    ...(ObjectSizeLessThan !== undefined && { ObjectSizeLessThan: Number(ObjectSizeLessThan) }),
  };
  const count = Object.keys(conditions).length + Math.max(0, TagFilters.length - 1);
  if (count === 0) return { Prefix: '' };
  if (count > 1) return { And: conditions };
  return TagFilters.length === 1 ? { Tag: TagFilters[0] } : conditions;
}

/** And back. */
export function ruleProperty(rule: Properties): Properties {
  const { ID, Status, Filter = {}, Expiration = {}, Transitions, NoncurrentVersionTransitions } = rule;
  const conditions = Filter['And'] ?? Filter;
  const tags = conditions['Tags'] ?? (Filter['Tag'] ? [Filter['Tag']] : []);
  const text = (value: unknown) => (value === undefined ? undefined : String(value));
  return defined({
    Id: ID,
    Status,
    Prefix: conditions['Prefix'] || rule['Prefix'] || undefined,
    TagFilters: tags.length > 0 ? tags : undefined,
    ObjectSizeGreaterThan: text(conditions['ObjectSizeGreaterThan']),
    ObjectSizeLessThan: text(conditions['ObjectSizeLessThan']),
    ExpirationInDays: Expiration['Days'],
    ExpirationDate: Expiration['Date'],
    ExpiredObjectDeleteMarker: Expiration['ExpiredObjectDeleteMarker'],
    AbortIncompleteMultipartUpload: rule['AbortIncompleteMultipartUpload'],
    NoncurrentVersionExpiration: rule['NoncurrentVersionExpiration'],
    Transitions: Transitions && respelled(Transitions, { Days: 'TransitionInDays', Date: 'TransitionDate' }),
    NoncurrentVersionTransitions:
      NoncurrentVersionTransitions &&
      respelled(NoncurrentVersionTransitions, { NoncurrentDays: 'TransitionInDays' }),
  });
}

function defined(members: Properties): Properties {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}
