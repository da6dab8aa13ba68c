import { servicePrincipal } from '../../../base/service-principal.ts';
import { cloneOf, type SourceOrigin } from './source-origin.ts';

/**
 * A repository at GitHub and its like, cloned with its history: it is read by the account's source credentials, or by
 * what the source says itself.
 */
export const provider: SourceOrigin = {
  needsLocation: true,
  fetch({ source, version, scope }, [read, archived]) {
    const { type, location = '', auth } = source;
    if (read === undefined) {
      const input = { type, location, ...(auth && { auth }), ...(version && { version }) };
      const as = servicePrincipal('codebuild');
      return {
        effect: { type: 'aws.call', service: 'codebuild', operation: 'ReadSource', input, as, scope },
      };
    }
    const { commitId: commit } = read.commit;
    if (archived !== undefined) return { zip: archived.zip, resolvedVersion: commit };
    const clone = cloneOf(source);
    return { effect: { type: 'git.archive', repository: read.repository, commit, clone } };
  },
  repositoryUrl: ({ location }) => location,
};
