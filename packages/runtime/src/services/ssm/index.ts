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
import { association } from './resources/association.ts';
import { document } from './resources/document.ts';
import { opsItem } from './resources/ops-item.ts';
import { parameter } from './resources/parameter.ts';

export const ssm: Service = {
  name: 'ssm',
  sdk: () => import('@aws-sdk/client-ssm'),
  model: 'ssm',
  operations: {
    AddTagsToResource: addTagsToResource,
    CancelCommand: cancelCommand,
    CreateAssociation: createAssociation,
    CreateDocument: createDocument,
    CreateOpsItem: createOpsItem,
    DeleteAssociation: deleteAssociation,
    DeleteDocument: deleteDocument,
    DeleteOpsItem: deleteOpsItem,
    DeleteParameter: deleteParameter,
    DeleteParameters: deleteParameters,
    DescribeAssociation: describeAssociation,
    DescribeAssociationExecutionTargets: describeAssociationExecutionTargets,
    DescribeAssociationExecutions: describeAssociationExecutions,
    DescribeDocument: describeDocument,
    DescribeDocumentPermission: describeDocumentPermission,
    DescribeInstanceInformation: describeInstanceInformation,
    DescribeOpsItems: describeOpsItems,
    DescribeParameters: describeParameters,
    GetCommandInvocation: getCommandInvocation,
    GetConnectionStatus: getConnectionStatus,
    GetDocument: getDocument,
    GetOpsItem: getOpsItem,
    GetParameter: getParameter,
    GetParameterHistory: getParameterHistory,
    GetParameters: getParameters,
    GetParametersByPath: getParametersByPath,
    LabelParameterVersion: labelParameterVersion,
    ListAssociationVersions: listAssociationVersions,
    ListAssociations: listAssociations,
    ListCommandInvocations: listCommandInvocations,
    ListCommands: listCommands,
    ListDocumentVersions: listDocumentVersions,
    ListDocuments: listDocuments,
    ListTagsForResource: listTagsForResource,
    ModifyDocumentPermission: modifyDocumentPermission,
    PutParameter: putParameter,
    RemoveTagsFromResource: removeTagsFromResource,
    UnlabelParameterVersion: unlabelParameterVersion,
    SendCommand: sendCommand,
    StartAssociationsOnce: startAssociationsOnce,
    UpdateAssociation: updateAssociation,
    UpdateDocument: updateDocument,
    UpdateDocumentDefaultVersion: updateDocumentDefaultVersion,
    UpdateOpsItem: updateOpsItem,
  },
  inside: { Expire: expire, FindNodes: findNodes, GetCommandOutcome: getCommandOutcome },
  flows: [commandFlow, expirationFlow, stateManagerFlow],
  resources: [association, document, opsItem, parameter],
  recorded: {
    'AWS::SSM::CloudConnector': 'servers of other clouds are not looked at',
    'AWS::SSM::MaintenanceWindow*':
      'commands are run when they are sent and by associations, and not in windows',
    'AWS::SSM::PatchBaseline': "a server's programs are this machine's: none is patched",
    'AWS::SSM::ResourceDataSync': 'no inventory is taken of servers',
    'AWS::SSM::ResourcePolicy': 'parameters are shared with other accounts by roles',
    'AWS::SSM::ServiceSetting': 'settings are of what is not served here',
  },
};
