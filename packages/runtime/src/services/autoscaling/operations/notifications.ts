import type * as sdk from '@aws-sdk/client-auto-scaling';
import type { Answered, Given } from '../../../base/given.ts';
import { pageOf } from '../../../base/pagination.ts';
import type { Handler } from '../../../dispatch/service.ts';
import { invalid, tokenInvalid } from '../errors.ts';
import { groupFlowId, notifications, type NotificationConfiguration } from '../records.ts';
import { findGroup } from './finding.ts';

export const notificationTypes = [
  'autoscaling:EC2_INSTANCE_LAUNCH',
  'autoscaling:EC2_INSTANCE_LAUNCH_ERROR',
  'autoscaling:EC2_INSTANCE_TERMINATE',
  'autoscaling:EC2_INSTANCE_TERMINATE_ERROR',
  'autoscaling:TEST_NOTIFICATION',
];

const keyOf = (group: string, topicArn: string): string => `${group}|${topicArn}`;

/** https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_PutNotificationConfiguration.html */
export const putNotificationConfiguration: Handler<
  Given<sdk.PutNotificationConfigurationCommandInput>,
  object
> = ({ AutoScalingGroupName, TopicARN: topicArn, NotificationTypes: types }, call) => {
  const { name: groupName } = findGroup(call, AutoScalingGroupName);
  const unknown = types.find((type) => !notificationTypes.includes(type));
  // AWS: unverified sentence.
  if (unknown !== undefined) invalid(`Invalid Notification Type: ${unknown}`);
  notifications.put(call.tx, call, keyOf(groupName, topicArn), { groupName, topicArn, types });
  call.flows.tell(groupFlowId(call, groupName), { type: 'NotificationWanted', topicArn } as {
    readonly type: string;
  });
  return {};
};

export const deleteNotificationConfiguration: Handler<
  Given<sdk.DeleteNotificationConfigurationCommandInput>,
  object
> = ({ AutoScalingGroupName, TopicARN }, call) => {
  const { name } = findGroup(call, AutoScalingGroupName);
  notifications.delete(call.tx, call, keyOf(name, TopicARN));
  return {};
};

export const describeAutoScalingNotificationTypes: Handler<
  object,
  Answered<sdk.DescribeAutoScalingNotificationTypesCommandOutput>
> = () => ({ AutoScalingNotificationTypes: notificationTypes });

const listMax = 50;

/** One entry for each type that a topic is told of. */
export const describeNotificationConfigurations: Handler<
  Given<sdk.DescribeNotificationConfigurationsCommandInput>,
  Answered<sdk.DescribeNotificationConfigurationsCommandOutput>
> = (input, call) => {
  const { AutoScalingGroupNames: names } = input;
  const wanted = notifications
    .list(call.tx, call)
    .filter(({ groupName }) => !names?.length || names.includes(groupName))
    .flatMap((each) => each.types.map((type) => ({ ...each, type })));
  const keyOf = ({ groupName, topicArn, type }: NotificationConfiguration & { readonly type: string }) =>
    `${groupName}|${topicArn}|${type}`;
  const page = pageOf(wanted, keyOf, {
    token: input.NextToken,
    limit: input.MaxRecords ?? listMax,
    invalid: tokenInvalid,
  });
  return {
    NotificationConfigurations: page.items.map(({ groupName, topicArn, type }) => ({
      AutoScalingGroupName: groupName,
      TopicARN: topicArn,
      NotificationType: type,
    })),
    NextToken: page.next,
  };
};
