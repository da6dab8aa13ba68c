import { arnOf, parseArn } from '../../base/arn.ts';
import type { Scope } from '../../base/scope.ts';
import type { Call } from '../../dispatch/service.ts';
import { collection } from '../../store/collection.ts';
import { ruleNotFound } from './errors.ts';

export interface NotificationRule {
  readonly id: string;
  readonly name: string;
  /** The ARN of the pipeline, project, application or repository it watches. */
  readonly resource: string;
  readonly eventTypeIds: readonly string[];
  readonly detailType: string;
  readonly status: string;
  /** Whom it tells: addresses of `targets`. */
  readonly targets: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
  readonly createdBy: string;
  readonly createdAt: number;
  readonly modifiedAt: number;
  readonly clientRequestToken?: string | undefined;
}

/** Somebody to be told: a topic, or a client of the chat service. */
export interface Target {
  readonly address: string;
  readonly type: string;
  readonly status: 'ACTIVE' | 'UNREACHABLE';
}

/** By id. */
export const rules = collection<NotificationRule>('codestar-notifications.rules');
/** By address. */
export const targets = collection<Target>('codestar-notifications.targets');

export const ruleArn = (scope: Scope, id: string): string =>
  arnOf('codestar-notifications', scope, `notificationrule/${id}`);

/** The rule that an ARN names, in the caller's own account and region. */
export function ruleAt(call: Call, arn: string): NotificationRule | undefined {
  const parsed = parseArn(arn);
  if (parsed?.account !== call.account || parsed.region !== call.region) return undefined;
  return rules.get(call.tx, call, parsed.resource.replace(/^notificationrule\//, ''));
}

export const findRule = (call: Call, arn: string): NotificationRule => ruleAt(call, arn) ?? ruleNotFound(arn);
