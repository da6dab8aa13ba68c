import type * as sdk from '@aws-sdk/client-iam';
import type { Answered, Given } from '../../../base/given.ts';
import { own } from '../../../base/own.ts';
import type { Handler } from '../../../dispatch/service.ts';
import { invalidInput, noSuchDeletionTask, noSuchEntity } from '../errors.ts';
import { collection } from '../../../store/collection.ts';
import { globally, keyOf, putRole, roleNamed, roles } from '../records.ts';
import { madeRole, roleAnswer } from './roles.ts';

/** Roles whose name does not follow from their service's. */
// AWS: the services' user guides, "Using service-linked roles"; others are unverified, and named after their service.
const names: Readonly<Record<string, string>> = {
  'autoscaling.amazonaws.com': 'AutoScaling',
  'codestar-notifications.amazonaws.com': 'CodeStarNotifications',
  'config.amazonaws.com': 'Config',
  'cloudtrail.amazonaws.com': 'CloudTrail',
  'dynamodb.application-autoscaling.amazonaws.com': 'ApplicationAutoScaling_DynamoDBTable',
  'ecs.amazonaws.com': 'ECS',
  'ecs.application-autoscaling.amazonaws.com': 'ApplicationAutoScaling_ECSService',
  'elasticache.amazonaws.com': 'ElastiCache',
  'elasticloadbalancing.amazonaws.com': 'ElasticLoadBalancing',
  'events.amazonaws.com': 'CloudWatchEvents',
  'lambda.application-autoscaling.amazonaws.com': 'ApplicationAutoScaling_LambdaConcurrency',
  'opensearchservice.amazonaws.com': 'AmazonOpenSearchService',
  'rds.amazonaws.com': 'RDS',
  'replicator.lambda.amazonaws.com': 'LambdaReplicator',
  'spot.amazonaws.com': 'EC2Spot',
};

const tasks = collection<{ readonly role: string }>('iam.deletion-tasks');

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateServiceLinkedRole.html */
export const createServiceLinkedRole: Handler<
  Given<sdk.CreateServiceLinkedRoleCommandInput>,
  Answered<sdk.CreateServiceLinkedRoleCommandOutput>
> = (input, call) => {
  const service = input.AWSServiceName;
  if (!/^[a-z0-9.-]+\.amazonaws\.com$/.test(service)) invalidInput(`Service ${service} does not exist.`);
  const suffix = input.CustomSuffix === undefined ? '' : `_${input.CustomSuffix}`;
  const name = `AWSServiceRoleFor${own(names, service) ?? namedAfter(service)}${suffix}`;
  if (roles.get(call.tx, globally(call), keyOf(name)))
    invalidInput(`Service role name ${name} has been taken in this account, please try a different suffix.`);
  const role = madeRole(call, {
    RoleName: name,
    Path: `${serviceRolePath}${service}/`,
    Description: input.Description,
    AssumeRolePolicyDocument: JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
    }),
  });
  putRole(call.tx, call, role);
  return { Role: roleAnswer(role) };
};

export const serviceRolePath = '/aws-service-role/';

const namedAfter = (service: string): string =>
  service
    .replace('.amazonaws.com', '')
    .split(/[.-]/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');

/** Nothing here uses such a role, so it goes at once; the task tells that it has gone. */
export const deleteServiceLinkedRole: Handler<
  Given<sdk.DeleteServiceLinkedRoleCommandInput>,
  Answered<sdk.DeleteServiceLinkedRoleCommandOutput>
> = (input, call) => {
  const role = roleNamed(call.tx, call, input.RoleName);
  // AWS: DeleteServiceLinkedRole has no other error for it; unverified.
  if (!role.path.startsWith(serviceRolePath)) noSuchEntity('role', role.roleName);
  roles.delete(call.tx, globally(call), keyOf(role.roleName));
  const DeletionTaskId = `task${role.path}${role.roleName}/${call.ids.uuid()}`;
  tasks.put(call.tx, globally(call), DeletionTaskId, { role: role.roleName });
  return { DeletionTaskId };
};

export const getServiceLinkedRoleDeletionStatus: Handler<
  Given<sdk.GetServiceLinkedRoleDeletionStatusCommandInput>,
  Answered<sdk.GetServiceLinkedRoleDeletionStatusCommandOutput>
> = (input, call) => {
  if (!tasks.get(call.tx, globally(call), input.DeletionTaskId)) noSuchDeletionTask(input.DeletionTaskId);
  return { Status: 'SUCCEEDED' };
};
