import type { WorkspacePrepared } from '../../../base/effects/workspace.ts';
import { workspaceOf, type BuildState, type Move, type Step } from './build-state.ts';

type SpecStep = Extract<Step, { type: 'spec' }>;

/** Where a buildspec in S3 is read: nobody's commands see it. */
const workspaceFor = (build: BuildState): string => `${workspaceOf(build)}-spec`;
/** Its name there. */
export const specFile = 'buildspec.yml';

interface Place {
  readonly Bucket: string;
  readonly Key: string;
}

/** The bucket and key of `arn:aws:s3:::bucket/path/buildspec.yml`; undefined of any other ARN. */
export function objectIn(arn: string): Place | undefined {
  const [, Bucket, Key] = /^arn:[^:]+:s3:::([^/]+)\/(.+)$/.exec(arn) ?? [];
  return Bucket === undefined || Key === undefined ? undefined : { Bucket, Key };
}

/** AWS: StartBuild, buildspecOverride: "the path to an S3 bucket", as an ARN. */
export function getSpec(build: BuildState, input: Place): Move {
  const { plan, scope } = build;
  const as = plan.serviceRole;
  return {
    build: { ...build, step: { type: 'spec', part: 'get' } },
    effect: { type: 'aws.call', service: 's3', operation: 'GetObject', input, as, scope },
  };
}

/** The next step, or the text once nothing is left of it but that. */
export function specDone(build: BuildState, step: SpecStep, output: any): Move | { readonly text: string } {
  const workspace = workspaceFor(build);
  switch (step.part) {
    case 'get': {
      const put = [{ path: specFile, blob: output.Body }];
      return {
        build: { ...build, step: { type: 'spec', part: 'read' } },
        effect: { type: 'workspace.prepare', workspace, unpack: [], put, read: specFile },
      };
    }
    case 'read': {
      const { text = '' } = output as WorkspacePrepared;
      return {
        build: { ...build, step: { type: 'spec', part: 'forget', text } },
        effect: { type: 'workspace.remove', workspace },
      };
    }
    case 'forget':
      return { text: step.text };
  }
}
