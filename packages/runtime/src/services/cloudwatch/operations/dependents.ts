import { flowId, type Call } from '../../../dispatch/service.ts';
import type { CompositeFact, Seen } from '../flow/composite-alarm.ts';
import {
  compositeAlarmFlowKind,
  compositeAlarms,
  dependents,
  type CompositeConfiguration,
} from '../records.ts';
import { nameOf, ruleOf } from '../rule/parse.ts';
import { alarmsIn } from '../rule/rule.ts';
import { standingOf } from './kinds.ts';

export const compositeFlowOf = (call: Call, name: string): string =>
  flowId(compositeAlarmFlowKind, call, name);

/** The alarms that a composite alarm has to hear of: those of its rule, and its suppressor. */
export function childrenOf({ rule, suppressor }: CompositeConfiguration): string[] {
  const named = alarmsIn(ruleOf(rule));
  return suppressor ? [...new Set([...named, nameOf(suppressor.alarm)])] : named;
}

export function undepend(call: Call, configuration: CompositeConfiguration): void {
  for (const child of childrenOf(configuration))
    dependents.delete(call.tx, call, `${child}|${configuration.name}`);
}

/** The composite alarms that depend on an alarm. */
export const parentsOf = (call: Call, name: string): string[] =>
  dependents.list(call.tx, call, { prefix: `${name}|` });

/** Tells a composite alarm the states of the alarms it depends on. */
export function show(call: Call, name: string, changed?: string): void {
  const configuration = compositeAlarms.get(call.tx, call, name);
  if (!configuration) return;
  const seen = Object.fromEntries(
    childrenOf(configuration).flatMap((child): [string, Seen][] => {
      const state = standingOf(call, child);
      return state ? [[child, { value: state.value, at: state.transitionedAt }]] : [];
    }),
  );
  const fact: CompositeFact = { type: 'AlarmsSeen', seen, ...(changed !== undefined && { changed }) };
  call.flows.tell(compositeFlowOf(call, name), fact);
}

/** An alarm has changed its state: those that depend on it hear of it. */
export function tellParents(call: Call, name: string): void {
  for (const parent of parentsOf(call, name)) show(call, parent, name);
}
