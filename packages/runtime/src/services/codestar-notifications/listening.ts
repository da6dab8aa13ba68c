import type { Call } from '../../dispatch/service.ts';
import { eventTypeOf } from './event-types.ts';
import { rules } from './records.ts';

/** AWS: user guide, "Troubleshooting": the managed rule by which this service hears of events. */
const managedRule = 'awscodestarnotifications-rule';

/** Has the rule on the default bus be for what the notification rules of this account and region ask for. */
export function listen(call: Call): void {
  const types = rules
    .list(call.tx, call)
    .filter(({ status }) => status === 'ENABLED')
    .flatMap(({ eventTypeIds }) => eventTypeIds.map((id) => eventTypeOf(id)!));
  if (types.length === 0) {
    call.forward('events', 'DeleteManagedRule', { name: managedRule });
    return;
  }
  const distinct = (values: readonly string[]) => [...new Set(values)].sort();
  call.forward('events', 'PutManagedRule', {
    name: managedRule,
    pattern: JSON.stringify({
      source: distinct(types.map(({ source }) => source)),
      'detail-type': distinct(types.map(({ detailType }) => detailType)),
    }),
    description: 'This rule is used to route events to CodeStar Notifications.',
    by: 'codestar-notifications',
  });
}
