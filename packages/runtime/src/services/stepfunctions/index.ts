import type { Service } from '../../dispatch/service.ts';
import { executionFlow } from './flow/execution.ts';
import { loggingFlow } from './flow/logging.ts';
import { mapRunFlow } from './flow/map-run.ts';
import { retentionFlow } from './flow/retention.ts';
import { stoppingFlow } from './flow/stopping.ts';
import {
  describeExecution,
  describeStateMachineForExecution,
  getExecutionHistory,
  redriveExecution,
  startExecution,
  stopExecution,
} from './operations/executions.ts';
import { listExecutions } from './operations/execution-lists.ts';
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
import { readDefinition } from './operations/definitions.ts';
import { callForTask } from './operations/task-calls.ts';
import { forgetExecution } from './operations/forgetting.ts';
import { beginMapChildren } from './operations/map-children.ts';
import { readMapItems } from './operations/map-items.ts';
import { writeMapResults } from './operations/map-results.ts';
import { describeMapRun, listMapRuns, updateMapRun } from './operations/map-runs.ts';
import { startSyncExecution } from './operations/sync.ts';
import { listTagsForResource, tagResource, untagResource } from './operations/tags.ts';
import { sendTaskFailure, sendTaskHeartbeat, sendTaskSuccess } from './operations/tasks.ts';
import { testState } from './operations/test-state.ts';
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
    DescribeMapRun: describeMapRun,
    DescribeStateMachine: describeStateMachine,
    DescribeStateMachineAlias: describeStateMachineAlias,
    DescribeStateMachineForExecution: describeStateMachineForExecution,
    GetActivityTask: getActivityTask,
    GetExecutionHistory: getExecutionHistory,
    ListActivities: listActivities,
    ListExecutions: listExecutions,
    ListMapRuns: listMapRuns,
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
    TestState: testState,
    UntagResource: untagResource,
    UpdateMapRun: updateMapRun,
    UpdateStateMachine: updateStateMachine,
    UpdateStateMachineAlias: updateStateMachineAlias,
    ValidateStateMachineDefinition: validateStateMachineDefinition,
  },
  inside: {
    BeginMapChildren: beginMapChildren,
    CallForTask: callForTask,
    ForgetExecution: forgetExecution,
    OfferActivityTask: offerActivityTask,
    ReadDefinition: readDefinition,
    ReadMapItems: readMapItems,
    WriteMapResults: writeMapResults,
  },
  flows: [executionFlow, loggingFlow, mapRunFlow, retentionFlow, stoppingFlow],
  resources: [activity, stateMachine, stateMachineAlias, stateMachineVersion],
};
