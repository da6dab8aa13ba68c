import type { Target as TargetGiven } from '@aws-sdk/client-eventbridge';
import { arnOf, parseArn } from '../../base/arn.ts';
import type { Scope } from '../../base/scope.ts';
import type { Call } from '../../dispatch/service.ts';
import { collection } from '../../store/collection.ts';
import type { Tx } from '../../store/store.ts';
import { busNotFound, managedRule, ruleNotFound } from './errors.ts';

export type Tags = Readonly<Record<string, string>>;

export interface Bus {
  readonly name: string;
  readonly description?: string | undefined;
  readonly kmsKeyIdentifier?: string | undefined;
  readonly deadLetterArn?: string | undefined;
  readonly logConfig?: object | undefined;
  /** JSON. */
  readonly policy?: string;
  readonly tags: Tags;
  readonly createdAt: number;
  readonly modifiedAt: number;
}

export interface Rule {
  readonly name: string;
  readonly bus: string;
  readonly pattern?: string | undefined;
  readonly schedule?: string | undefined;
  readonly state: string;
  readonly description?: string | undefined;
  readonly roleArn?: string | undefined;
  /** The service that made it, and that alone changes it: `codestar-notifications`. */
  readonly managedBy?: string | undefined;
  readonly tags: Tags;
}

export type Target = TargetGiven & { readonly Id: string; readonly Arn: string };

export interface Archive {
  readonly name: string;
  readonly sourceArn: string;
  readonly description?: string | undefined;
  readonly pattern?: string | undefined;
  /** 0: for ever. */
  readonly retentionDays: number;
  readonly eventCount: number;
  readonly sizeBytes: number;
  readonly createdAt: number;
}

export interface Replay {
  readonly name: string;
  readonly archiveArn: string;
  readonly destination: { readonly Arn: string; readonly FilterArns?: readonly string[] | undefined };
  readonly description?: string | undefined;
  /** Epoch milliseconds. */
  readonly from: number;
  readonly to: number;
  readonly startedAt: number;
  readonly flow: string;
}

/** An event as rules see it and targets get it. */
export interface BusEvent {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  readonly account: string;
  /** To the second: `2026-01-01T00:00:00Z`. */
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: unknown;
  readonly 'replay-name'?: string;
}

export const buses = collection<Bus>('events.buses');
/** By `<bus>|<rule>`. */
export const rules = collection<Rule>('events.rules');
/** By `<bus>|<rule>|<id>`. */
export const targets = collection<Target>('events.targets');
export const archives = collection<Archive>('events.archives');
/** By `<archive>|<time, sortable>|<id>`. */
export const archived = collection<BusEvent>('events.archived');
export const replays = collection<Replay>('events.replays');

export const defaultBus = 'default';

export const ruleKey = (bus: string, name: string): string => `${bus}|${name}`;

export const busArn = (scope: Scope, name: string): string => arnOf('events', scope, `event-bus/${name}`);

export const ruleArn = (scope: Scope, { bus, name }: Pick<Rule, 'bus' | 'name'>): string =>
  arnOf('events', scope, bus === defaultBus ? `rule/${name}` : `rule/${bus}/${name}`);

export const archiveArn = (scope: Scope, name: string): string => arnOf('events', scope, `archive/${name}`);

export const replayArn = (scope: Scope, name: string): string => arnOf('events', scope, `replay/${name}`);

/** The name of a bus that is given by name or ARN. */
export function busNameOf(given: string | undefined): string {
  return parseArn(given ?? '')?.resource.replace(/^event-bus\//, '') ?? given ?? defaultBus;
}

/** Every account has its default bus from the beginning. */
export function busOf(tx: Tx, scope: Scope, name: string): Bus | undefined {
  const known = buses.get(tx, scope, name);
  if (known || name !== defaultBus) return known;
  return { name: defaultBus, tags: {}, createdAt: 0, modifiedAt: 0 };
}

export function findBus(call: Call, given: string | undefined): Bus {
  const name = busNameOf(given);
  // AWS: other accounts may make rules on a bus that lets them. Here they may put events alone.
  const { account, region } = parseArn(given ?? '') ?? call;
  if (account !== call.account || region !== call.region) return busNotFound(given!);
  return busOf(call.tx, call, name) ?? busNotFound(name);
}

export function findRule(call: Call, name: string, given: string | undefined): Rule {
  const bus = findBus(call, given);
  return rules.get(call.tx, call, ruleKey(bus.name, name)) ?? ruleNotFound(name, bus.name);
}

/** A rule that its owner may change: not one that a service manages. */
export function ownRule(call: Call, name: string, given: string | undefined): Rule {
  const rule = findRule(call, name, given);
  return rule.managedBy === undefined ? rule : managedRule(rule.name);
}

export const targetsOf = (tx: Tx, scope: Scope, { bus, name }: Rule): Target[] =>
  targets.list(tx, scope, { prefix: `${ruleKey(bus, name)}|` });

export const sortable = (n: number): string => String(n).padStart(15, '0');

/** A time as an event says it: to the second. */
export const secondOf = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;
