import { arnOf } from '../../../base/arn.ts';
import type { Handler } from '../../../dispatch/service.ts';
import { defaultBus, ruleKey, targets } from '../records.ts';
import { forgetRule, keepRule } from '../rule-index.ts';

interface ManagedRule {
  readonly name: string;
  readonly pattern: string;
  readonly description: string;
  /** The service that hears of what matches, by its operation `Notify`. */
  readonly by: string;
}

// AWS: user guide, "Managed rules": made by a service that needs to hear of events; users see them, and let them be.
/** The house's own, asked by a service: makes such a rule, or has it be for another pattern. */
export const putManagedRule: Handler<ManagedRule, object> = ({ name, pattern, description, by }, call) => {
  const key = ruleKey(defaultBus, name);
  keepRule(call.tx, call, {
    name,
    bus: defaultBus,
    pattern,
    state: 'ENABLED',
    description,
    managedBy: by,
    tags: {},
  });
  targets.put(call.tx, call, `${key}|${by}`, { Id: by, Arn: arnOf(by, call, '') });
  return {};
};

export const deleteManagedRule: Handler<{ readonly name: string }, object> = ({ name }, call) => {
  const key = ruleKey(defaultBus, name);
  for (const { Id } of targets.list(call.tx, call, { prefix: `${key}|` }))
    targets.delete(call.tx, call, `${key}|${Id}`);
  forgetRule(call.tx, call, { bus: defaultBus, name });
  return {};
};
