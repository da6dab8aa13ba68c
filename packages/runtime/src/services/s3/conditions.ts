import { notModified, preconditionFailed } from './errors.ts';

export interface Conditions {
  readonly IfMatch?: string | undefined;
  readonly IfNoneMatch?: string | undefined;
  readonly IfModifiedSince?: Date | undefined;
  readonly IfUnmodifiedSince?: Date | undefined;
}

interface Validators {
  /** In quotes. */
  readonly etag: string;
  readonly modifiedAt: number;
}

/**
 * Refuses to read what the caller does not want. An ETag that decides takes precedence over a date, as in RFC 9110.
 * AWS: GetObject, "If both of the If-Match and If-Unmodified-Since headers are present …".
 */
export function readIf(conditions: Conditions, current: Validators): void {
  const { IfMatch, IfNoneMatch, IfModifiedSince, IfUnmodifiedSince } = conditions;
  if (IfMatch !== undefined) {
    if (!matches(IfMatch, current.etag)) preconditionFailed('If-Match');
  } else if (IfUnmodifiedSince && seconds(current.modifiedAt) > seconds(IfUnmodifiedSince.getTime())) {
    preconditionFailed('If-Unmodified-Since');
  }
  if (IfNoneMatch !== undefined) {
    if (matches(IfNoneMatch, current.etag)) notModified();
  } else if (IfModifiedSince && seconds(current.modifiedAt) <= seconds(IfModifiedSince.getTime())) {
    notModified();
  }
}

/** As `readIf`, for the source of a copy: there is no 304 where nothing is read. */
export function copyIf(conditions: Conditions, source: Validators): void {
  const { IfMatch, IfNoneMatch, IfModifiedSince, IfUnmodifiedSince } = conditions;
  if (IfMatch !== undefined) {
    if (!matches(IfMatch, source.etag)) preconditionFailed('x-amz-copy-source-If-Match');
  } else if (IfUnmodifiedSince && seconds(source.modifiedAt) > seconds(IfUnmodifiedSince.getTime())) {
    preconditionFailed('x-amz-copy-source-If-Unmodified-Since');
  }
  if (IfNoneMatch !== undefined) {
    if (matches(IfNoneMatch, source.etag)) preconditionFailed('x-amz-copy-source-If-None-Match');
  } else if (IfModifiedSince && seconds(source.modifiedAt) <= seconds(IfModifiedSince.getTime())) {
    preconditionFailed('x-amz-copy-source-If-Modified-Since');
  }
}

/** Whether a header of ETags (`"a", "b"`, `*`, quotes may be missing) names this one. */
export function matches(header: string, etag: string): boolean {
  if (header.trim() === '*') return true;
  const bare = (text: string) => text.trim().replace(/^W\//, '').replaceAll('"', '');
  return header.split(',').some((each) => bare(each) === bare(etag));
}

/** HTTP's dates know no smaller unit. */
const seconds = (ms: number): number => Math.floor(ms / 1000);
