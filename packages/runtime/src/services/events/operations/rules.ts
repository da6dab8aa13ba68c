import type {
  DeleteRuleCommandInput,
  DescribeRuleCommandInput,
  DescribeRuleResponse,
  DisableRuleCommandInput,
  EnableRuleCommandInput,
  ListRuleNamesByTargetCommandInput,
  ListRuleNamesByTargetResponse,
  ListRulesCommandInput,
  ListRulesResponse,
  PutRuleCommandInput,
  PutRuleResponse,
  Rule as RuleTold,
  TestEventPatternCommandInput,
  TestEventPatternResponse,
} from '@aws-sdk/client-eventbridge';
import { pageOf } from '../../../base/pagination.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import { flowId, type Call, type Handler } from '../../../dispatch/service.ts';
import { tell } from '../accepting.ts';
import { invalid, invalidPattern, managedRule } from '../errors.ts';
import { scheduleFlow, type Scheduled, type ScheduleFact } from '../flow/schedule.ts';
import { patternOf } from '../patterns.ts';
import {
  busNameOf,
  busOf,
  defaultBus,
  findBus,
  findRule,
  ownRule,
  ruleArn,
  ruleKey,
  rules,
  secondOf,
  targetsOf,
  type Rule,
} from '../records.ts';
import { forgetRule, keepRule } from '../rule-index.ts';
import { readSchedule } from '../schedule/schedule.ts';
import { tagsGiven } from './tags.ts';

// AWS: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html
export const putRule: Handler<PutRuleCommandInput, PutRuleResponse> = (input, call) => {
  const bus = findBus(call, input.EventBusName).name;
  const { EventPattern: pattern, ScheduleExpression: schedule } = input;
  if (!pattern && !schedule) invalid('Parameter(s) EventPattern or ScheduleExpression must be specified.');
  if (schedule && bus !== defaultBus)
    invalid('ScheduleExpression is supported only on the default event bus.');
  if (schedule && !readSchedule(schedule)) invalid('Parameter ScheduleExpression is not valid.');
  if (pattern) patternOf(pattern);
  const known = rules.get(call.tx, call, ruleKey(bus, input.Name!));
  if (known?.managedBy !== undefined) managedRule(known.name);
  const rule: Rule = {
    name: input.Name!,
    bus,
    pattern: pattern || undefined,
    schedule: schedule || undefined,
    state: input.State ?? 'ENABLED',
    description: input.Description,
    roleArn: input.RoleArn,
    // AWS: "If you are updating an existing rule, any tags you specify … are ignored."
    tags: known?.tags ?? tagsGiven(input.Tags),
  };
  keep(call, rule);
  return { RuleArn: ruleArn(call, rule) };
};

/** Keeps a rule, and has its schedule follow. */
function keep(call: Call, rule: Rule): void {
  keepRule(call.tx, call, rule);
  const flow = scheduleFlowId(call, rule.name);
  if (rule.bus !== defaultBus) return;
  if (rule.schedule === undefined) return call.flows.remove(flow);
  const enabled = rule.state !== 'DISABLED';
  const expression = rule.schedule;
  const fact: ScheduleFact = { type: 'ScheduleChanged', expression, enabled };
  if (call.flows.state(flow)) return call.flows.tell(flow, fact);
  const { account, region } = call;
  const scheduled: Scheduled = { account, region, rule: rule.name, expression, since: call.now, enabled };
  call.flows.start(scheduleFlow.kind, flow, scheduled);
}

const scheduleFlowId = (call: Call, name: string): string => flowId(scheduleFlow.kind, call, name);

export const enableRule: Handler<EnableRuleCommandInput, object> = (input, call) => {
  keep(call, { ...ownRule(call, input.Name!, input.EventBusName), state: 'ENABLED' });
  return {};
};

export const disableRule: Handler<DisableRuleCommandInput, object> = (input, call) => {
  keep(call, { ...ownRule(call, input.Name!, input.EventBusName), state: 'DISABLED' });
  return {};
};

export const deleteRule: Handler<DeleteRuleCommandInput, object> = (input, call) => {
  const bus = findBus(call, input.EventBusName).name;
  const rule = rules.get(call.tx, call, ruleKey(bus, input.Name!));
  if (!rule) return {}; // AWS: deleting what is not there succeeds.
  if (rule.managedBy !== undefined && !input.Force) managedRule(rule.name);
  if (targetsOf(call.tx, call, rule).length > 0) invalid("Rule can't be deleted since it has targets.");
  forgetRule(call.tx, call, rule);
  if (rule.schedule !== undefined) call.flows.remove(scheduleFlowId(call, rule.name));
  return {};
};

export const describeRule: Handler<DescribeRuleCommandInput, DescribeRuleResponse> = (input, call) => ({
  ...told(call, findRule(call, input.Name!, input.EventBusName)),
  CreatedBy: call.account,
});

function told(call: Call, rule: Rule): RuleTold {
  return {
    Name: rule.name,
    Arn: ruleArn(call, rule),
    EventPattern: rule.pattern,
    State: rule.state as RuleTold['State'],
    Description: rule.description,
    ScheduleExpression: rule.schedule,
    RoleArn: rule.roleArn,
    EventBusName: rule.bus,
    ManagedBy: rule.managedBy && servicePrincipal(rule.managedBy),
  };
}

const listMax = 100;

interface Paged {
  readonly NextToken?: string | undefined;
  readonly Limit?: number | undefined;
}

function page(all: readonly Rule[], { NextToken, Limit }: Paged) {
  const { items, next } = pageOf(all, ({ name }) => name, {
    token: NextToken,
    limit: Limit ?? listMax,
    invalid: () => invalid('Invalid NextToken.'),
  });
  return { items, ...(next !== undefined && { NextToken: next }) };
}

export const listRules: Handler<ListRulesCommandInput, ListRulesResponse> = (input, call) => {
  const bus = findBus(call, input.EventBusName).name;
  const prefix = ruleKey(bus, input.NamePrefix ?? '');
  const { items, ...more } = page(rules.list(call.tx, call, { prefix }), input);
  return { Rules: items.map((rule) => told(call, rule)), ...more };
};

export const listRuleNamesByTarget: Handler<
  ListRuleNamesByTargetCommandInput,
  ListRuleNamesByTargetResponse
> = (input, call) => {
  const bus = findBus(call, input.EventBusName).name;
  const tells = (rule: Rule) => targetsOf(call.tx, call, rule).some(({ Arn }) => Arn === input.TargetArn);
  const all = rules.list(call.tx, call, { prefix: `${bus}|` }).filter(tells);
  const { items, ...more } = page(all, input);
  return { RuleNames: items.map(({ name }) => name), ...more };
};

// AWS: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_TestEventPattern.html
export const testEventPattern: Handler<TestEventPatternCommandInput, TestEventPatternResponse> = (input) => {
  const pattern = patternOf(input.EventPattern ?? invalidPattern('Filter is not an object'));
  const event = eventGiven(input.Event ?? '');
  for (const field of ['id', 'account', 'source', 'time', 'region', 'resources', 'detail-type'])
    if (!(field in event))
      invalid('Parameter Event is not valid. Reason: Event is missing mandatory fields.');
  return { Result: pattern(event) };
};

function eventGiven(text: string): object {
  try {
    const event: unknown = JSON.parse(text);
    if (typeof event === 'object' && event !== null) return event;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  return invalid('Parameter Event is not valid.');
}

/** The house's own, asked by a schedule that has come due. */
export const fire: Handler<{ readonly rule: string; readonly time: number }, object> = (
  { rule: name, time },
  call,
) => {
  const rule = rules.get(call.tx, call, ruleKey(defaultBus, name));
  if (!rule) return {};
  tell(call, rule, {
    version: '0',
    id: call.ids.uuid(),
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    account: call.account,
    time: secondOf(time),
    region: call.region,
    resources: [ruleArn(call, rule)],
    detail: {},
  });
  return {};
};

/** Whether a bus is there, by name or ARN. */
export const hasBus = (call: Call, given: string | undefined): boolean =>
  busOf(call.tx, call, busNameOf(given)) !== undefined;
