import { isKnown, isObject, objectsOf, type Declared } from './declared.ts';

type Properties = Readonly<Record<string, unknown>>;

/** A provider, and the member of its configuration that names alarms. */
const namesBy: Readonly<Record<string, string>> = { CloudWatchAlarm: 'AlarmName', Lambda: 'Alarms' };

/**
 * The alarms that a pipeline looks at: by `CloudWatchAlarm` rules of its stages' conditions, and where it deploys
 * functions, which names several in one text.
 */
export function alarmsOfPipeline({ properties }: Declared): unknown[] {
  return objectsOf(properties['Stages']).flatMap((stage) => [
    ...['BeforeEntry', 'OnSuccess', 'OnFailure'].flatMap((moment) => rulesOf(stage[moment])),
    ...objectsOf(stage['Actions']).flatMap((action) => alarmsIn(action, action['ActionTypeId'])),
  ]);
}

const rulesOf = (moment: unknown): unknown[] =>
  (isObject(moment) ? objectsOf(moment['Conditions']) : [])
    .flatMap(({ Rules }) => objectsOf(Rules))
    .flatMap((rule) => alarmsIn(rule, rule['RuleTypeId']));

function alarmsIn({ Configuration: configuration }: Properties, type: unknown): unknown[] {
  if (!isObject(configuration) || !isObject(type)) return [];
  const names = configuration[namesBy[String(type['Provider'])] ?? ''];
  return isKnown(names) ? names.split(',').map((name) => name.trim()) : names === undefined ? [] : [names];
}
