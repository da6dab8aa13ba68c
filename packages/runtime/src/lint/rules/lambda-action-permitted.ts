import { actionKeys, alarmTypes } from '../alarm.ts';
import { listOf, referenceOf } from '../declared.ts';
import { isFunction, mayCall } from '../lets-in.ts';
import type { Rule } from '../rule.ts';

const principal = 'lambda.alarms.cloudwatch.amazonaws.com';

export const lambdaActionPermitted: Rule = {
  id: 'lambda-action-permitted',
  sentence: 'A function that an alarm calls lets CloudWatch call it.',
  url: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-actions-Lambda.html',
  *check(known) {
    for (const declared of known.of(...alarmTypes))
      for (const key of actionKeys)
        for (const [index, action] of listOf(declared.properties[key]).entries()) {
          const call = { target: action, scope: declared.scope, principal };
          if (!isFunction(known, call) || mayCall(known, call)) continue;
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
