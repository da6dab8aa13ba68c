import type {
  ListTargetsByRuleCommandInput,
  ListTargetsByRuleResponse,
  PutTargetsCommandInput,
  PutTargetsResponse,
  RemoveTargetsCommandInput,
  RemoveTargetsResponse,
  Target as TargetGiven,
} from '@aws-sdk/client-eventbridge';
import { parseArn } from '../../../base/arn.ts';
import { pageOf } from '../../../base/pagination.ts';
import { isPassable } from '../../../base/passed-role.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { crossAccountRole, invalid, limitExceeded, notServed } from '../errors.ts';
import { isServed, needsRole } from '../flow/targets.ts';
import { stepsOf } from '../input/transform.ts';
import { findRule, ownRule, ruleKey, targets, targetsOf, type Rule, type Target } from '../records.ts';

/** AWS: quotas, "Targets per rule". */
const targetsMax = 5;

// AWS: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutTargets.html
export const putTargets: Handler<PutTargetsCommandInput, PutTargetsResponse> = (input, call) => {
  const rule = ownRule(call, input.Rule!, input.EventBusName);
  const given = input.Targets ?? [];
  for (const target of given) {
    requireTarget(target);
    if (target.RoleArn !== undefined && !isPassable(call, target.RoleArn)) crossAccountRole(target.RoleArn);
  }
  const ids = new Set([...targetsOf(call.tx, call, rule), ...given].map(({ Id }) => Id));
  if (ids.size > targetsMax) limitExceeded();
  for (const target of given)
    targets.put(call.tx, call, `${ruleKey(rule.bus, rule.name)}|${target.Id}`, target as Target);
  return { FailedEntryCount: 0, FailedEntries: [] };
};

function requireTarget(target: TargetGiven): void {
  const { Id, Arn = '', Input, InputPath, InputTransformer, RoleArn } = target;
  if (!/^[.\-_A-Za-z0-9]+$/.test(Id ?? '')) invalid(`Parameter Id ${Id} is not valid.`);
  const arn = parseArn(Arn);
  if (!arn) return invalid(`Parameter ${Arn} is not valid. Reason: Provided Arn is not in correct format.`);
  if (!isServed(Arn)) notServed(`A target of ${arn.service} (${Arn})`);
  if ([Input, InputPath, InputTransformer].filter((each) => each !== undefined).length > 1)
    invalid(`Only one of Input, InputPath, or InputTransformer must be provided for target ${Id}.`);
  if (Input !== undefined && !isJson(Input)) invalid(`JSON syntax error in input for target ${Id}`);
  if (InputPath !== undefined && !stepsOf(InputPath)) invalid(`Invalid InputPath for target ${Id}.`);
  for (const [name, path] of Object.entries(InputTransformer?.InputPathsMap ?? {})) {
    if (name.startsWith('AWS'))
      invalid(`InputPathsMap key ${name} for target ${Id} may not start with "AWS".`);
    if (!stepsOf(path))
      invalid(`Invalid InputTransformer for target ${Id} : [JSONPath ${path} is not valid.].`);
  }
  if (needsRole(Arn) && RoleArn === undefined) invalid(`RoleArn is required for target ${Arn}.`);
  if (arn.service === 'ecs' && !target.EcsParameters)
    invalid(`Parameter(s) EcsParameters must be specified for target: ${Id}.`);
  if (arn.service === 'sqs' && arn.resource.endsWith('.fifo') && !target.SqsParameters?.MessageGroupId)
    invalid(`Parameter(s) SqsParameters must be specified for target: ${Id}.`);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return false;
  }
}

/** AWS: `Force` is for rules that a service manages. */
const ruleOf = (call: Call, { Rule = '', EventBusName, Force }: RemoveTargetsCommandInput): Rule =>
  Force ? findRule(call, Rule, EventBusName) : ownRule(call, Rule, EventBusName);

export const removeTargets: Handler<RemoveTargetsCommandInput, RemoveTargetsResponse> = (input, call) => {
  const rule = ruleOf(call, input);
  const key = ruleKey(rule.bus, rule.name);
  const FailedEntries = [];
  for (const id of input.Ids ?? []) {
    if (targets.get(call.tx, call, `${key}|${id}`)) targets.delete(call.tx, call, `${key}|${id}`);
    else
      FailedEntries.push({
        TargetId: id,
        ErrorCode: 'ResourceNotFoundException',
        ErrorMessage: `Rule ${rule.name} does not have target(s) with Id(s): ${id}.`,
      });
  }
  return { FailedEntryCount: FailedEntries.length, FailedEntries };
};

const listMax = 100;

export const listTargetsByRule: Handler<ListTargetsByRuleCommandInput, ListTargetsByRuleResponse> = (
  input,
  call,
) => {
  const rule = findRule(call, input.Rule!, input.EventBusName);
  const page = pageOf(targetsOf(call.tx, call, rule), ({ Id }) => Id, {
    token: input.NextToken,
    limit: input.Limit ?? listMax,
    invalid: () => invalid('Invalid NextToken.'),
  });
  return { Targets: [...page.items], ...(page.next !== undefined && { NextToken: page.next }) };
};
