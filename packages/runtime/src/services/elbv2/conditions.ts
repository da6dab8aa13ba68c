import type { RuleCondition } from '@aws-sdk/client-elastic-load-balancing-v2';
import { cidrOf } from '../../base/pattern/addresses.ts';
import { regularExpressionOf } from '../../base/regular-expression.ts';
import { invalidInput } from './errors.ts';
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
  const RegexValues = condition.regexValues && [...condition.regexValues];
  switch (condition.field) {
    case 'path-pattern':
      return RegexValues
        ? { Field, RegexValues, PathPatternConfig: { RegexValues } }
        : { Field, Values, PathPatternConfig: { Values } };
    case 'host-header':
      return RegexValues
        ? { Field, RegexValues, HostHeaderConfig: { RegexValues } }
        : { Field, Values, HostHeaderConfig: { Values } };
    case 'http-request-method':
      return { Field, HttpRequestMethodConfig: { Values } };
    case 'http-header':
      return {
        Field,
        ...(RegexValues && { RegexValues }),
        HttpHeaderConfig: {
          HttpHeaderName: condition.headerName,
          ...(RegexValues ? { RegexValues } : { Values }),
        },
      };
    case 'source-ip':
      return { Field, SourceIpConfig: { Values } };
  }
}

function conditionRecord(condition: RuleCondition): ConditionRecord {
  const field = condition.Field as ConditionRecord['field'];
  if (field === 'query-string') {
    const pairs = condition.QueryStringConfig?.Values ?? [];
    if (pairs.length === 0) invalidInput('A condition value must be specified');
    return { field, pairs: pairs.map(({ Key, Value }) => ({ key: Key, value: Value ?? '' })) };
  }
  const values = valuesOf(condition) ?? [];
  const regexValues = regexValuesOf(condition) ?? [];
  const headerName = condition.HttpHeaderConfig?.HttpHeaderName;
  if (values.length === 0 && regexValues.length === 0) invalidInput('A condition value must be specified');
  if (regexValues.length === 0) return { field, values, headerName };
  // AWS: RuleCondition, HostHeaderConditionConfig …: one kind or the other; the words are unverified.
  if (values.length > 0) invalidInput('You cannot specify both Values and RegexValues in a condition');
  for (const text of regexValues) checkExpression(text, regexMax);
  return { field, values, regexValues, headerName };
}

/** AWS: API_HostHeaderConditionConfig: "The maximum length of each string is 128 characters". */
const regexMax = 128;

/**
 * AWS: user guide, "Listener rules": no looking around, no referring back, no atomic groups: nothing that the engine
 * here could not do in linear time. The words are unverified.
 */
export function checkExpression(text: string, most: number): void {
  if (text.length === 0 || text.length > most)
    invalidInput(`A regular expression must have between 1 and ${most} characters`);
  if (!regularExpressionOf(text)) invalidInput(`The regular expression '${text}' is not valid`);
}

function regexValuesOf(condition: RuleCondition): readonly string[] | undefined {
  switch (condition.Field) {
    case 'path-pattern':
      return condition.PathPatternConfig?.RegexValues ?? condition.RegexValues;
    case 'host-header':
      return condition.HostHeaderConfig?.RegexValues ?? condition.RegexValues;
    case 'http-header':
      return condition.HttpHeaderConfig?.RegexValues ?? condition.RegexValues;
    default:
      if (condition.RegexValues?.length)
        invalidInput(`Regular expressions cannot be specified for the condition field '${condition.Field}'`);
      return undefined;
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
  if (condition.field === 'query-string') return condition.pairs.length;
  return condition.values.length + (condition.regexValues?.length ?? 0);
}
