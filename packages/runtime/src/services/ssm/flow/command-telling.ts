import { arnOf } from '../../../base/arn.ts';
import type { AwsEvent } from '../../../base/event.ts';
import type { AwsCall } from '../../../base/effects/aws.ts';
import type { CommandState, Invocation } from './command-state.ts';

const isoOf = (time: number): string => new Date(time).toISOString();

/** The invocations whose status is another than before. */
const changedIn = (before: CommandState, after: CommandState): readonly Invocation[] =>
  after.invocations.filter(
    ({ instanceId, status }) =>
      status !== (before.invocations.find((each) => each.instanceId === instanceId)?.status ?? 'Pending'),
  );

/** AWS: user guide, "Amazon EventBridge event examples for Systems Manager": Run Command. */
export function happenings(before: CommandState, after: CommandState): AwsEvent[] {
  const { account, region, commandId, documentName } = after;
  const scope = { account, region };
  const common = {
    'command-id': commandId,
    'document-name': documentName,
    'requested-date-time': isoOf(after.requestedAt),
  };
  const told = (detailType: string, instanceIds: readonly string[], detail: object): AwsEvent => ({
    ...scope,
    source: 'aws.ssm',
    detailType,
    resources: instanceIds.map((id) => arnOf('ec2', scope, `instance/${id}`)),
    detail: { ...common, ...detail },
  });
  const ofNodes = changedIn(before, after).map(({ instanceId, status }) =>
    told('EC2 Command Invocation Status-change Notification', [instanceId], {
      'instance-id': instanceId,
      status,
    }),
  );
  if (before.status === after.status) return ofNodes;
  const { status, parameters } = after;
  const ids = after.invocations.map(({ instanceId }) => instanceId);
  const detail = { 'expire-after': isoOf(after.expiresAt), parameters, status };
  return [...ofNodes, told('EC2 Command Status-change Notification', ids, detail)];
}

/** What topics hear that want to. AWS: user guide, "Example Amazon SNS notifications for AWS Systems Manager". */
export function notices(before: CommandState, after: CommandState, now: number): Record<string, AwsCall> {
  const { notification, serviceRole } = after;
  if (!notification || serviceRole === undefined) return {};
  const { events, type } = notification;
  const isWanted = (status: string): boolean => events.includes('All') || events.includes(status);
  if (type === 'Command') {
    if (before.status === after.status || !isWanted(after.status)) return {};
    const { output, instanceIds, expiresAt, status } = after;
    const told = {
      instanceIds,
      requestedDateTime: isoOf(after.requestedAt),
      expiresAfter: isoOf(expiresAt),
      outputS3BucketName: output?.bucket ?? '',
      outputS3KeyPrefix: output?.prefix ?? '',
      status,
    };
    return { [`notify ${status}`]: publish(after, told, now) };
  }
  const changed = changedIn(before, after).filter(({ status }) => isWanted(status));
  return Object.fromEntries(
    changed.map(({ instanceId, status, details }) => [
      `notify ${instanceId} ${status}`,
      publish(
        after,
        { instanceId, requestedDateTime: isoOf(after.requestedAt), status, detailedStatus: details },
        now,
      ),
    ]),
  );
}

function publish(state: CommandState, told: object, now: number): AwsCall {
  const { account, region, commandId, documentName, notification, serviceRole } = state;
  return {
    type: 'aws.call',
    service: 'sns',
    operation: 'Publish',
    input: {
      TopicArn: notification!.topic,
      Subject: `EC2 Run Command Notification ${region}`,
      Message: JSON.stringify({ commandId, documentName, ...told, eventTime: isoOf(now) }),
    },
    as: serviceRole!,
    scope: { account, region },
  };
}
