import type { RuleCondition } from '@aws-sdk/client-elastic-load-balancing-v2';
import { cidrOf } from '../../base/pattern/addresses.ts';
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

/** AWS: user guide, "Quotas": condition values per rule. */
const valuesMax = 5;

/** Reads the conditions of a rule; AWS takes some of them in two spellings. */
export function conditionRecords(conditions: readonly RuleCondition[] | undefined): ConditionRecord[] {
  if (!conditions?.length) invalidInput('A condition must be specified');
  const records = conditions.map(conditionRecord);
  const count = records.reduce((sum, record) => sum + sizeOf(record), 0);
  // AWS: the words of these two refusals are unverified.
  if (count > valuesMax) invalidInput(`A rule can only have '${valuesMax}' condition values`);
  const once = records
    .map(({ field }) => field)
    .filter((field) => !/^(http-header|query-string)$/.test(field));
  const twice = once.find((field, index) => once.indexOf(field) !== index);
  if (twice) invalidInput(`A rule can only have one '${twice}' condition`);
  return records;
}

export function conditionAnswer(condition: ConditionRecord): RuleCondition {
  const { field: Field } = condition;
  if (condition.field === 'query-string') {
    const Values = condition.pairs.map(({ key, value }) => ({ Key: key, Value: value }));
    return { Field, QueryStringConfig: { Values } };
  }
  const Values = [...condition.values];
  switch (condition.field) {
    case 'path-pattern':
      return { Field, Values, PathPatternConfig: { Values } };
    case 'host-header':
      return { Field, Values, HostHeaderConfig: { Values } };
    case 'http-request-method':
      return { Field, HttpRequestMethodConfig: { Values } };
    case 'http-header':
      return { Field, HttpHeaderConfig: { HttpHeaderName: condition.headerName, Values } };
    case 'source-ip':
      return { Field, SourceIpConfig: { Values } };
  }
}

function conditionRecord(condition: RuleCondition): ConditionRecord {
  if (condition.RegexValues?.length) notServedHere('regular expressions in rule conditions');
  const field = condition.Field as ConditionRecord['field'];
  if (field === 'query-string') {
    const pairs = condition.QueryStringConfig?.Values ?? [];
    if (pairs.length === 0) invalidInput('A condition value must be specified');
    return { field, pairs: pairs.map(({ Key, Value }) => ({ key: Key, value: Value ?? '' })) };
  }
  const values = valuesOf(condition);
  if (!values?.length) invalidInput('A condition value must be specified');
  return { field, values, headerName: condition.HttpHeaderConfig?.HttpHeaderName };
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
    case 'source-ip': {
      const wrong = condition.SourceIpConfig?.Values?.find((value) => !cidrOf(value));
      if (wrong !== undefined) invalidInput(`'${wrong}' is not a valid CIDR block`);
      return condition.SourceIpConfig?.Values;
    }
    default:
      return invalidInput(`Condition field '${condition.Field}' must be one of '[${fields.join(', ')}]'`);
  }
}

function sizeOf(condition: ConditionRecord): number {
  return condition.field === 'query-string' ? condition.pairs.length : condition.values.length;
}
