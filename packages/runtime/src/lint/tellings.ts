import { actionKeys, alarmTypes } from './alarm.ts';
import { isObject, listOf, objectsOf, type Declared, type Path, type Properties } from './declared.ts';
import type { Known } from './known.ts';

/** A service that tells something to a topic, a queue or a function. */
export interface Telling {
  readonly target: unknown;
  /** What says so, and where in it. */
  readonly teller: Declared;
  readonly path: Path;
  readonly kind: string;
  /** The service, as people call it. */
  readonly service: string;
  readonly principal: string;
}

/** A kind of thing that has its service tell others something. */
interface Kind extends Pick<Telling, 'kind' | 'service' | 'principal'> {
  readonly types: readonly string[];
  readonly told: (properties: Properties) => readonly Told[];
}

type Told = readonly [target: unknown, path: Path];

const eventBridge = { service: 'EventBridge', principal: 'events.amazonaws.com' };
const sns = { service: 'SNS', principal: 'sns.amazonaws.com' };

const kinds: readonly Kind[] = [
  {
    ...eventBridge,
    kind: 'rule',
    types: ['AWS::Events::Rule'],
    // With a role, the role is who tells it.
    told: each('Targets', (target, path) => [
      ...(target['RoleArn'] === undefined ? [at(target, 'Arn', path)] : []),
      ...within(target, 'DeadLetterConfig', path).map(([config, inner]) => at(config, 'Arn', inner)),
    ]),
  },
  {
    service: 'CodeStar Notifications',
    principal: 'codestar-notifications.amazonaws.com',
    kind: 'notification rule',
    types: ['AWS::CodeStarNotifications::NotificationRule'],
    told: each('Targets', (target, path) => [at(target, 'TargetAddress', path)]),
  },
  {
    ...sns,
    kind: 'subscription',
    types: ['AWS::SNS::Subscription'],
    told: (properties) => [
      at(properties, 'Endpoint', []),
      ...within(properties, 'RedrivePolicy', []).map(([policy, path]) =>
        at(policy, 'deadLetterTargetArn', path),
      ),
    ],
  },
  {
    ...sns,
    kind: 'topic',
    types: ['AWS::SNS::Topic'],
    told: each('Subscription', (subscription, path) => [at(subscription, 'Endpoint', path)]),
  },
  {
    service: 'CloudWatch',
    principal: 'cloudwatch.amazonaws.com',
    kind: 'alarm',
    types: alarmTypes,
    told: (properties) =>
      actionKeys.flatMap((key) =>
        listOf(properties[key]).map((action, index): Told => [action, [key, index]]),
      ),
  },
];

/** Whatever was read that has a service tell somebody something. */
export function tellings(known: Known): Telling[] {
  return kinds.flatMap(({ types, told, ...telling }) =>
    known
      .of(...types)
      .flatMap((teller) =>
        told(teller.properties).map(([target, path]) => ({ ...telling, teller, target, path })),
      ),
  );
}

/** What each object of a list tells. */
function each(list: string, told: (item: Properties, path: Path) => readonly Told[]): Kind['told'] {
  return (properties) => objectsOf(properties[list]).flatMap((item, index) => told(item, [list, index]));
}

const at = (properties: Properties, name: string, path: Path): Told => [properties[name], [...path, name]];

/** The object of that name, where there is one. */
function within(properties: Properties, name: string, path: Path): readonly (readonly [Properties, Path])[] {
  const inner = properties[name];
  return isObject(inner) ? [[inner, [...path, name]]] : [];
}
