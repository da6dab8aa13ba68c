import { parseArn } from '../../../base/arn.ts';
import { alphabets } from '../../../base/ids.ts';
import { pageOf } from '../../../base/pagination.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { invalid, invalidNextToken, limitExceeded, ruleNameTaken } from '../errors.ts';
import { eventTypeOf } from '../event-types.ts';
import { listen } from '../listening.ts';
import { pageSize, type Listing } from '../listing.ts';
import { findRule, ruleArn, ruleAt, rules, targets, type NotificationRule } from '../records.ts';
import { eventTypeView } from './event-types.ts';
import { keepTargets, targetView, type TargetGiven } from './targets.ts';

/** AWS: quotas, "Maximum number of notification rules in an account" and "… for a resource". */
const rulesMax = 1000;
const rulesOfResourceMax = 10;

export interface RuleGiven {
  readonly Name?: string;
  readonly EventTypeIds?: readonly string[];
  readonly Targets?: readonly TargetGiven[];
  readonly DetailType?: string;
  readonly Status?: string;
}

interface CreateGiven extends Required<Omit<RuleGiven, 'Status'>> {
  readonly Resource: string;
  readonly Status?: string;
  readonly ClientRequestToken?: string;
  readonly Tags?: Readonly<Record<string, string>>;
}

// AWS: https://docs.aws.amazon.com/codestar-notifications/latest/APIReference/API_CreateNotificationRule.html
export const createNotificationRule: Handler<CreateGiven, { Arn: string }> = (input, call) => {
  const all = rules.list(call.tx, call);
  const token = input.ClientRequestToken;
  const same = token === undefined ? undefined : all.find((rule) => rule.clientRequestToken === token);
  if (same) return { Arn: ruleArn(call, same.id) };
  requireFreeName(all, input.Name);
  requireEventTypes(input.EventTypeIds, input.Resource);
  if (all.length >= rulesMax) limitExceeded(`An account can have at most ${rulesMax} notification rules.`);
  if (all.filter(({ resource }) => resource === input.Resource).length >= rulesOfResourceMax)
    limitExceeded(`A resource can have at most ${rulesOfResourceMax} notification rules.`);
  const rule: NotificationRule = {
    id: call.ids.word(40, alphabets.hex),
    name: input.Name,
    resource: input.Resource,
    eventTypeIds: [...new Set(input.EventTypeIds)],
    detailType: input.DetailType,
    status: input.Status ?? 'ENABLED',
    targets: keepTargets(call, input.Targets),
    tags: input.Tags ?? {},
    createdBy: call.caller.arn,
    createdAt: call.now,
    modifiedAt: call.now,
    clientRequestToken: token,
  };
  keep(call, rule);
  return { Arn: ruleArn(call, rule.id) };
};

function keep(call: Call, rule: NotificationRule): void {
  rules.put(call.tx, call, rule.id, rule);
  listen(call);
}

function requireFreeName(all: readonly NotificationRule[], name: string, own?: string): void {
  if (all.some((rule) => rule.name === name && rule.id !== own)) ruleNameTaken(name);
}

/** Every event type is there, and of what the resource is. */
function requireEventTypes(ids: readonly string[], resource: string): void {
  if (ids.length === 0) invalid('At least one event type must be specified.');
  const arn = parseArn(resource);
  for (const id of ids) {
    const type = eventTypeOf(id) ?? invalid(`The event type ID ${id} is not valid.`);
    if (type.source !== `aws.${arn?.service}` || !type.resource.test(arn?.resource ?? ''))
      invalid(`The event type ID ${id} is not supported for the resource ${resource}.`);
  }
}

export const updateNotificationRule: Handler<RuleGiven & { readonly Arn: string }, object> = (
  input,
  call,
) => {
  const rule = findRule(call, input.Arn);
  if (input.Name !== undefined) requireFreeName(rules.list(call.tx, call), input.Name, rule.id);
  if (input.EventTypeIds) requireEventTypes(input.EventTypeIds, rule.resource);
  keep(call, {
    ...rule,
    name: input.Name ?? rule.name,
    eventTypeIds: input.EventTypeIds ? [...new Set(input.EventTypeIds)] : rule.eventTypeIds,
    detailType: input.DetailType ?? rule.detailType,
    status: input.Status ?? rule.status,
    targets: input.Targets ? keepTargets(call, input.Targets) : rule.targets,
    modifiedAt: call.now,
  });
  return {};
};

/** AWS: unverified: a rule that is not there counts as deleted, as the operation lists no exception for it. */
export const deleteNotificationRule: Handler<{ readonly Arn: string }, { Arn: string }> = ({ Arn }, call) => {
  const rule = ruleAt(call, Arn);
  if (rule) rules.delete(call.tx, call, rule.id);
  if (rule) listen(call);
  return { Arn };
};

export const describeNotificationRule: Handler<{ readonly Arn: string }, object> = ({ Arn }, call) => {
  const rule = findRule(call, Arn);
  return {
    Arn,
    Name: rule.name,
    EventTypes: rule.eventTypeIds.map((id) => eventTypeView(eventTypeOf(id)!)),
    Resource: rule.resource,
    Targets: rule.targets.map((address) => targetView(targets.get(call.tx, call, address)!)),
    DetailType: rule.detailType,
    CreatedBy: rule.createdBy,
    Status: rule.status,
    CreatedTimestamp: new Date(rule.createdAt),
    LastModifiedTimestamp: new Date(rule.modifiedAt),
    Tags: rule.tags,
  };
};

const ruleFilters: Readonly<Record<string, (rule: NotificationRule, value: string) => boolean>> = {
  EVENT_TYPE_ID: ({ eventTypeIds }, value) => eventTypeIds.includes(value),
  CREATED_BY: ({ createdBy }, value) => createdBy === value,
  RESOURCE: ({ resource }, value) => resource === value,
  TARGET_ADDRESS: (rule, value) => rule.targets.includes(value),
};

export const listNotificationRules: Handler<Listing, object> = (input, call) => {
  const matching = rules
    .list(call.tx, call)
    .filter((rule) => (input.Filters ?? []).every(({ Name, Value }) => ruleFilters[Name]!(rule, Value)));
  const { items, next } = pageOf(matching, ({ id }) => id, {
    token: input.NextToken,
    limit: input.MaxResults ?? pageSize,
    invalid: invalidNextToken,
  });
  return { NotificationRules: items.map(({ id }) => ({ Id: id, Arn: ruleArn(call, id) })), NextToken: next };
};
