import { never } from '../../../base/never.ts';
import type { AlarmState } from '../records.ts';

/** An alarm rule, read: `ALARM("errors") AND NOT (OK(deploying) OR FALSE)`. */
export type Rule =
  | { readonly kind: 'constant'; readonly value: boolean }
  | { readonly kind: 'state'; readonly state: AlarmState; readonly alarm: string }
  | { readonly kind: 'not'; readonly of: Rule }
  | { readonly kind: 'and' | 'or'; readonly all: readonly Rule[] }
  | {
      readonly kind: 'atLeast';
      /** A number of them, or a share in percent. */
      readonly count: number;
      readonly percent: boolean;
      readonly state: AlarmState;
      readonly negated: boolean;
      readonly alarms: readonly string[];
    };

/** Whether a rule holds, by the states that its alarms are in. */
export function holds(rule: Rule, stateOf: (alarm: string) => AlarmState): boolean {
  switch (rule.kind) {
    case 'constant':
      return rule.value;
    case 'state':
      return stateOf(rule.alarm) === rule.state;
    case 'not':
      return !holds(rule.of, stateOf);
    case 'and':
      return rule.all.every((each) => holds(each, stateOf));
    case 'or':
      return rule.all.some((each) => holds(each, stateOf));
    case 'atLeast': {
      const least = rule.percent ? Math.ceil((rule.alarms.length * rule.count) / 100) : rule.count;
      const those = rule.alarms.filter((alarm) => (stateOf(alarm) === rule.state) !== rule.negated);
      return those.length >= least;
    }
    default:
      return never(rule);
  }
}

/** The alarms that a rule names, each once; by name, also where the rule has their ARN. */
export function alarmsIn(rule: Rule): string[] {
  switch (rule.kind) {
    case 'constant':
      return [];
    case 'state':
      return [rule.alarm];
    case 'not':
      return alarmsIn(rule.of);
    case 'and':
    case 'or':
      return [...new Set(rule.all.flatMap(alarmsIn))];
    case 'atLeast':
      return [...new Set(rule.alarms)];
    default:
      return never(rule);
  }
}
