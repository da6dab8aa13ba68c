import type { ProjectSource, SourceType } from '@aws-sdk/client-codebuild';
import type { BlobRef } from '../../../base/blob.ts';
import type { Effect } from '../../../base/effects/effect.ts';
import type { Scope } from '../../../base/scope.ts';
import { codecommit } from './codecommit.ts';
import { none } from './none.ts';
import { providerSources } from '../providers.ts';
import { object } from './object.ts';
import { provider } from './provider.ts';

/** A source that is to be had, and for whom. */
export interface SourceRequest {
  readonly source: ProjectSource;
  readonly version: string | undefined;
  /** Whose calls are made: the build's service role. */
  readonly role: string;
  readonly scope: Scope;
}

/** The next thing to do to have it; or it is there; or it will not be. */
export type Fetch =
  | { readonly effect: Effect }
  | { readonly zip?: BlobRef; readonly resolvedVersion?: string }
  | { readonly error: string };

/** One kind of place that sources come from. */
export interface SourceOrigin {
  readonly needsLocation: boolean;
  /** `outcomes` are what came of the effects asked for so far. */
  fetch(request: SourceRequest, outcomes: readonly any[]): Fetch;
  /** What CODEBUILD_SOURCE_REPO_URL says. */
  repositoryUrl(source: ProjectSource): string | undefined;
}

const origins: Partial<Record<SourceType, SourceOrigin>> = {
  CODECOMMIT: codecommit,
  CODEPIPELINE: { ...object('the artifact'), needsLocation: false },
  ...Object.fromEntries(providerSources.map((type) => [type, provider])),
  NO_SOURCE: none,
  S3: object('the source'),
};

export const servedSources: readonly string[] = Object.keys(origins);

/** Only for sources that were validated. */
export const sourceTypeOf = (source: ProjectSource): SourceOrigin => origins[source.type!]!;
