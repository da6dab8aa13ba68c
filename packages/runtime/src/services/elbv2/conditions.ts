import type { RuleCondition } from '@aws-sdk/client-elastic-load-balancing-v2';
import { invalidInput, notServedHere } from './errors.ts';
import type { ConditionRecord } from './records.ts';

const fields = [
  'host-header',
  'http-header',
  'http-request-method',
  'path-pattern',
  'query-string',
  'source-ip',
];

/** Reads the conditions of a rule; AWS takes some of them in two spellings. */
export function conditionRecords(conditions: readonly RuleCondition[] | undefined): ConditionRecord[] {
  if (!conditions?.length) invalidInput('A condition must be specified');
  return conditions.map((condition) => {
    if (condition.RegexValues?.length) notServedHere('regular expressions in rule conditions');
    const values = valuesOf(condition);
    if (!values?.length) invalidInput('A condition value must be specified');
    const field = condition.Field as ConditionRecord['field'];
    return { field, values, headerName: condition.HttpHeaderConfig?.HttpHeaderName };
  });
}

export function conditionAnswer({ field, values: given, headerName }: ConditionRecord): RuleCondition {
  const Values = [...given];
  switch (field) {
    case 'path-pattern':
      return { Field: field, Values, PathPatternConfig: { Values } };
    case 'host-header':
      return { Field: field, Values, HostHeaderConfig: { Values } };
    case 'http-request-method':
      return { Field: field, HttpRequestMethodConfig: { Values } };
    case 'http-header':
      return { Field: field, HttpHeaderConfig: { HttpHeaderName: headerName, Values } };
  }
}

function valuesOf(condition: RuleCondition): readonly string[] | undefined {
  switch (condition.Field) {
    case 'path-pattern':
      return condition.PathPatternConfig?.Values ?? condition.Values;
    case 'host-header':
      return condition.HostHeaderConfig?.Values ?? condition.Values;
    case 'http-request-method':
      return condition.HttpRequestMethodConfig?.Values;
    case 'http-header':
      if (!condition.HttpHeaderConfig?.HttpHeaderName) invalidInput('An HTTP header name must be specified');
      return condition.HttpHeaderConfig.Values;
    case 'query-string':
    case 'source-ip':
      return notServedHere(`rule conditions on ${condition.Field}`);
    default:
      return invalidInput(`Condition field '${condition.Field}' must be one of '[${fields.join(', ')}]'`);
  }
}
