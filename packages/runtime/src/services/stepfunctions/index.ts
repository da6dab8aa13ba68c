import type { Service } from '../../dispatch/service.ts';
import { vendingFlow } from '../../dispatch/vending.ts';
import { executionFlow } from './flow/execution.ts';
import { loggingFlow } from './flow/logging.ts';
import { stoppingFlow } from './flow/stopping.ts';
import {
  describeExecution,
  describeStateMachineForExecution,
  getExecutionHistory,
  listExecutions,
  redriveExecution,
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
import {
  createActivity,
  deleteActivity,
  describeActivity,
  getActivityTask,
  listActivities,
  offerActivityTask,
} from './operations/activities.ts';
import {
  createStateMachineAlias,
  deleteStateMachineAlias,
  describeStateMachineAlias,
  listStateMachineAliases,
  updateStateMachineAlias,
} from './operations/aliases.ts';
import { callWithBody } from './operations/bodies.ts';
import { startSyncExecution } from './operations/sync.ts';
import { listTagsForResource, tagResource, untagResource } from './operations/tags.ts';
import { sendTaskFailure, sendTaskHeartbeat, sendTaskSuccess } from './operations/tasks.ts';
import {
  deleteStateMachineVersion,
  listStateMachineVersions,
  publishStateMachineVersion,
} from './operations/versions.ts';
import { activity } from './resources/activity.ts';
import { stateMachineAlias } from './resources/alias.ts';
import { stateMachine } from './resources/state-machine.ts';
import { stateMachineVersion } from './resources/version.ts';

export const stepfunctions: Service = {
  name: 'states',
  sdk: () => import('@aws-sdk/client-sfn'),
  model: 'stepfunctions',
  operations: {
    CreateActivity: createActivity,
    CreateStateMachine: createStateMachine,
    CreateStateMachineAlias: createStateMachineAlias,
    DeleteActivity: deleteActivity,
    DeleteStateMachine: deleteStateMachine,
    DeleteStateMachineAlias: deleteStateMachineAlias,
    DeleteStateMachineVersion: deleteStateMachineVersion,
    DescribeActivity: describeActivity,
    DescribeExecution: describeExecution,
    DescribeStateMachine: describeStateMachine,
    DescribeStateMachineAlias: describeStateMachineAlias,
    DescribeStateMachineForExecution: describeStateMachineForExecution,
    GetActivityTask: getActivityTask,
    GetExecutionHistory: getExecutionHistory,
    ListActivities: listActivities,
    ListExecutions: listExecutions,
    ListStateMachineAliases: listStateMachineAliases,
    ListStateMachineVersions: listStateMachineVersions,
    ListStateMachines: listStateMachines,
    ListTagsForResource: listTagsForResource,
    PublishStateMachineVersion: publishStateMachineVersion,
    RedriveExecution: redriveExecution,
    SendTaskFailure: sendTaskFailure,
    SendTaskHeartbeat: sendTaskHeartbeat,
    SendTaskSuccess: sendTaskSuccess,
    StartExecution: startExecution,
    StartSyncExecution: startSyncExecution,
    StopExecution: stopExecution,
    TagResource: tagResource,
    UntagResource: untagResource,
    UpdateStateMachine: updateStateMachine,
    UpdateStateMachineAlias: updateStateMachineAlias,
    ValidateStateMachineDefinition: validateStateMachineDefinition,
  },
  unserved: {
    DescribeMapRun: 'Map states of the mode DISTRIBUTED are refused',
    TestState: 'a machine of one state is started instead',
  },
  inside: { CallWithBody: callWithBody, OfferActivityTask: offerActivityTask },
  flows: [executionFlow, loggingFlow, stoppingFlow, vendingFlow('states')],
  resources: [activity, stateMachine, stateMachineAlias, stateMachineVersion],
};
