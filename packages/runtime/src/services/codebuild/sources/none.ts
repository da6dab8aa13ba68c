import type { SourceOrigin } from './source-origin.ts';

/** NO_SOURCE: the commands make do with what they find. */
export const none: SourceOrigin = {
  needsLocation: false,
  fetch: () => ({}),
  repositoryUrl: () => undefined,
};
