import type { RevisionLocation } from '@aws-sdk/client-codedeploy';
import { derivedUuid } from '../../../base/ids.ts';
import type { Call } from '../../../dispatch/service.ts';
import { revisions } from '../records.ts';
import { revisionId } from '../revision-location.ts';

export const keyOf = (applicationName: string, location: RevisionLocation): string =>
  `${applicationName}|${derivedUuid('revision', revisionId(location))}`;

/** An application has another name. */
export function renameRevisions(call: Call, before: string, after: string): void {
  for (const revision of revisions.list(call.tx, call, { prefix: `${before}|` })) {
    revisions.delete(call.tx, call, keyOf(before, revision.location));
    revisions.put(call.tx, call, keyOf(after, revision.location), { ...revision, applicationName: after });
  }
}
