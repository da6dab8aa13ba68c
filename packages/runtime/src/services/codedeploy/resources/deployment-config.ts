import {
  answered,
  call,
  nameFor,
  tolerate,
  type Had,
  type ResourceType,
  listed,
} from '../../../dispatch/resource.ts';
import { api, template } from './spelling.ts';

/** No property of it can change: a change is another configuration. */
export const deploymentConfig: ResourceType = {
  typeName: 'AWS::CodeDeploy::DeploymentConfig',
  *create(wanted) {
    const deploymentConfigName = wanted.properties['DeploymentConfigName'] ?? nameFor(wanted, 100);
    const asked = { ...api(wanted.properties), deploymentConfigName };
    yield* call('codedeploy', 'CreateDeploymentConfig', asked);
    return { physicalId: deploymentConfigName };
  },
  *delete({ physicalId: deploymentConfigName }) {
    yield* call('codedeploy', 'DeleteDeploymentConfig', { deploymentConfigName });
  },
  list: listed('codedeploy', 'ListDeploymentConfigs', {
    items: 'deploymentConfigsList',
    token: 'nextToken',
    identifier: (name) => name,
  }),
  adopt: ({ physicalId }) => answered({ physicalId }),
  *read({ physicalId }: Had) {
    const asked = call('codedeploy', 'GetDeploymentConfig', { deploymentConfigName: physicalId });
    const found = yield* tolerate(['DeploymentConfigDoesNotExistException'], asked);
    if (!found) return undefined;
    const { deploymentConfigId: _, createTime: __, ...is } = found.deploymentConfigInfo;
    return template(is);
  },
};
