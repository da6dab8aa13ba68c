import { flowId, type Call } from '../../dispatch/service.ts';
import { noticeKind, type Notice } from './flow/notice.ts';
import { stackArn, type EventRecord, type StackRecord } from './records.ts';

/** Tells an event of a stack to whoever wants to know: topics that the stack names, and rules of EventBridge. */
export function tell(call: Call, stack: StackRecord, event: EventRecord, number: number): void {
  const { account, region } = call;
  for (const [index, topicArn] of stack.wish.notificationArns.entries()) {
    const id = flowId(noticeKind, call, `${stack.key}|${number}|${index}`);
    const notice: Notice = { scope: { account, region }, topicArn, message: noticeOf(call, stack, event) };
    call.flows.start(noticeKind, id, notice);
  }
  const stackId = stackArn(call, stack.key);
  const own = event.physicalId === stackId;
  call.emit({
    source: 'aws.cloudformation',
    detailType: own ? 'CloudFormation Stack Status Change' : 'CloudFormation Resource Status Change',
    resources: [stackId],
    // AWS: user guide, "CloudFormation events delivered via EventBridge": the members of detail.
    detail: {
      'stack-id': stackId,
      ...(!own && { 'logical-resource-id': event.logicalId, 'physical-resource-id': event.physicalId }),
      'status-details': { status: event.status, 'status-reason': event.reason ?? '' },
      ...(!own && { 'resource-type': event.type }),
      'client-request-token': event.token ?? '',
    },
  });
}

/** AWS: what a notification says, a line each: `StackId='…'`. */
function noticeOf(call: Call, stack: StackRecord, event: EventRecord): string {
  const members = {
    StackId: stackArn(call, stack.key),
    Timestamp: new Date(event.at).toISOString(),
    EventId: event.id,
    LogicalResourceId: event.logicalId,
    Namespace: call.account,
    PhysicalResourceId: event.physicalId,
    PrincipalId: call.account,
    ResourceProperties: event.properties ?? 'null',
    ResourceStatus: event.status,
    ResourceStatusReason: event.reason ?? '',
    ResourceType: event.type,
    StackName: stack.name,
    ClientRequestToken: event.token ?? 'null',
  };
  return Object.entries(members)
    .map(([name, value]) => `${name}='${value}'\n`)
    .join('');
}
