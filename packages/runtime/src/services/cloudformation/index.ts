import type { ResourceType } from '../../dispatch/resource.ts';
import type { Service } from '../../dispatch/service.ts';
import { noticeFlow } from './flow/notice.ts';
import { resourceFlow } from './flow/resource.ts';
import { stackFlow } from './flow/stack.ts';
import { createChangeSet } from './operations/change-set-creation.ts';
import {
  deleteChangeSet,
  describeChangeSet,
  executeChangeSet,
  listChangeSets,
} from './operations/change-sets.ts';
import {
  describeStackDriftDetectionStatus,
  describeStackResourceDrifts,
  detectStackDrift,
  detectStackResourceDrift,
} from './operations/drift.ts';
import { listExports, listImports } from './operations/exports.ts';
import { describeEvents, describeStackEvents } from './operations/event-descriptions.ts';
import {
  createStackRefactor,
  describeStackRefactor,
  executeStackRefactor,
  listStackRefactorActions,
  listStackRefactors,
} from './operations/refactors.ts';
import {
  describeStackResource,
  describeStackResources,
  listStackResources,
} from './operations/resource-descriptions.ts';
import {
  closeResponse,
  openResponse,
  readResponse,
  readSignals,
  takeResponse,
} from './operations/responses.ts';
import {
  cancelUpdateStack,
  continueUpdateRollback,
  getStackPolicy,
  rollbackStack,
  setStackPolicy,
  updateTerminationProtection,
} from './operations/stack-controls.ts';
import { deleteMacro, putMacro, readMacro } from './operations/macros.ts';
import { nestStack } from './operations/nesting.ts';
import { countSignals, noteProgress, signalResource } from './operations/signals.ts';
import { describeStacks, listStacks } from './operations/stack-descriptions.ts';
import { describeType, listTypes, listTypeVersions } from './operations/registered-types.ts';
import { getTemplate } from './operations/template-descriptions.ts';
import { getTemplateSummary, validateTemplate } from './operations/template-summaries.ts';
import { createStack, deleteStack, updateStack } from './operations/stacks.ts';
import { beginPhase, cancelPhase } from './progress/begin-phase.ts';
import { beginResource } from './progress/begin-resource.ts';
import { endOperation, settleOutputs } from './progress/end-operation.ts';
import { endResource, madeResource } from './progress/end-resource.ts';
import { adoptNestedStack, cleanUpNestedStack, holdStack, rollBackNestedStack } from './progress/holding.ts';
import { ownTypes, Types } from './progress/types.ts';
import { readRecorded } from './recorded.ts';
import { stackSetTable } from './stack-sets/table.ts';

/** What other services lend to this one, through assemble.ts: the resource types they serve. */
export interface Lent {
  readonly types: readonly ResourceType[];
}

const operations: Service['operations'] = {
  CancelUpdateStack: cancelUpdateStack,
  ContinueUpdateRollback: continueUpdateRollback,
  CreateStack: createStack,
  CreateStackRefactor: createStackRefactor,
  DeleteChangeSet: deleteChangeSet,
  DeleteStack: deleteStack,
  DescribeChangeSet: describeChangeSet,
  DescribeEvents: describeEvents,
  DescribeStackDriftDetectionStatus: describeStackDriftDetectionStatus,
  DescribeStackEvents: describeStackEvents,
  DescribeStackRefactor: describeStackRefactor,
  DescribeStackResource: describeStackResource,
  DescribeStackResourceDrifts: describeStackResourceDrifts,
  DescribeStackResources: describeStackResources,
  DescribeStacks: describeStacks,
  DescribeType: describeType,
  ExecuteChangeSet: executeChangeSet,
  ExecuteStackRefactor: executeStackRefactor,
  GetStackPolicy: getStackPolicy,
  GetTemplate: getTemplate,
  GetTemplateSummary: getTemplateSummary,
  ListChangeSets: listChangeSets,
  ListExports: listExports,
  ListImports: listImports,
  ListStackRefactorActions: listStackRefactorActions,
  ListStackRefactors: listStackRefactors,
  ListStackResources: listStackResources,
  ListStacks: listStacks,
  ListTypeVersions: listTypeVersions,
  ListTypes: listTypes,
  RollbackStack: rollbackStack,
  SetStackPolicy: setStackPolicy,
  SignalResource: signalResource,
  UpdateStack: updateStack,
  UpdateTerminationProtection: updateTerminationProtection,
  ValidateTemplate: validateTemplate,
};

export const cloudformationOf = (lent: Lent): Service => {
  const types = new Types(lent.types);
  return {
    name: 'cloudformation',
    sdk: () => import('@aws-sdk/client-cloudformation'),
    model: 'cloudformation',
    operations: {
      ...operations,
      CreateChangeSet: createChangeSet(types),
      DetectStackDrift: detectStackDrift(types),
      DetectStackResourceDrift: detectStackResourceDrift(types),
      ...stackSetTable.operations,
    },
    inside: insideOf(types),
    recorded: {
      'AWS::CloudFormation::ChangeSet': 'a change set is made by a call',
      'AWS::CloudFormation::GeneratedTemplate': 'templates are written, not generated from what is there',
      'AWS::CloudFormation::GuardHook': 'hooks of one’s own are not asked',
      'AWS::CloudFormation::Hook*': 'hooks of one’s own are not asked',
      'AWS::CloudFormation::LambdaHook': 'hooks of one’s own are not asked',
      'AWS::CloudFormation::Module*': 'the registry has the types of AWS, and nobody else’s',
      'AWS::CloudFormation::PublicTypeVersion': 'the registry has the types of AWS, and nobody else’s',
      'AWS::CloudFormation::Publisher': 'the registry has the types of AWS, and nobody else’s',
      'AWS::CloudFormation::Resource*': 'the registry has the types of AWS, and nobody else’s',
      'AWS::CloudFormation::TypeActivation': 'the registry has the types of AWS, and nobody else’s',
    },
    resources: ownTypes,
    flows: [
      noticeFlow,
      stackFlow,
      resourceFlow((name, registry) => types.find(name, registry)),
      ...stackSetTable.flows,
    ],
  };
};

/** What the flows write down, and how custom resources and signals answer. */
const insideOf = (types: Types): Service['operations'] => ({
  AdoptNestedStack: adoptNestedStack,
  BeginPhase: beginPhase,
  BeginResource: beginResource(types),
  CancelPhase: cancelPhase,
  CleanUpNestedStack: cleanUpNestedStack,
  CloseResponse: closeResponse,
  CountSignals: countSignals,
  NoteProgress: noteProgress,
  DeleteMacro: deleteMacro,
  EndOperation: endOperation,
  EndResource: endResource(types),
  HoldStack: holdStack,
  MadeResource: madeResource,
  NestStack: nestStack,
  OpenResponse: openResponse,
  PutMacro: putMacro,
  ReadMacro: readMacro,
  ReadRecorded: readRecorded,
  ReadResponse: readResponse,
  ReadSignals: readSignals,
  RollBackNestedStack: rollBackNestedStack,
  SettleOutputs: settleOutputs,
  TakeResponse: takeResponse,
  ...stackSetTable.inside,
});
