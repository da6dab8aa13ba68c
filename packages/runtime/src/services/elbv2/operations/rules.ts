import type * as sdk from '@aws-sdk/client-elastic-load-balancing-v2';
import { alphabets } from '../../../base/ids.ts';
import { pageOf } from '../../../base/pagination.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { actionAnswers, actionRecord } from '../actions.ts';
import { listenerChanged } from '../changes.ts';
import { conditionAnswer, conditionRecords } from '../conditions.ts';
import {
  defaultRuleFixed,
  defaultRuleKept,
  invalidConfiguration,
  invalidInput,
  priorityInUse,
} from '../errors.ts';
import {
  listenerOf,
  listeners,
  ruleOf,
  rules,
  rulesOf,
  tags,
  typeOf,
  type Answer,
  type ListenerRecord,
  type RuleRecord,
} from '../records.ts';
import { tagRecord } from '../tags.ts';
import { transformsAnswer, transformsIn } from '../transforms.ts';
import { ruleArnPrefix } from './listeners.ts';

export const createRule: Handler<sdk.CreateRuleCommandInput, Answer<sdk.CreateRuleCommandOutput>> = (
  input,
  call,
) => {
  const listener = listenerOf(call.tx, call, input.ListenerArn!);
  // AWS: the words are unverified.
  if (typeOf(listener.loadBalancerArn) === 'network')
    invalidConfiguration("CreateRule is not supported for load balancers of type 'network'");
  checkPriority(input.Priority!);
  const taken = rulesOf(call.tx, call, listener.arn).some((rule) => rule.priority === input.Priority);
  if (taken) priorityInUse(input.Priority!);
  const rule: RuleRecord = {
    arn: `${ruleArnPrefix(listener.arn)}/${call.ids.word(16, alphabets.hex)}`,
    listenerArn: listener.arn,
    priority: input.Priority!,
    conditions: conditionRecords(input.Conditions),
    action: actionRecord(input.Actions, listener),
    transforms: transformsIn(input.Transforms ?? []),
  };
  rules.put(call.tx, call, rule.arn, rule);
  tags.put(call.tx, call, rule.arn, tagRecord(input.Tags));
  listenerChanged(call, listener);
  return { Rules: [ruleAnswer(rule)] };
};

export const describeRules: Handler<sdk.DescribeRulesCommandInput, Answer<sdk.DescribeRulesCommandOutput>> = (
  input,
  call,
) => {
  const found = input.RuleArns?.length
    ? input.RuleArns.map((arn) => ruleNamed(call, arn))
    : rulesOfListener(call, listenerOf(call.tx, call, listenerAsked(input)));
  const page = pageOf(found, (rule) => rule.RuleArn!, {
    token: input.Marker,
    limit: input.PageSize ?? 400,
    invalid: () => invalidInput('Invalid Marker'),
  });
  return { Rules: [...page.items], NextMarker: page.next };
};

export const modifyRule: Handler<sdk.ModifyRuleCommandInput, Answer<sdk.ModifyRuleCommandOutput>> = (
  input,
  call,
) => {
  if (listenerOfDefault(call, input.RuleArn!)) defaultRuleFixed(input.RuleArn!);
  // AWS: ModifyRule, ResetTransforms: "you can't specify both"; the words are unverified.
  if (input.Transforms?.length && input.ResetTransforms)
    invalidInput('You cannot specify both Transforms and ResetTransforms');
  const before = ruleOf(call.tx, call, input.RuleArn!);
  const listener = listenerOf(call.tx, call, before.listenerArn);
  const actionsOf = { protocol: listener.protocol, before: before.action };
  const rule: RuleRecord = {
    ...before,
    ...(input.Conditions && { conditions: conditionRecords(input.Conditions) }),
    ...(input.Actions && { action: actionRecord(input.Actions, actionsOf) }),
    ...(input.Transforms?.length && { transforms: transformsIn(input.Transforms) }),
    ...(input.ResetTransforms && { transforms: undefined }),
  };
  rules.put(call.tx, call, rule.arn, rule);
  listenerChanged(call, listener);
  return { Rules: [ruleAnswer(rule)] };
};

export const deleteRule: Handler<sdk.DeleteRuleCommandInput, object> = (input, call) => {
  if (listenerOfDefault(call, input.RuleArn!)) defaultRuleKept(input.RuleArn!);
  const rule = ruleOf(call.tx, call, input.RuleArn!);
  rules.delete(call.tx, call, rule.arn);
  tags.delete(call.tx, call, rule.arn);
  listenerChanged(call, listenerOf(call.tx, call, rule.listenerArn));
  return {};
};

export const setRulePriorities: Handler<
  sdk.SetRulePrioritiesCommandInput,
  Answer<sdk.SetRulePrioritiesCommandOutput>
> = (input, call) => {
  const moved = input.RulePriorities!.map(({ RuleArn, Priority }) => {
    checkPriority(Priority);
    return { ...ruleOf(call.tx, call, RuleArn), priority: Priority };
  });
  for (const rule of moved) rules.put(call.tx, call, rule.arn, rule);
  for (const listenerArn of new Set(moved.map((rule) => rule.listenerArn))) {
    const priorities = rulesOf(call.tx, call, listenerArn).map((rule) => rule.priority);
    const twice = priorities.find((priority, index) => priorities.indexOf(priority) !== index);
    if (twice !== undefined) priorityInUse(twice);
    listenerChanged(call, listenerOf(call.tx, call, listenerArn));
  }
  return { Rules: moved.map(ruleAnswer) };
};

function checkPriority(priority: number | undefined): asserts priority is number {
  if (priority === undefined) invalidInput('A priority must be specified');
  if (priority < 1 || priority > 50_000) invalidInput(`Priority '${priority}' must be between 1 and 50000`);
}

function listenerAsked(input: sdk.DescribeRulesCommandInput): string {
  return input.ListenerArn ?? invalidInput('You must specify either listener rule ARNs or a listener ARN');
}

function ruleNamed(call: Call, arn: string): sdk.Rule {
  const listener = listenerOfDefault(call, arn);
  return listener ? defaultRuleAnswer(listener) : ruleAnswer(ruleOf(call.tx, call, arn));
}

/** The listener whose default rule has this ARN. */
function listenerOfDefault(call: Call, ruleArn: string): ListenerRecord | undefined {
  const listenerArn = ruleArn.slice(0, ruleArn.lastIndexOf('/')).replace(':listener-rule/', ':listener/');
  const listener = listeners.get(call.tx, call, listenerArn);
  return listener?.defaultRuleArn === ruleArn ? listener : undefined;
}

/** The default rule comes last. */
function rulesOfListener(call: Call, listener: ListenerRecord): sdk.Rule[] {
  return [...rulesOf(call.tx, call, listener.arn).map(ruleAnswer), defaultRuleAnswer(listener)];
}

function ruleAnswer(rule: RuleRecord): sdk.Rule {
  return {
    RuleArn: rule.arn,
    Priority: String(rule.priority),
    Conditions: rule.conditions.map(conditionAnswer),
    Actions: actionAnswers(rule.action),
    IsDefault: false,
    ...(rule.transforms && { Transforms: transformsAnswer(rule.transforms) }),
  };
}

function defaultRuleAnswer(listener: ListenerRecord): sdk.Rule {
  return {
    RuleArn: listener.defaultRuleArn,
    Priority: 'default',
    Conditions: [],
    Actions: actionAnswers(listener.action),
    IsDefault: true,
  };
}
