import type { Properties } from '../../../dispatch/resource.ts';

/** Each kind of destination: its list and its member in a template, and in S3's operations. */
const kinds = [
  ['LambdaConfigurations', 'Function', 'LambdaFunctionConfigurations', 'LambdaFunctionArn'],
  ['QueueConfigurations', 'Queue', 'QueueConfigurations', 'QueueArn'],
  ['TopicConfigurations', 'Topic', 'TopicConfigurations', 'TopicArn'],
] as const;

/** A template names one event for each configuration. */
export function notificationConfiguration(property: Properties): object {
  const bridge = property['EventBridgeConfiguration'];
  const lists = kinds.flatMap(([list, member, theirs, arn]) => {
    const configured: readonly Properties[] = property[list] ?? [];
    const one = (each: Properties) => {
      const rules = each['Filter']?.['S3Key']?.['Rules'];
      return {
        [arn]: each[member],
        Events: [each['Event']],
        ...(rules && { Filter: { Key: { FilterRules: rules } } }),
      };
    };
    return configured.length > 0 ? [[theirs, configured.map(one)] as const] : [];
  });
  return {
    ...Object.fromEntries(lists),
    ...(bridge && bridge['EventBridgeEnabled'] !== false && { EventBridgeConfiguration: {} }),
  };
}

/** And back: a configuration of several events is several in a template. */
export function notificationProperty(configuration: Properties): Properties | undefined {
  const lists = kinds.flatMap(([list, member, theirs, arn]) => {
    const configured: readonly Properties[] = configuration[theirs] ?? [];
    const each = configured.flatMap((one) => {
      const rules = one['Filter']?.['Key']?.['FilterRules'];
      return (one['Events'] as readonly string[]).map((Event) => ({
        Event,
        [member]: one[arn],
        ...(rules && { Filter: { S3Key: { Rules: rules } } }),
      }));
    });
    return each.length > 0 ? [[list, each] as const] : [];
  });
  const property = {
    ...Object.fromEntries(lists),
    ...(configuration['EventBridgeConfiguration'] && {
      EventBridgeConfiguration: { EventBridgeEnabled: true },
    }),
  };
  return Object.keys(property).length > 0 ? property : undefined;
}
