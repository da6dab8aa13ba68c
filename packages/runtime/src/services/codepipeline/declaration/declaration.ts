import type { PipelineDeclaration } from '@aws-sdk/client-codepipeline';
import { own } from '../../../base/own.ts';
import type { Given } from '../../../base/given.ts';

/** A pipeline as it was declared, with AWS's defaults filled in. */
export interface Declaration extends Omit<Given<PipelineDeclaration>, 'stages'> {
  readonly stages: readonly StageDeclared[];
  readonly version: number;
  readonly executionMode: ExecutionMode;
  readonly pipelineType: 'V1' | 'V2';
}
export type ExecutionMode = 'SUPERSEDED' | 'QUEUED' | 'PARALLEL';

type GivenStage = Given<PipelineDeclaration>['stages'][number];
type GivenAction = GivenStage['actions'][number];

export interface StageDeclared extends Omit<GivenStage, 'actions'> {
  readonly actions: readonly ActionDeclared[];
}
export interface ActionDeclared extends GivenAction {
  /** Equal numbers run side by side, ascending ones in turn. */
  readonly runOrder: number;
  readonly configuration: Readonly<Record<string, string>>;
  readonly inputArtifacts: readonly { readonly name: string }[];
  readonly outputArtifacts: readonly {
    readonly name: string;
    readonly files?: readonly string[] | undefined;
  }[];
}

/** Fills in what AWS fills in. */
export function declared(given: Given<PipelineDeclaration>, version: number): Declaration {
  return {
    ...given,
    stages: given.stages.map((stage) => ({ ...stage, actions: stage.actions.map(declaredAction) })),
    executionMode: given.executionMode ?? 'SUPERSEDED',
    // AWS: a pipeline made by the API without a type is of type V1 (user guide, "Pipeline types").
    pipelineType: given.pipelineType ?? 'V1',
    version,
  };
}

function declaredAction(action: GivenAction): ActionDeclared {
  return {
    ...action,
    runOrder: action.runOrder ?? 1,
    configuration: action.configuration ?? {},
    inputArtifacts: action.inputArtifacts ?? [],
    outputArtifacts: action.outputArtifacts ?? [],
  };
}

/** Where artifacts of this region are kept, and the key they are sealed with where the store has one. */
export function artifactStore(
  { artifactStore: only, artifactStores }: Declaration,
  region: string,
): { readonly bucket: string; readonly encryptionKey?: string } {
  const { location: bucket = '', encryptionKey } = only ?? own(artifactStores, region) ?? {};
  return { bucket, ...(encryptionKey && { encryptionKey: encryptionKey.id }) };
}

export const actionsOf = (
  declaration: Declaration,
): { readonly stage: StageDeclared; readonly action: ActionDeclared }[] =>
  declaration.stages.flatMap((stage) => stage.actions.map((action) => ({ stage, action })));

/** Actions of equal run order, the lowest first. */
export function groupsOf(actions: readonly ActionDeclared[]): (readonly ActionDeclared[])[] {
  if (actions.length === 1) return [actions];
  const groups = Map.groupBy(actions, ({ runOrder }) => runOrder);
  return [...groups].sort(([a], [b]) => a - b).map(([, group]) => group);
}
