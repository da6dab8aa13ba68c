import type { Call } from '../../../dispatch/service.ts';
import { own } from '../../../base/own.ts';
import type { Value, View } from '../reading.ts';
import { partKey, resources, stackArn, type StackRecord } from '../records.ts';

/** What stands behind the names in a stack's template, as far as it has come. */
export function viewOf(call: Call, stack: StackRecord): View {
  const parameters = new Map(stack.wish.parameters.map((each) => [each.key, each.resolved ?? each.value]));
  const pseudo: Readonly<Record<string, Value>> = {
    'AWS::AccountId': call.account,
    'AWS::Region': call.region,
    'AWS::Partition': 'aws',
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::StackName': stack.name,
    'AWS::StackId': stackArn(call, stack.key),
    'AWS::NotificationARNs': stack.wish.notificationArns,
  };
  const made = (logicalId: string) => resources.get(call.tx, call, partKey(stack.key, logicalId))?.made;
  return {
    ref(name) {
      const resource = own(pseudo, name) === undefined && !parameters.has(name) ? made(name) : undefined;
      return own(pseudo, name) ?? parameters.get(name) ?? resource?.ref ?? resource?.physicalId;
    },
    attribute: (logicalId, name) => own(made(logicalId)?.attributes, name) as Value | undefined,
  };
}
