import type { ProjectSource } from '@aws-sdk/client-codebuild';
import type { BlobRef } from '../../../base/blob.ts';
import type { Effect } from '../../../base/effects/effect.ts';
import type { GitArchive } from '../../../base/effects/git.ts';
import type { Scope } from '../../../base/scope.ts';

/** A source that is to be had, and for whom. */
export interface SourceRequest {
  readonly source: ProjectSource;
  readonly version: string | undefined;
  /** Whose calls are made: the build's service role. */
  readonly role: string;
  readonly scope: Scope;
}

/** What a source is, once it is there: a zip, or files; or nothing. */
export interface FetchedSource {
  readonly zip?: BlobRef;
  readonly files?: readonly { readonly path: string; readonly blob: BlobRef }[];
  readonly resolvedVersion?: string;
}

/** The next thing to do to have it; or it is there; or it will not be. */
export type Fetch = { readonly effect: Effect } | FetchedSource | { readonly error: string };

/** One kind of place that sources come from. */
export interface SourceOrigin {
  readonly needsLocation: boolean;
  /** `outcomes` are what came of the effects asked for so far. */
  fetch(request: SourceRequest, outcomes: readonly any[]): Fetch;
  /** What CODEBUILD_SOURCE_REPO_URL says. */
  repositoryUrl(source: ProjectSource): string | undefined;
}

/** AWS: ProjectSource, gitCloneDepth: 0, or none, is the whole history. */
export const cloneOf = ({
  location = '',
  gitCloneDepth = 0,
}: ProjectSource): NonNullable<GitArchive['clone']> => ({
  origin: location,
  ...(gitCloneDepth > 0 && { depth: gitCloneDepth }),
});
