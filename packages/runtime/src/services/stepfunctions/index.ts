import type { Service } from '../../dispatch/service.ts';
import { vendingFlow } from '../../dispatch/vending.ts';
import { executionFlow } from './flow/execution.ts';
import {
  describeExecution,
  describeStateMachineForExecution,
  getExecutionHistory,
  listExecutions,
  startExecution,
  stopExecution,
} from './operations/executions.ts';
import {
  createStateMachine,
  deleteStateMachine,
  describeStateMachine,
  listStateMachines,
  updateStateMachine,
  validateStateMachineDefinition,
} from './operations/state-machines.ts';
import { startSyncExecution } from './operations/sync.ts';
import { listTagsForResource, tagResource, untagResource } from './operations/tags.ts';
import { sendTaskFailure, sendTaskHeartbeat, sendTaskSuccess } from './operations/tasks.ts';
import { stateMachine } from './resources/state-machine.ts';

export const stepfunctions: Service = {
  name: 'states',
  sdk: () => import('@aws-sdk/client-sfn'),
  model: 'stepfunctions',
  operations: {
    CreateStateMachine: createStateMachine,
    DeleteStateMachine: deleteStateMachine,
    DescribeExecution: describeExecution,
    DescribeStateMachine: describeStateMachine,
    DescribeStateMachineForExecution: describeStateMachineForExecution,
    GetExecutionHistory: getExecutionHistory,
    ListExecutions: listExecutions,
    ListStateMachines: listStateMachines,
    ListTagsForResource: listTagsForResource,
    SendTaskFailure: sendTaskFailure,
    SendTaskHeartbeat: sendTaskHeartbeat,
    SendTaskSuccess: sendTaskSuccess,
    StartExecution: startExecution,
    StartSyncExecution: startSyncExecution,
    StopExecution: stopExecution,
    TagResource: tagResource,
    UntagResource: untagResource,
    UpdateStateMachine: updateStateMachine,
    ValidateStateMachineDefinition: validateStateMachineDefinition,
  },
  flows: [executionFlow, vendingFlow('states')],
  resources: [stateMachine],
};
