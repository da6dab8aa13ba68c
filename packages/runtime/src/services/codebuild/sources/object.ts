import type { Scope } from '../../../base/scope.ts';
import { folderIn } from './folder.ts';
import type { Fetch, SourceOrigin } from './source-origin.ts';

/** An object in S3: a zip, or a folder of them, as a source; or an artifact that CodePipeline hands over. */
export const object = (what: string): SourceOrigin => ({
  needsLocation: true,
  fetch({ source, version, role, scope }, outcomes) {
    const [found] = outcomes;
    const [, bucket, key] = /^([^/]+)\/(.+)$/.exec(source.location ?? '') ?? [];
    if (bucket === undefined || key === undefined)
      return { error: `${source.location ?? 'nothing'} is no location of an object: bucket/key` };
    if (key.endsWith('/')) return folderIn(bucket, key, { role, scope }, outcomes);
    const isArtifact = source.type === 'CODEPIPELINE';
    const reference = isArtifact ? cloneReferenceIn(found) : undefined;
    if (reference) return cloned(reference, outcomes, role);
    if (found !== undefined) {
      const resolvedVersion = isArtifact ? version : (found.VersionId as string | undefined);
      return { zip: found.Body, ...(resolvedVersion !== undefined && { resolvedVersion }) };
    }
    const input = {
      Bucket: bucket,
      Key: key,
      ...(!isArtifact && version !== undefined && { VersionId: version }),
    };
    return {
      effect: { type: 'aws.call', service: 's3', operation: 'GetObject', input, as: role, scope },
    };
  },
  // AWS: user guide, CODEBUILD_SOURCE_REPO_URL: "s3:// followed by the bucket name and path to the input artifact".
  repositoryUrl: ({ location }) => (what === 'the source' ? `s3://${location}` : undefined),
});

/** What a source of a pipeline has left instead of a zip of files: see CodePipeline's `actions/source.ts`. */
interface CloneReference {
  readonly service: string;
  readonly operation: string;
  readonly input: object;
  readonly scope: Scope;
  readonly repository: string;
  readonly commit: string;
  readonly origin: string;
}

function cloneReferenceIn(found: any): CloneReference | undefined {
  const text: unknown = found?.Metadata?.['codebuild-clone-ref'];
  return typeof text === 'string' ? (JSON.parse(text) as CloneReference) : undefined;
}

// AWS: user guide, "Add CodeBuild GitClone permissions": the build's own role has to be let codecommit:GitPull, or
// codestar-connections:UseConnection.
function cloned(reference: CloneReference, [, allowed, archived]: readonly any[], as: string): Fetch {
  const { service, operation, input, scope, repository, commit, origin } = reference;
  if (archived !== undefined) return { zip: archived.zip, resolvedVersion: commit };
  if (allowed === undefined) return { effect: { type: 'aws.call', service, operation, input, as, scope } };
  return { effect: { type: 'git.archive', repository, commit, clone: { origin } } };
}
