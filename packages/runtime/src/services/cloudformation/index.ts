import type { ResourceType } from '../../dispatch/resource.ts';
import type { Service } from '../../dispatch/service.ts';
import { resourceFlow } from './flow/resource.ts';
import { stackFlow } from './flow/stack.ts';
import {
  createChangeSet,
  deleteChangeSet,
  describeChangeSet,
  executeChangeSet,
  listChangeSets,
} from './operations/change-sets.ts';
import { describeStackEvents } from './operations/event-descriptions.ts';
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
import { describeStacks, listStacks } from './operations/stack-descriptions.ts';
import { getTemplate } from './operations/template-descriptions.ts';
import { createStack, deleteStack, updateStack } from './operations/stacks.ts';
import { beginPhase, cancelPhase } from './progress/begin-phase.ts';
import { beginResource, type Types } from './progress/begin-resource.ts';
import { endOperation, settleOutputs } from './progress/end-operation.ts';
import { endResource, madeResource } from './progress/end-resource.ts';
import { customResource } from './resources/custom-resource.ts';
import { recordedType } from './resources/recorded.ts';
import { waitCondition, waitConditionHandle } from './resources/wait-condition.ts';

export { responseOf, responsePrefixes } from './operations/responses.ts';

/** What other services lend to this one, through assemble.ts: the resource types they serve. */
export interface Lent {
  readonly types: readonly ResourceType[];
}

export const cloudformationOf = (lent: Lent): Service => {
  const types = typesOf(lent.types);
  return {
    name: 'cloudformation',
    sdk: () => import('@aws-sdk/client-cloudformation'),
    model: 'cloudformation',
    operations: {
      CreateChangeSet: createChangeSet,
      CreateStack: createStack,
      DeleteChangeSet: deleteChangeSet,
      DeleteStack: deleteStack,
      DescribeChangeSet: describeChangeSet,
      DescribeStackEvents: describeStackEvents,
      DescribeStackResource: describeStackResource,
      DescribeStackResources: describeStackResources,
      DescribeStacks: describeStacks,
      ExecuteChangeSet: executeChangeSet,
      GetTemplate: getTemplate,
      ListChangeSets: listChangeSets,
      ListStackResources: listStackResources,
      ListStacks: listStacks,
      UpdateStack: updateStack,
    },
    inside: {
      BeginPhase: beginPhase,
      BeginResource: beginResource(types),
      CancelPhase: cancelPhase,
      CloseResponse: closeResponse,
      EndOperation: endOperation,
      EndResource: endResource(types),
      MadeResource: madeResource,
      OpenResponse: openResponse,
      ReadResponse: readResponse,
      ReadSignals: readSignals,
      SettleOutputs: settleOutputs,
      TakeResponse: takeResponse,
    },
    flows: [stackFlow, resourceFlow(types.find)],
  };
};

function typesOf(lent: readonly ResourceType[]): Types {
  const served = [...lent, waitCondition, waitConditionHandle];
  const byName = new Map(served.map((type) => [type.typeName, type]));
  const found = (typeName: string) =>
    byName.get(typeName) ?? (isCustom(typeName) ? customResource(typeName) : undefined);
  return {
    find: (typeName) => found(typeName) ?? recordedType(typeName),
    isRecorded: (typeName) => !found(typeName),
    replaces: () => false,
  };
}

const isCustom = (typeName: string): boolean =>
  typeName === 'AWS::CloudFormation::CustomResource' || typeName.startsWith('Custom::');
