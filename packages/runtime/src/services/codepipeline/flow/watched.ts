import type { AwsCall, AwsWait } from '../../../base/effects/aws.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import type { Followed, FollowedObject, FollowedRepository } from '../triggers/followed.ts';
import type { Asked, Watch } from './pipeline-state.ts';

/** Whether both follow the same repository or object, whoever asks and whatever it triggers. */
export function isSamePlace(a: Followed, b: Followed): boolean {
  return JSON.stringify(placeOf(a)) === JSON.stringify(placeOf(b));
}

const placeOf = (followed: Followed) =>
  followed.kind === 'object'
    ? [followed.bucket, followed.key, followed.scope]
    : [followed.service, followed.repository, followed.scope];

/** What an object is at: its version, or its ETag in a bucket that keeps none. */
export const versionIn = (output: any): string => output.VersionId ?? output.ETag;

/** Asks what the source is at now. */
export const lookAt = (watched: Asked): AwsCall => ({
  type: 'aws.call',
  ...(watched.kind === 'object' ? headQuestion(watched) : changesQuestion(watched)),
});

/** Waits until something has happened to what is watched. */
export function waitEffect({ watched, seen, after, feed }: Watch): AwsWait {
  if (watched.kind === 'object') {
    const until = `(VersionId || ETag) != ${literal(seen)}`;
    return { type: 'aws.wait', ...headQuestion(watched), until };
  }
  const until = `changes || feed != ${literal(feed!)}`;
  return { type: 'aws.wait', ...changesQuestion(watched, after), until };
}

function headQuestion({ bucket, key, as, scope }: Asked & FollowedObject) {
  return { service: 's3', operation: 'HeadObject', input: { Bucket: bucket, Key: key }, as, scope };
}

/** The service asks for itself: who is told of a push needs no right to read, and the source reads as its role. */
function changesQuestion(
  { service, repository, branchName, scope }: Asked & FollowedRepository,
  after?: number,
) {
  const input = { ...repository, ...(after === undefined ? { branchName } : { after }) };
  return { service, operation: 'ListChanges', input, as: servicePrincipal('codepipeline'), scope };
}

/** A JMESPath raw string. */
const literal = (text: string): string => `'${text.replaceAll("'", "\\'")}'`;
