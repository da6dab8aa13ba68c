import type { Scope } from '../../../base/scope.ts';
import type { Tx } from '../../../store/store.ts';
import { muteRules, muteTargets, type MuteRuleRecord } from '../records.ts';

/** The rules that may mute an alarm. */
export function rulesFor(tx: Tx, scope: Scope, alarm: string): MuteRuleRecord[] {
  const names = muteTargets.list(tx, scope, { prefix: `${alarm}|` });
  return names.flatMap((name) => muteRules.get(tx, scope, name) ?? []);
}
