import type { RegistryType } from '../base/registry-type.ts';
import { isKnown, referenceOf, type Declared } from './declared.ts';
import { alarmOf, type Alarm } from './alarm.ts';
import { guardOf, type Guard } from './guard.ts';

/** A metric that somebody publishes: seen where things run. */
export interface SeenMetric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** What was read from where things run, beside the things themselves. */
export interface Seen {
  readonly endpoint: string;
  /** Of the last two weeks. */
  readonly metrics: readonly SeenMetric[];
  /** There were more than are here. */
  readonly cut: boolean;
}

/** All that was read, as rules look at it. */
export class Known {
  readonly all: readonly Declared[];
  readonly alarms: readonly Alarm[];
  readonly guards: readonly Guard[];
  /** Where things run was looked at too: what is not here is not there. */
  readonly seen: Seen | undefined;
  /** Resource types as CloudFormation's registry has them: those that were looked up. */
  readonly types: Readonly<Record<string, RegistryType>>;

  constructor(
    all: readonly Declared[],
    { seen, types = {} }: { seen?: Seen | undefined; types?: Known['types'] | undefined } = {},
  ) {
    this.all = all;
    this.seen = seen;
    this.types = types;
    this.alarms = all.flatMap((declared) => alarmOf(declared) ?? []);
    this.guards = all.flatMap((declared) => guardOf(declared) ?? []);
  }

  of(...types: readonly string[]): Declared[] {
    return this.all.filter(({ type }) => types.includes(type));
  }

  /** The thing that a value means, as something of this scope says it: by reference, by name, or by an ARN's end. */
  meant(value: unknown, scope: string, ...types: readonly string[]): Declared | undefined {
    const candidates = this.of(...types);
    const reference = referenceOf(value);
    if (reference) return candidates.find((each) => each.scope === scope && each.id === reference.id);
    if (!isKnown(value)) return undefined;
    const name = nameIn(value);
    return candidates.find((each) => each.id === name || namesOf(each).includes(name));
  }

  /** Whether all that could be named is here, so that what is not here is nowhere. */
  complete(declared: Declared): boolean {
    return declared.from === 'live' && this.seen !== undefined;
  }
}

const nameProperties = [
  'AlarmName',
  'TopicName',
  'QueueName',
  'FunctionName',
  'DeploymentConfigName',
  'DeploymentGroupName',
];

const namesOf = ({ properties }: Declared): unknown[] =>
  nameProperties.map((name) => properties[name]).filter((name) => name !== undefined);

/** `arn:aws:sns:us-east-1:123456789012:topic` is about `topic`; a function's ARN may end with a version. */
function nameIn(text: string): string {
  if (!text.startsWith('arn:')) return text;
  const [, , service, , , ...rest] = text.split(':');
  if (service === 'lambda') return rest[1] ?? '';
  return rest.at(-1)!.split('/').at(-1)!;
}
