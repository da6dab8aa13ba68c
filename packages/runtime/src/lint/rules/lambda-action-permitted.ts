import { isKnown, listOf, referenceOf, type Declared } from '../declared.ts';
import type { Known } from '../known.ts';
import type { Rule } from '../rule.ts';

const principal = 'lambda.alarms.cloudwatch.amazonaws.com';
const alarmTypes = ['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm'];
const functionTypes = [
  'AWS::Lambda::Function',
  'AWS::Serverless::Function',
  'AWS::Lambda::Alias',
  'AWS::Lambda::Version',
];

export const lambdaActionPermitted: Rule = {
  id: 'lambda-action-permitted',
  sentence: 'A function that an alarm calls lets CloudWatch call it.',
  url: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-actions-Lambda.html',
  *check(known) {
    for (const declared of known.of(...alarmTypes))
      for (const key of ['AlarmActions', 'OKActions', 'InsufficientDataActions'])
        for (const [index, action] of listOf(declared.properties[key]).entries()) {
          if (!isFunction(known, action, declared) || permitted(known, action, declared)) continue;
          const certain = declared.from === 'template' && referenceOf(action) !== undefined;
          yield {
            level: certain || known.complete(declared) ? 'error' : 'warning',
            place: declared.place([key, index]),
            about: `alarm ${declared.id}`,
            message:
              'CloudWatch calls the function itself, and nothing that was read lets it: the call is ' +
              'refused, and the ' +
              'alarm’s history is the only place that says so.',
            fix:
              'Allow it: aws lambda add-permission --statement-id alarms --action lambda:InvokeFunction ' +
              `--principal ${principal} ` +
              '--function-name … (AWS::Lambda::Permission in a template), with the alarm’s ARN as --source-arn.',
          };
        }
  },
};

function isFunction(known: Known, action: unknown, alarm: Declared): boolean {
  if (typeof action === 'string' && /^arn:[^:]*:lambda:/.test(action)) return true;
  return (
    referenceOf(action) !== undefined && known.meant(action, alarm.scope, ...functionTypes) !== undefined
  );
}

function permitted(known: Known, action: unknown, alarm: Declared): boolean {
  return known.of('AWS::Lambda::Permission').some(({ properties, scope }) => {
    if (properties['Principal'] !== principal && properties['Principal'] !== '*') return false;
    const target = properties['FunctionName'];
    if (scope === alarm.scope && referenceOf(target)?.id === referenceOf(action)?.id && referenceOf(action))
      return true;
    const name = isKnown(target) ? (/:function:([^:]+)/.exec(target)?.[1] ?? target) : undefined;
    return name !== undefined && typeof action === 'string' && action.includes(`:function:${name}`);
  });
}
