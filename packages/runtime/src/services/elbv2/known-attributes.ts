import { own } from '../../base/own.ts';
import { invalidInput, notServedHere } from './errors.ts';

export interface Known {
  readonly default: string;
  /** What may be set; only the default where this house does nothing else. */
  readonly accepts?: { test(value: string): boolean };
  /** What AWS lets be set besides, and this house does not do. */
  readonly elsewhere?: readonly string[];
}
export type KnownAttributes = Readonly<Record<string, Known>>;

/** Whole numbers between two, and perhaps one more that means "not at all". */
export function numberIn(least: number, most: number, none?: number) {
  const isIn = (value: number) => (value >= least && value <= most) || value === none;
  return { test: (value: string) => /^\d{1,7}$/.test(value) && isIn(Number(value)) };
}

/** Where it is one or the other. */
export const either = /^(true|false)$/;

export const bucketName = /^([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])?$/;
/** AWS: user guide, "Access logs": it must not include AWSLogs. */
export const logPrefix = /^(?!.*AWSLogs)[^/].*(?<!\/)$|^$/;

/** When a target group as a whole is well, whatever balances it. */
export const groupHealth: KnownAttributes = {
  // No name leads to a load balancer, so that none can fail over.
  'target_group_health.dns_failover.minimum_healthy_targets.count': { default: '1' },
  'target_group_health.dns_failover.minimum_healthy_targets.percentage': { default: 'off' },
  'target_group_health.unhealthy_state_routing.minimum_healthy_targets.count': {
    default: '1',
    accepts: numberIn(1, 1000),
  },
  'target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage': {
    default: 'off',
    accepts: { test: (value) => value === 'off' || numberIn(1, 100).test(value) },
  },
};

/** A pair as the SDK has it. */
export interface Attribute {
  readonly Key?: string | undefined;
  readonly Value?: string | undefined;
}
export type Attributes = Readonly<Record<string, string>>;

export function allOf(known: KnownAttributes, set: Attributes) {
  return Object.entries(known).map(([Key, { default: value }]) => ({ Key, Value: set[Key] ?? value }));
}

export function setAttributes(
  known: KnownAttributes,
  unknown: (key: string) => never,
  { set, pairs = [] }: { readonly set: Attributes; readonly pairs: readonly Attribute[] | undefined },
): Attributes {
  const added = pairs.map(({ Key: key = '', Value: value = '' }): [string, string] => {
    const attribute = own(known, key) ?? unknown(key);
    if (attribute.accepts ? !attribute.accepts.test(value) : value !== attribute.default) {
      // AWS: the words of the refusal are unverified.
      if (attribute.accepts && !attribute.elsewhere?.includes(value))
        invalidInput(`'${value}' is not a valid value for attribute '${key}'`);
      notServedHere(`the attribute ${key} with the value '${value}'`);
    }
    return [key, value];
  });
  return { ...set, ...Object.fromEntries(added) };
}
