import type { Service } from '../../dispatch/service.ts';
import { expirationFlow } from './flow/expiration.ts';
import { describeParameters } from './operations/descriptions.ts';
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
import { opsItem } from './resources/ops-item.ts';
import { parameter } from './resources/parameter.ts';

export const ssm: Service = {
  name: 'ssm',
  sdk: () => import('@aws-sdk/client-ssm'),
  model: 'ssm',
  operations: {
    AddTagsToResource: addTagsToResource,
    CreateOpsItem: createOpsItem,
    DeleteOpsItem: deleteOpsItem,
    DeleteParameter: deleteParameter,
    DeleteParameters: deleteParameters,
    DescribeOpsItems: describeOpsItems,
    DescribeParameters: describeParameters,
    GetOpsItem: getOpsItem,
    GetParameter: getParameter,
    GetParameterHistory: getParameterHistory,
    GetParameters: getParameters,
    GetParametersByPath: getParametersByPath,
    LabelParameterVersion: labelParameterVersion,
    ListTagsForResource: listTagsForResource,
    PutParameter: putParameter,
    RemoveTagsFromResource: removeTagsFromResource,
    UnlabelParameterVersion: unlabelParameterVersion,
    UpdateOpsItem: updateOpsItem,
  },
  inside: { Expire: expire },
  flows: [expirationFlow],
  resources: [opsItem, parameter],
  recorded: {
    'AWS::SSM::Association': 'nothing is run on servers but by CodeDeploy and user data',
    'AWS::SSM::CloudConnector': 'servers of other clouds are not looked at',
    'AWS::SSM::Document': 'documents say what is to be run on servers, which nothing here does',
    'AWS::SSM::MaintenanceWindow*': 'nothing is run on servers but by CodeDeploy and user data',
    'AWS::SSM::PatchBaseline': "a server's programs are this machine's: none is patched",
    'AWS::SSM::ResourceDataSync': 'no inventory is taken of servers',
    'AWS::SSM::ResourcePolicy': 'parameters are shared with other accounts by roles',
    'AWS::SSM::ServiceSetting': 'settings are of what is not served here',
  },
};
