import type { AwsCall, AwsWait } from '../../../base/effects/aws.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import type { Watched } from '../actions/action.ts';
import type { Asked, Watch } from './pipeline-state.ts';

/** Whether both follow the same branch or object, whoever asks and whatever it triggers. */
export function isSamePlace(a: Watched, b: Watched): boolean {
  const placeOf = ({ as: _as, trigger: _trigger, ...place }: Watched) => JSON.stringify(place);
  return placeOf(a) === placeOf(b);
}

/** What a source is at: the answer's commit, or its version (its ETag in a bucket that keeps none). */
export const revisionIn = ({ kind }: Watched, output: any): string =>
  kind === 'branch' ? output.branch.commitId : (output.VersionId ?? output.ETag);

/** Asks what the source is at now. */
export const lookAt = (watched: Asked): AwsCall => ({ type: 'aws.call', ...revisionQuestion(watched) });

/** Waits for what the watch waits for. */
export function waitEffect({ watched, at, seen }: Watch): AwsWait {
  const revision = watched.kind === 'branch' ? 'branch.commitId' : '(VersionId || ETag)';
  if (watched.kind === 'branch' && (at === 'repository' || at === 'branch'))
    return { type: 'aws.wait', ...existence(watched, at) };
  return { type: 'aws.wait', ...revisionQuestion(watched), until: `${revision} != ${literal(seen)}` };
}

/**
 * Whether there is a repository or a branch, the service asks itself: AWS needs no right of the role for
 * that.
 */
function existence({ scope, ...branch }: Asked & { readonly kind: 'branch' }, what: 'repository' | 'branch') {
  const { repositoryName, branchName } = branch;
  const itself = { service: 'codecommit', as: servicePrincipal('codepipeline'), scope };
  return what === 'repository'
    ? {
        ...itself,
        operation: 'BatchGetRepositories',
        input: { repositoryNames: [repositoryName] },
        until: 'repositories[0]',
      }
    : {
        ...itself,
        operation: 'ListBranches',
        input: { repositoryName },
        until: `contains(branches, ${literal(branchName)})`,
      };
}

function revisionQuestion(watched: Asked) {
  const { as, scope } = watched;
  if (watched.kind === 'object') {
    const input = { Bucket: watched.bucket, Key: watched.key };
    return { service: 's3', operation: 'HeadObject', input, as, scope };
  }
  const { repositoryName, branchName } = watched;
  const input = { repositoryName, branchName };
  return { service: 'codecommit', operation: 'GetBranch', input, as, scope };
}

/** A JMESPath raw string. */
const literal = (text: string): string => `'${text.replaceAll("'", "\\'")}'`;
