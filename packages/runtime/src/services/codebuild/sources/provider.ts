import type { ProjectSource } from '@aws-sdk/client-codebuild';
import type { AwsCall } from '../../../base/effects/aws.ts';
import type { Scope } from '../../../base/scope.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import { cloneOf, type SourceOrigin } from './source-origin.ts';

/** Asks for the commit that a version is, and has it fetched. */
export function readSourceCall(
  { type, location = '', auth }: ProjectSource,
  version: string | undefined,
  scope: Scope,
): AwsCall {
  const input = { type, location, ...(auth && { auth }), ...(version && { version }) };
  const as = servicePrincipal('codebuild');
  return { type: 'aws.call', service: 'codebuild', operation: 'ReadSource', input, as, scope };
}

/**
 * A repository at GitHub and its like, cloned with its history: it is read by the account's source credentials, or by
 * what the source says itself.
 */
export const provider: SourceOrigin = {
  needsLocation: true,
  fetch({ source, version, scope }, [read, archived]) {
    if (read === undefined) return { effect: readSourceCall(source, version, scope) };
    const { commitId: commit } = read.commit;
    if (archived !== undefined) return { zip: archived.zip, resolvedVersion: commit };
    const clone = cloneOf(source);
    return { effect: { type: 'git.archive', repository: read.repository, commit, clone } };
  },
  repositoryUrl: ({ location }) => location,
};
