import { alarmTypes } from '../alarm.ts';
import { isKnown } from '../declared.ts';
import type { Rule } from '../rule.ts';
import { RuleError, ruleOf } from '../../services/cloudwatch/rule/parse.ts';

export const compositeRule: Rule = {
  id: 'composite-rule',
  sentence: 'A composite alarm combines alarms that exist.',
  url: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-combining.html',
  *check(known) {
    for (const declared of known.of('AWS::CloudWatch::CompositeAlarm')) {
      const text = declared.properties['AlarmRule'];
      if (!isKnown(text)) continue;
      const common = { place: declared.place(['AlarmRule']), about: `alarm ${declared.id}` };
      const wrong = mistakeOf(text);
      if (wrong) {
        const fix = 'Write it like ALARM("5xx") OR (ALARM("latency") AND NOT ALARM("deploying")).';
        yield { ...common, level: 'error', message: `Its rule cannot be read: ${wrong}.`, fix };
        continue;
      }
      for (const name of namesIn(text).filter((each) => !known.meant(each, declared.scope, ...alarmTypes)))
        yield {
          ...common,
          level: known.complete(declared) ? 'error' : 'warning',
          message: `Its rule is about ${name}, which is in nothing that was read.`,
          fix: `Create ${name}, or give the file that does.`,
        };
    }
  },
};

function mistakeOf(text: string): string | undefined {
  try {
    ruleOf(text);
    return undefined;
  } catch (error) {
    if (error instanceof RuleError) return error.message;
    throw error;
  }
}

const namesIn = (text: string): string[] =>
  [
    ...text.matchAll(/\b(?:ALARM|OK|INSUFFICIENT_DATA)\s*\(\s*(?:"([^"]+)"|'([^']+)'|([^"'()\s]+))\s*\)/gi),
  ].map(([, double, single, plain]) => (double ?? single ?? plain)!);
