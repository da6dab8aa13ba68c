import type { AwsEvent } from '../../../base/event.ts';
import type { Scope } from '../../../base/scope.ts';
import { suppressedReason, type Suppression } from '../flow/suppression.ts';
import { javaMoment } from '../moments.ts';
import { windowOf } from '../mute/rule.ts';
import { alarmArn, muteRuleArn, type MuteRuleRecord } from '../records.ts';
import { described } from './description.ts';
import type { Change, Standing } from './message.ts';

/** An alarm's state, and what keeps it from acting upon it. */
type Moved = Standing & { readonly suppression?: Suppression | undefined };

/** What EventBridge is told of a decision about an alarm: that it has come into another state. */
// AWS: CloudWatch user guide, "Alarm events and EventBridge".
export function happenings(
  before: Standing & Scope,
  after: Moved,
  configuration: Change['alarm'] | undefined,
  rules: readonly MuteRuleRecord[] = [],
): AwsEvent[] {
  if (!configuration || before.value === after.value) return [];
  const { account, region } = before;
  const scope = { account, region };
  const change = { alarm: configuration, scope, from: standingOf(before), to: standingOf(after) };
  return [
    {
      ...scope,
      source: 'aws.cloudwatch',
      detailType: 'CloudWatch Alarm State Change',
      resources: [alarmArn(scope, configuration.name)],
      detail: { ...withSuppression(described(change), after), ...mutedIn(scope, rules, after.at) },
    },
  ];
}

/** What EventBridge is told of a contributor that has come into another state. */
// AWS: CloudWatch user guide, "Alarm events and EventBridge", the example of a contributor.
export function contributorEvent(change: Change, rules: readonly MuteRuleRecord[]): AwsEvent {
  const { alarm, scope, to } = change;
  return {
    ...scope,
    source: 'aws.cloudwatch',
    detailType: 'CloudWatch Alarm Contributor State Change',
    resources: [alarmArn(scope, alarm.name)],
    detail: { ...described(change), ...mutedIn(scope, rules, to.at) },
  };
}

function withSuppression(detail: ReturnType<typeof described>, { suppression }: Moved): object {
  if (!suppression) return detail;
  const by = {
    actionsSuppressedBy: suppression.by,
    actionsSuppressedReason: suppressedReason(suppression),
  };
  return { ...detail, state: { ...by, ...detail.state } };
}

function mutedIn(scope: Scope, rules: readonly MuteRuleRecord[], now: number): object {
  const window = windowOf(rules, now);
  if (!window) return {};
  return {
    muteDetail: {
      mutedByArn: muteRuleArn(scope, window.rule),
      muteWindowStart: javaMoment(window.start),
      muteWindowEnd: javaMoment(window.end),
    },
  };
}

const standingOf = ({ value, reason, reasonData, at }: Standing): Standing => ({
  value,
  reason,
  reasonData,
  at,
});
