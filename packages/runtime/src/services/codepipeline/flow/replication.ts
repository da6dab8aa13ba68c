import { parseArn } from '../../../base/arn.ts';
import type { Effect } from '../../../base/effects/effect.ts';
import type { Scope } from '../../../base/scope.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import type { ArtifactObject } from '../actions/action.ts';
import { placed } from '../actions/artifact-files.ts';
import { artifactStore, type ActionDeclared } from '../declaration/declaration.ts';
import { own } from '../../../base/own.ts';
import type { Execution } from './execution-state.ts';
import type { Run } from './run.ts';

/** What has input artifacts, and a place: an action, or a rule. */
export type Placed = Pick<ActionDeclared, 'region' | 'inputArtifacts' | 'roleArn'>;

/** AWS: user guide, "Add a cross-region action": where an action runs; its artifacts are kept in that region. */
export const regionOf = (execution: Execution, action: Placed): string =>
  action.region ?? execution.scope.region;

/** AWS: user guide, "Create a pipeline that uses resources from another account": it runs in its role's account. */
export const scopeOf = (execution: Execution, action: Placed): Scope => ({
  account: parseArn(action.roleArn ?? '')?.account || execution.scope.account,
  region: regionOf(execution, action),
});

/** The input artifacts of an action, each where it will be read: in the store of the action's region. */
export function inputsOf(execution: Execution, action: Placed): ArtifactObject[] {
  const store = artifactStore(execution.declaration, regionOf(execution, action));
  return madeBefore(execution, action).map(({ encryptionKey: _, ...artifact }) => ({
    ...artifact,
    ...store,
  }));
}

/** What has to be done before it can begin, by the name of the effect. */
export const preparationsOf = (
  execution: Execution,
  action: Placed,
  run: Pick<Run, 'id' | 'inputs'>,
): Record<string, Effect> => ({
  ...replicationsOf(execution, action, run),
  ...assumptionOf(execution, action, run),
});

/** AWS: ActionDeclaration, roleArn: "assumed through the roleArn for the pipeline". */
const hasOwnRole = ({ declaration }: Execution, { roleArn }: Placed): boolean =>
  roleArn !== undefined && roleArn !== declaration.roleArn;

/** Whom the role that an action has lets in: CodePipeline itself, or the pipeline's role. */
export const letIn = (execution: Execution, action: Placed): string =>
  hasOwnRole(execution, action) ? execution.declaration.roleArn : servicePrincipal('codepipeline');

/** AWS: an action's own role has to let the pipeline's in: its trust policy, and that role's rights. */
function assumptionOf(execution: Execution, action: Placed, { id }: Pick<Run, 'id'>): Record<string, Effect> {
  if (!hasOwnRole(execution, action)) return {};
  const input = { RoleArn: action.roleArn, RoleSessionName: id };
  const as = execution.declaration.roleArn;
  const { scope } = execution;
  return { assume: { type: 'aws.call', service: 'sts', operation: 'AssumeRole', input, as, scope } };
}

/** What has to be copied from another region first. */
function replicationsOf(
  execution: Execution,
  action: Placed,
  run: Pick<Run, 'inputs'>,
): Record<string, Effect> {
  const scope = { ...execution.scope, region: regionOf(execution, action) };
  const copies = run.inputs.flatMap((copied): [string, Effect][] => {
    const { name, bucket } = copied;
    const from = own(execution.artifacts, name)!;
    if (from.bucket === bucket) return [];
    const CopySource = `${from.bucket}/${encodeURIComponent(from.key)}`;
    // AWS: unverified that it is the pipeline's role which copies, and not the action's.
    const as = execution.declaration.roleArn;
    const input = { ...placed(copied), CopySource };
    return [
      [`replicate ${name}`, { type: 'aws.call', service: 's3', operation: 'CopyObject', input, as, scope }],
    ];
  });
  return Object.fromEntries(copies);
}

const madeBefore = (execution: Execution, action: Placed): ArtifactObject[] =>
  action.inputArtifacts.flatMap(({ name }) => own(execution.artifacts, name) ?? []);
