import type { Service } from '../../dispatch/service.ts';
import { expirationFlow } from './flow/expiration.ts';
import { describeParameters } from './operations/descriptions.ts';
import { deleteParameter, deleteParameters, expire, putParameter } from './operations/parameters.ts';
import { getParameter, getParameters, getParametersByPath } from './operations/reading.ts';
import { addTagsToResource, listTagsForResource, removeTagsFromResource } from './operations/tags.ts';
import {
  getParameterHistory,
  labelParameterVersion,
  unlabelParameterVersion,
} from './operations/versions.ts';
import { parameter } from './resources/parameter.ts';

export const ssm: Service = {
  name: 'ssm',
  sdk: () => import('@aws-sdk/client-ssm'),
  model: 'ssm',
  operations: {
    AddTagsToResource: addTagsToResource,
    DeleteParameter: deleteParameter,
    DeleteParameters: deleteParameters,
    DescribeParameters: describeParameters,
    GetParameter: getParameter,
    GetParameterHistory: getParameterHistory,
    GetParameters: getParameters,
    GetParametersByPath: getParametersByPath,
    LabelParameterVersion: labelParameterVersion,
    ListTagsForResource: listTagsForResource,
    PutParameter: putParameter,
    RemoveTagsFromResource: removeTagsFromResource,
    UnlabelParameterVersion: unlabelParameterVersion,
  },
  inside: { Expire: expire },
  flows: [expirationFlow],
  resources: [parameter],
};
