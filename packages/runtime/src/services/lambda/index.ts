import type { Service } from '../../dispatch/service.ts';
import { invocationFlow } from './flow/invocation.ts';
import { removalFlow } from './flow/removal.ts';
import { reportFlow } from './flow/report.ts';
import { createAlias, deleteAlias, getAlias, listAliases, updateAlias } from './operations/aliases.ts';
import { updateFunctionCode, updateFunctionConfiguration } from './operations/configurations.ts';
import {
  createFunction,
  deleteFunction,
  getFunction,
  getFunctionConfiguration,
  listFunctions,
} from './operations/functions.ts';
import { forgetFlow } from './operations/forgetting.ts';
import { invoke, runInvocation } from './operations/invocations.ts';
import { addPermission, getPolicy, removePermission } from './operations/permissions.ts';
import { listTags, tagResource, untagResource } from './operations/tags.ts';
import { listVersionsByFunction, publishVersion } from './operations/versions.ts';

export const lambda: Service = {
  name: 'lambda',
  sdk: () => import('@aws-sdk/client-lambda'),
  model: 'lambda',
  operations: {
    AddPermission: addPermission,
    CreateAlias: createAlias,
    CreateFunction: createFunction,
    DeleteAlias: deleteAlias,
    DeleteFunction: deleteFunction,
    GetAlias: getAlias,
    GetFunction: getFunction,
    GetFunctionConfiguration: getFunctionConfiguration,
    GetPolicy: getPolicy,
    Invoke: invoke,
    ListAliases: listAliases,
    ListFunctions: listFunctions,
    ListTags: listTags,
    ListVersionsByFunction: listVersionsByFunction,
    PublishVersion: publishVersion,
    RemovePermission: removePermission,
    TagResource: tagResource,
    UntagResource: untagResource,
    UpdateAlias: updateAlias,
    UpdateFunctionCode: updateFunctionCode,
    UpdateFunctionConfiguration: updateFunctionConfiguration,
  },
  inside: { Forget: forgetFlow, RunInvocation: runInvocation },
  flows: [invocationFlow, removalFlow, reportFlow],
};
