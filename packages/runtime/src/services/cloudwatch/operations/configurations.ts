import type { AlarmType } from '@aws-sdk/client-cloudwatch';
import type { Call } from '../../../dispatch/service.ts';
import { configurationChange } from '../alarm/configuration-change.ts';
import { configurationUpdate } from '../alarm/history.ts';
import { validationError } from '../errors.ts';
import { alarmArn } from '../records.ts';
import { record } from './alarm-history.ts';
import { declaredAlarm, standingOf, type Configuration } from './kinds.ts';

const spoken: Readonly<Record<AlarmType, string>> = {
  MetricAlarm: 'a metric alarm',
  CompositeAlarm: 'a composite alarm',
  LogAlarm: 'a log alarm',
};

/** No alarm of another kind has the name. */
// AWS: unverified words.
export function requireFree(call: Call, name: string, type: AlarmType): void {
  const used = declaredAlarm(call, name)?.kind.type;
  if (used !== undefined && used !== type)
    validationError(`The alarm name ${name} is already used by ${spoken[used]}.`);
}

export interface Configured {
  readonly type: 'Create' | 'Update' | 'Delete';
  readonly configuration: Configuration;
  readonly previous?: Configuration | undefined;
}

const operations = { Create: 'create', Update: 'update', Delete: 'delete' } as const;

/** Writes into the history how an alarm is declared from now on, and tells EventBridge. It is there, or still there. */
export function recordConfiguration(call: Call, { type, configuration, previous }: Configured): void {
  const { name } = configuration;
  const alarmType = declaredAlarm(call, name)!.kind.type;
  record(call, {
    alarmName: name,
    alarmType,
    ...configurationUpdate(type, configuration, alarmArn(call, name)),
  });
  const standing = standingOf(call, name)!;
  call.emit(configurationChange(call, { operation: operations[type], configuration, previous, standing }));
}
