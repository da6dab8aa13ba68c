import type { ResourceType } from '../../../dispatch/resource.ts';
import type { Service } from '../../../dispatch/service.ts';
import { assert } from '../../../base/assert.ts';
import { ownTypes } from '../progress/types.ts';
import { requestFlow } from './flow/request.ts';
import { createResource, deleteResource, updateResource } from './operations/changes.ts';
import {
  cancelResourceRequest,
  getResourceRequestStatus,
  listResourceRequests,
} from './operations/requests.ts';
import { getResource, listResources } from './operations/resources.ts';

/** Cloud Control: resources of the types that services lend, one at a time, without a stack. */
export const cloudControlOf = ({ types }: { readonly types: readonly ResourceType[] }): Service => {
  const all = [...types, ...ownTypes];
  const lent: ReadonlyMap<string, ResourceType> = new Map(all.map((type) => [type.typeName, type]));
  const found = (typeName: string): ResourceType => {
    const type = lent.get(typeName);
    assert(type, `${typeName} is served as long as the request`);
    return type;
  };
  return {
    name: 'cloudcontrol',
    signingName: 'cloudcontrolapi',
    sdk: () => import('@aws-sdk/client-cloudcontrol'),
    model: 'cloudcontrol',
    operations: {
      CancelResourceRequest: cancelResourceRequest,
      CreateResource: createResource(lent),
      DeleteResource: deleteResource(lent),
      GetResource: getResource(lent),
      GetResourceRequestStatus: getResourceRequestStatus,
      ListResourceRequests: listResourceRequests,
      ListResources: listResources(lent),
      UpdateResource: updateResource(lent),
    },
    flows: [requestFlow(found)],
  };
};
