import type { SourceOrigin } from './index.ts';

/** A zip in S3: a source of type S3 (its version is the object's), or an artifact that CodePipeline hands over. */
export const object = (what: string): SourceOrigin => ({
  needsLocation: true,
  fetch({ source, version, role, scope }, [found]) {
    const [, bucket, key] = /^([^/]+)\/(.+)$/.exec(source.location ?? '') ?? [];
    if (bucket === undefined || key === undefined)
      return { error: `${source.location ?? 'nothing'} is no location of an object: bucket/key` };
    if (key.endsWith('/')) return { error: `Penstock serves zips in S3, not folders such as ${key} (yet)` };
    const isArtifact = source.type === 'CODEPIPELINE';
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
  repositoryUrl: ({ location }) => (what === 'the source' ? location : undefined),
});
