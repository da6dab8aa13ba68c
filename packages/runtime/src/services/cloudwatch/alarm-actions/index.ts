import type { Effect } from '../../../base/effects/effect.ts';
import type { Change } from '../alarm/message.ts';
import type { Query } from '../records.ts';
import { instanceAction } from './instance.ts';
import { lambdaAction } from './lambda.ts';
import { opsItemAction } from './ops-item.ts';
import { scalingAction } from './scaling.ts';
import { snsAction } from './sns.ts';

/** One kind of thing that an alarm can set off. */
export interface AlarmAction {
  readonly matches: (arn: string) => boolean;
  /** What is done about a change of state. */
  readonly effect: (arn: string, change: Change) => Effect;
  /** It is done again with every evaluation that leaves the alarm in its state. */
  readonly repeats?: true;
  /** Only an alarm on metrics can have it. */
  readonly metricsOnly?: true;
  /** Refuses what cannot be done for an alarm that looks at these. */
  readonly assertFits?: (queries: readonly Query[]) => void;
  /** It is done once for all contributors of an alarm, not for each. */
  readonly once?: true;
  /** What it is told, for the alarm's history. */
  readonly message: (change: Change) => string;
}

export const alarmActions: readonly AlarmAction[] = [
  snsAction,
  lambdaAction,
  scalingAction,
  opsItemAction,
  instanceAction,
];

export const alarmActionOf = (arn: string): AlarmAction | undefined =>
  alarmActions.find((action) => action.matches(arn));
