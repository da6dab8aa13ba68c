import type { Operation } from '../../../dispatch/service.ts';
import type { Flow } from '../../../engine/flow.ts';
import { stackInstanceFlow } from './flow/instance.ts';
import { stackSetOperationFlow } from './flow/operation.ts';
import { importStacksToStackSet } from './operations/stack-imports.ts';
import {
  describeStackInstance,
  listStackInstanceResourceDrifts,
  listStackInstances,
} from './operations/stack-instance-descriptions.ts';
import {
  createStackInstances,
  deleteStackInstances,
  updateStackInstances,
} from './operations/stack-instances.ts';
import {
  describeOrganizationsAccess,
  describeStackSet,
  listStackSetAutoDeploymentTargets,
  listStackSets,
} from './operations/stack-set-descriptions.ts';
import {
  describeStackSetOperation,
  detectStackSetDrift,
  listStackSetOperationResults,
  listStackSetOperations,
  stopStackSetOperation,
} from './operations/stack-set-operations.ts';
import { createStackSet, deleteStackSet, updateStackSet } from './operations/stack-sets.ts';
import { beginStackInstance } from './progress/begin-stack-instance.ts';
import { endStackInstance } from './progress/end-stack-instance.ts';
import { endStackSetOperation } from './progress/end-stack-set-operation.ts';

/** What StackSets add to the service's table of contents. */
export const stackSetTable = {
  operations: {
    CreateStackInstances: createStackInstances,
    CreateStackSet: createStackSet,
    DeleteStackInstances: deleteStackInstances,
    DeleteStackSet: deleteStackSet,
    DescribeOrganizationsAccess: describeOrganizationsAccess,
    DescribeStackInstance: describeStackInstance,
    DescribeStackSet: describeStackSet,
    DescribeStackSetOperation: describeStackSetOperation,
    DetectStackSetDrift: detectStackSetDrift,
    ImportStacksToStackSet: importStacksToStackSet,
    ListStackInstanceResourceDrifts: listStackInstanceResourceDrifts,
    ListStackInstances: listStackInstances,
    ListStackSetAutoDeploymentTargets: listStackSetAutoDeploymentTargets,
    ListStackSetOperationResults: listStackSetOperationResults,
    ListStackSetOperations: listStackSetOperations,
    ListStackSets: listStackSets,
    StopStackSetOperation: stopStackSetOperation,
    UpdateStackInstances: updateStackInstances,
    UpdateStackSet: updateStackSet,
  },
  inside: {
    BeginStackInstance: beginStackInstance,
    EndStackInstance: endStackInstance,
    EndStackSetOperation: endStackSetOperation,
  },
  flows: [stackSetOperationFlow, stackInstanceFlow],
} satisfies {
  readonly operations: Readonly<Record<string, Operation>>;
  readonly inside: Readonly<Record<string, Operation>>;
  readonly flows: readonly Flow<any, any, any>[];
};
