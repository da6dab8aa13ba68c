import type { ProjectSource, SourceType } from '@aws-sdk/client-codebuild';
import { codecommit } from './codecommit.ts';
import { none } from './none.ts';
import { providerSources } from '../providers.ts';
import { object } from './object.ts';
import { provider } from './provider.ts';
import type { SourceOrigin } from './source-origin.ts';

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

/** Of sources that are cloned. */
export const isRepository = ({ type }: ProjectSource): boolean =>
  type === 'CODECOMMIT' || (providerSources as readonly (string | undefined)[]).includes(type);
