import type { RoutingTable } from '../../../base/effects/load-balancer.ts';

/**
 * AWS: user guide, "Target health status": a group that no rule names is unused, whatever its weight where
 * one does.
 */
export function usedGroups(table: RoutingTable): Set<string> {
  const actions = table.listeners.flatMap((listener) => listener.rules.map((rule) => rule.action));
  return new Set(
    actions.flatMap((action) =>
      action.type === 'forward' ? action.targets.map((tuple) => tuple.targetGroup) : [],
    ),
  );
}
