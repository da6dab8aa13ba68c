import type { Service } from '../../dispatch/service.ts';
import { stateManagerFlow } from './flow/association.ts';
import { commandFlow } from './flow/command.ts';
import { expirationFlow } from './flow/expiration.ts';
import {
  describeAssociationExecutions,
  describeAssociationExecutionTargets,
  getCommandOutcome,
  listAssociationVersions,
} from './operations/association-executions.ts';
import {
  createAssociation,
  deleteAssociation,
  describeAssociation,
  listAssociations,
  startAssociationsOnce,
  updateAssociation,
} from './operations/associations.ts';
import { getCommandInvocation, listCommandInvocations, listCommands } from './operations/command-lists.ts';
import { cancelCommand, sendCommand } from './operations/commands.ts';
import { describeParameters } from './operations/descriptions.ts';
import { describeDocumentPermission, modifyDocumentPermission } from './operations/document-sharing.ts';
import {
  listDocumentVersions,
  updateDocument,
  updateDocumentDefaultVersion,
} from './operations/document-versions.ts';
import {
  createDocument,
  deleteDocument,
  describeDocument,
  getDocument,
  listDocuments,
} from './operations/documents.ts';
import { describeInstanceInformation, findNodes, getConnectionStatus } from './operations/nodes.ts';
import {
  createOpsItem,
  deleteOpsItem,
  describeOpsItems,
  getOpsItem,
  updateOpsItem,
} from './operations/ops-items.ts';
import { deleteParameter, deleteParameters, expire, putParameter } from './operations/parameters.ts';
import { getParameter, getParameters, getParametersByPath } from './operations/reading.ts';
import { addTagsToResource, listTagsForResource, removeTagsFromResource } from './operations/tags.ts';
import {
  getParameterHistory,
  labelParameterVersion,
  unlabelParameterVersion,
} from './operations/versions.ts';
import { windowExecutionFlow } from './flow/window-execution.ts';
import { windowRetentionFlow } from './flow/window-retention.ts';
import { windowFlow } from './flow/window.ts';
import {
  cancelExecution,
  describeExecutions,
  describeExecutionTaskInvocations,
  describeExecutionTasks,
  forgetWindowExecution,
  getExecution,
  openWindow,
} from './operations/window-executions.ts';
import {
  deregisterTarget,
  deregisterTask,
  describeTargets,
  describeTasks,
  getTask,
  registerTarget,
  registerTask,
  updateTarget,
  updateTask,
} from './operations/window-parts.ts';
import {
  createMaintenanceWindow,
  deleteMaintenanceWindow,
  describeMaintenanceWindows,
  getMaintenanceWindow,
  updateMaintenanceWindow,
} from './operations/windows.ts';
import { association } from './resources/association.ts';
import { document } from './resources/document.ts';
import { maintenanceWindow } from './resources/maintenance-window.ts';
import { maintenanceWindowTarget, maintenanceWindowTask } from './resources/window-parts.ts';
import { opsItem } from './resources/ops-item.ts';
import { parameter } from './resources/parameter.ts';

export const ssm: Service = {
  name: 'ssm',
  sdk: () => import('@aws-sdk/client-ssm'),
  model: 'ssm',
  operations: {
    AddTagsToResource: addTagsToResource,
    CancelCommand: cancelCommand,
    CancelMaintenanceWindowExecution: cancelExecution,
    CreateAssociation: createAssociation,
    CreateDocument: createDocument,
    CreateMaintenanceWindow: createMaintenanceWindow,
    CreateOpsItem: createOpsItem,
    DeleteAssociation: deleteAssociation,
    DeleteDocument: deleteDocument,
    DeleteMaintenanceWindow: deleteMaintenanceWindow,
    DeleteOpsItem: deleteOpsItem,
    DeleteParameter: deleteParameter,
    DeleteParameters: deleteParameters,
    DeregisterTargetFromMaintenanceWindow: deregisterTarget,
    DeregisterTaskFromMaintenanceWindow: deregisterTask,
    DescribeAssociation: describeAssociation,
    DescribeAssociationExecutions: describeAssociationExecutions,
    DescribeAssociationExecutionTargets: describeAssociationExecutionTargets,
    DescribeDocument: describeDocument,
    DescribeDocumentPermission: describeDocumentPermission,
    DescribeInstanceInformation: describeInstanceInformation,
    DescribeMaintenanceWindowExecutions: describeExecutions,
    DescribeMaintenanceWindowExecutionTaskInvocations: describeExecutionTaskInvocations,
    DescribeMaintenanceWindowExecutionTasks: describeExecutionTasks,
    DescribeMaintenanceWindows: describeMaintenanceWindows,
    DescribeMaintenanceWindowTargets: describeTargets,
    DescribeMaintenanceWindowTasks: describeTasks,
    DescribeOpsItems: describeOpsItems,
    DescribeParameters: describeParameters,
    GetCommandInvocation: getCommandInvocation,
    GetConnectionStatus: getConnectionStatus,
    GetDocument: getDocument,
    GetMaintenanceWindow: getMaintenanceWindow,
    GetMaintenanceWindowExecution: getExecution,
    GetMaintenanceWindowTask: getTask,
    GetOpsItem: getOpsItem,
    GetParameter: getParameter,
    GetParameterHistory: getParameterHistory,
    GetParameters: getParameters,
    GetParametersByPath: getParametersByPath,
    LabelParameterVersion: labelParameterVersion,
    ListAssociations: listAssociations,
    ListAssociationVersions: listAssociationVersions,
    ListCommandInvocations: listCommandInvocations,
    ListCommands: listCommands,
    ListDocuments: listDocuments,
    ListDocumentVersions: listDocumentVersions,
    ListTagsForResource: listTagsForResource,
    ModifyDocumentPermission: modifyDocumentPermission,
    PutParameter: putParameter,
    RegisterTargetWithMaintenanceWindow: registerTarget,
    RegisterTaskWithMaintenanceWindow: registerTask,
    RemoveTagsFromResource: removeTagsFromResource,
    SendCommand: sendCommand,
    StartAssociationsOnce: startAssociationsOnce,
    UnlabelParameterVersion: unlabelParameterVersion,
    UpdateAssociation: updateAssociation,
    UpdateDocument: updateDocument,
    UpdateDocumentDefaultVersion: updateDocumentDefaultVersion,
    UpdateMaintenanceWindow: updateMaintenanceWindow,
    UpdateMaintenanceWindowTarget: updateTarget,
    UpdateMaintenanceWindowTask: updateTask,
    UpdateOpsItem: updateOpsItem,
  },
  inside: {
    Expire: expire,
    FindNodes: findNodes,
    ForgetWindowExecution: forgetWindowExecution,
    GetCommandOutcome: getCommandOutcome,
    OpenWindow: openWindow,
  },
  flows: [
    commandFlow,
    expirationFlow,
    stateManagerFlow,
    windowExecutionFlow,
    windowFlow,
    windowRetentionFlow,
  ],
  resources: [
    association,
    document,
    maintenanceWindow,
    maintenanceWindowTarget,
    maintenanceWindowTask,
    opsItem,
    parameter,
  ],
  recorded: {
    'AWS::SSM::CloudConnector': 'servers of other clouds are not looked at',
    'AWS::SSM::PatchBaseline': "a server's programs are this machine's: none is patched",
    'AWS::SSM::ResourceDataSync': 'no inventory is taken of servers',
    'AWS::SSM::ResourcePolicy': 'parameters are shared with other accounts by roles',
    'AWS::SSM::ServiceSetting': 'settings are of what is not served here',
  },
};
