import { arnOf, parseArn } from '../../../base/arn.ts';
import { flowId, type Handler } from '../../../dispatch/service.ts';
import { eventTypeOf } from '../event-types.ts';
import { notificationFlow, type Notification } from '../flow/notification.ts';
import type { Happening } from '../message.ts';
import { ruleArn, rules, targets } from '../records.ts';

/** The house's own, asked by EventBridge's managed rule: starts telling the targets of the rules that want an event. */
export const notify: Handler<{ readonly event: Happening }, object> = ({ event }, call) => {
  const { account, region } = call;
  for (const rule of rules.list(call.tx, call)) {
    if (rule.status !== 'ENABLED' || resourceOf(event) !== rule.resource) continue;
    if (!rule.eventTypeIds.some((id) => isOfType(event, id))) continue;
    for (const address of rule.targets) {
      const { status } = targets.get(call.tx, call, address)!;
      const notification: Notification = {
        account,
        region,
        ruleArn: ruleArn(call, rule.id),
        event,
        isFull: rule.detailType === 'FULL',
        address,
        reachable: status === 'ACTIVE',
      };
      const id = flowId(notificationFlow.kind, call, `${event.id}:${rule.id}:${address}`);
      call.flows.start(notificationFlow.kind, id, notification);
    }
  }
  return {};
};

function isOfType(event: Happening, id: string): boolean {
  const type = eventTypeOf(id)!;
  return type.source === event.source && type.detailType === event['detail-type'] && type.isOf(event.detail);
}

/** The resource that a notification rule names: of a build, its project. */
function resourceOf({ source, account, region, resources, detail }: Happening): string | undefined {
  const project = detail['project-name'] as string | undefined;
  if (source === 'aws.codebuild') return arnOf('codebuild', { account, region }, `project/${project}`);
  return resources.find((arn) => parseArn(arn)?.resource.startsWith('deploymentgroup:') === false);
}
