import { hourMs } from '../actions/action.ts';
import { functionSilent, invokeLambda } from '../actions/invoke-lambda.ts';
import type { ScriptMemory } from '../actions/script.ts';
import { asRule, type RuleProvider } from './rule.ts';

/** AWS: quotas, "AWS Lambda invoke action: 24 hours"; that a rule has as long is unverified. */
const timeoutMs = 24 * hourMs;

/**
 * A function that is given a job, as by an action, and says by PutJobSuccessResult or PutJobFailureResult whether the
 * rule is met.
 */
// AWS: user guide, "How do stage conditions work?": "The rule is met when the check receives the Lambda function
// result". That it is told as the function of an action is: unverified.
export const lambdaInvoke: RuleProvider<ScriptMemory> = {
  type: {
    provider: 'LambdaInvoke',
    inputs: { min: 0, max: 5 },
    configuration: [{ name: 'FunctionName', required: true }, { name: 'UserParameters' }],
  },
  maySkip: true,
  timeoutMs,
  timeoutError: functionSilent,
  ...asRule(invokeLambda),
};
