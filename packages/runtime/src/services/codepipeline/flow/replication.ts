import type { Effect } from '../../../base/effects/effect.ts';
import type { ArtifactObject } from '../actions/action.ts';
import { artifactBucket, type ActionDeclared } from '../declaration/declaration.ts';
import { own } from '../../../base/own.ts';
import type { ActionRun, Execution } from './execution-state.ts';

/** What has input artifacts, and a place: an action, or a rule. */
type Placed = Pick<ActionDeclared, 'region' | 'inputArtifacts'>;

/** AWS: user guide, "Add a cross-region action": where an action runs; its artifacts are kept in that region. */
export const regionOf = (execution: Execution, action: Placed): string =>
  action.region ?? execution.scope.region;

/** The input artifacts of an action, each where it will be read: in the store of the action's region. */
export function inputsOf(execution: Execution, action: Placed): ArtifactObject[] {
  const bucket = artifactBucket(execution.declaration, regionOf(execution, action));
  return madeBefore(execution, action).map((artifact) => ({ ...artifact, bucket }));
}

/** What has to be copied from another region first, by the name of the effect. */
export function replicationsOf(
  execution: Execution,
  action: Placed,
  run: Pick<ActionRun, 'inputs'>,
): Record<string, Effect> {
  const scope = { ...execution.scope, region: regionOf(execution, action) };
  const copies = run.inputs.flatMap(({ name, bucket, key }): [string, Effect][] => {
    const from = own(execution.artifacts, name)!;
    if (from.bucket === bucket) return [];
    const CopySource = `${from.bucket}/${encodeURIComponent(from.key)}`;
    // AWS: unverified that it is the pipeline's role which copies, and not the action's.
    const as = execution.declaration.roleArn;
    const input = { Bucket: bucket, Key: key, CopySource };
    return [
      [`replicate ${name}`, { type: 'aws.call', service: 's3', operation: 'CopyObject', input, as, scope }],
    ];
  });
  return Object.fromEntries(copies);
}

const madeBefore = (execution: Execution, action: Placed): ArtifactObject[] =>
  action.inputArtifacts.flatMap(({ name }) => own(execution.artifacts, name) ?? []);
