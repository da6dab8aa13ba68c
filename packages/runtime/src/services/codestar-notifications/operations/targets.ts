import { own } from '../../../base/own.ts';
import { pageOf } from '../../../base/pagination.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { invalid, invalidNextToken, limitExceeded, ruleNotFound } from '../errors.ts';
import { pageSize, type Listing } from '../listing.ts';
import { findRule, ruleAt, rules, targets, type Target } from '../records.ts';

export interface TargetGiven {
  readonly TargetType?: string;
  readonly TargetAddress?: string;
}

/** AWS: quotas, "Maximum number of targets for a notification rule". */
const targetsMax = 10;

/** What an address must look like. AWS: API reference, Target: the three types and their ARNs. */
const addresses: Readonly<Record<string, RegExp>> = {
  SNS: /^arn:aws[\w-]*:sns:[\w-]+:\d{12}:[\w-]{1,256}$/,
  AWSChatbotSlack: /^arn:aws[\w-]*:chatbot::\d{12}:chat-configuration\/slack-channel\/[\w-]+$/,
  AWSChatbotMicrosoftTeams:
    /^arn:aws[\w-]*:chatbot::\d{12}:chat-configuration\/microsoft-teams-channel\/[\w-]+$/,
};

/** Keeps who is new among them; answers their addresses. */
export function keepTargets(call: Call, given: readonly TargetGiven[]): string[] {
  if (given.length > targetsMax) limitExceeded(`A notification rule can have at most ${targetsMax} targets.`);
  const kept = given.map((each) => {
    const target = targetOf(each);
    if (!targets.get(call.tx, call, target.address)) targets.put(call.tx, call, target.address, target);
    return target.address;
  });
  return [...new Set(kept)];
}

function targetOf({ TargetType: type = 'SNS', TargetAddress: address = '' }: TargetGiven): Target {
  const form = own(addresses, type) ?? invalid(`The target type ${type} is not valid.`);
  if (!form.test(address)) invalid(`The target address ${address} is not valid for the target type ${type}.`);
  return { type, address, status: 'ACTIVE' };
}

export const targetView = ({ address, type, status }: Target) => ({
  TargetAddress: address,
  TargetType: type,
  TargetStatus: status,
});

export const subscribe: Handler<{ readonly Arn: string; readonly Target: TargetGiven }, { Arn: string }> = (
  { Arn, Target },
  call,
) => {
  const rule = findRule(call, Arn);
  const all = [...new Set([...rule.targets, ...keepTargets(call, [Target])])];
  if (all.length > targetsMax) invalid(`A notification rule can have at most ${targetsMax} targets.`);
  rules.put(call.tx, call, rule.id, { ...rule, targets: all, modifiedAt: call.now });
  return { Arn };
};

/** AWS: unverified: who was not subscribed counts as unsubscribed, as the operation lists no exception for it. */
export const unsubscribe: Handler<
  { readonly Arn: string; readonly TargetAddress: string },
  { Arn: string }
> = ({ Arn, TargetAddress }, call) => {
  const rule = ruleAt(call, Arn) ?? ruleNotFound(Arn);
  const rest = rule.targets.filter((address) => address !== TargetAddress);
  rules.put(call.tx, call, rule.id, { ...rule, targets: rest, modifiedAt: call.now });
  return { Arn };
};

// AWS: https://docs.aws.amazon.com/codestar-notifications/latest/APIReference/API_DeleteTarget.html
export const deleteTarget: Handler<
  { readonly TargetAddress: string; readonly ForceUnsubscribeAll?: boolean },
  object
> = ({ TargetAddress, ForceUnsubscribeAll }, call) => {
  const using = rules.list(call.tx, call).filter((rule) => rule.targets.includes(TargetAddress));
  if (using.length > 0 && !ForceUnsubscribeAll)
    invalid(`The target ${TargetAddress} is associated with ${using.length} notification rules.`);
  for (const rule of using) {
    const rest = rule.targets.filter((address) => address !== TargetAddress);
    rules.put(call.tx, call, rule.id, { ...rule, targets: rest, modifiedAt: call.now });
  }
  targets.delete(call.tx, call, TargetAddress);
  return {};
};

const filters: Readonly<Record<string, (target: Target, value: string) => boolean>> = {
  TARGET_TYPE: ({ type }, value) => type === value,
  TARGET_ADDRESS: ({ address }, value) => address === value,
  TARGET_STATUS: ({ status }, value) => status === value,
};

export const listTargets: Handler<Listing, object> = (input, call) => {
  const matching = targets
    .list(call.tx, call)
    .filter((target) => (input.Filters ?? []).every(({ Name, Value }) => filters[Name]!(target, Value)));
  const { items, next } = pageOf(matching, ({ address }) => address, {
    token: input.NextToken,
    limit: input.MaxResults ?? pageSize,
    invalid: invalidNextToken,
  });
  return { Targets: items.map(targetView), NextToken: next };
};

/** The house's own, asked by a notification: whether its target could be told. */
export const noteReached: Handler<{ readonly address: string; readonly reached: boolean }, object> = (
  { address, reached },
  call,
) => {
  const target = targets.get(call.tx, call, address);
  const status = reached ? 'ACTIVE' : 'UNREACHABLE';
  if (target && target.status !== status) targets.put(call.tx, call, address, { ...target, status });
  return {};
};
