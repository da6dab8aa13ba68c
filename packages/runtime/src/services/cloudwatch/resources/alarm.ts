import {
  call,
  everyPage,
  nameFor,
  ResourceFailure,
  tagsOf,
  type Had,
  type Made,
  type ResourceType,
  type Wanted,
  type Work,
} from '../../../dispatch/resource.ts';
import { retagged } from './tagging.ts';

/** All kinds of alarms: they differ by the operation that puts them, and by where they are described. */
export const alarm = alarmType('AWS::CloudWatch::Alarm', 'PutMetricAlarm', 'MetricAlarms');
export const compositeAlarm = alarmType(
  'AWS::CloudWatch::CompositeAlarm',
  'PutCompositeAlarm',
  'CompositeAlarms',
);
export const logAlarm = alarmType('AWS::CloudWatch::LogAlarm', 'PutLogAlarm', 'LogAlarms');

type Kinds = 'MetricAlarms' | 'CompositeAlarms' | 'LogAlarms';

function alarmType(typeName: string, operation: string, list: Kinds): ResourceType {
  return {
    typeName,
    *create(wanted) {
      const name = wanted.properties['AlarmName'] ?? nameFor(wanted);
      // Putting an alarm replaces one that is there: what is somebody else's is left alone.
      if (yield* described(name, list)) throw new ResourceFailure(`${name} already exists`, 'AlreadyExists');
      yield* put(operation, wanted, name);
      return yield* madeOf(name, list);
    },
    *update(wanted, had) {
      yield* put(operation, wanted, had.physicalId);
      const result = yield* madeOf(had.physicalId, list);
      yield* retagged(wanted, String(result.attributes!['Arn']));
      return result;
    },
    *delete({ physicalId }) {
      if (yield* described(physicalId, list))
        yield* call('cloudwatch', 'DeleteAlarms', { AlarmNames: [physicalId] });
    },
    *adopt({ physicalId }) {
      const is = yield* described(physicalId, list);
      return { physicalId, attributes: { Arn: is?.['AlarmArn'] } };
    },
    list: {
      *identifiers() {
        const input = { AlarmTypes: [list.replace(/s$/, '')] };
        const asked = { service: 'cloudwatch', operation: 'DescribeAlarms', input };
        const found = yield* everyPage(asked, list, 'NextToken');
        return found.map(({ AlarmName }) => AlarmName as string);
      },
    },
    *read({ physicalId }: Had) {
      const is = yield* described(physicalId, list);
      if (!is) return undefined;
      const { Tags } = yield* call('cloudwatch', 'ListTagsForResource', { ResourceARN: is['AlarmArn'] });
      const told = Object.entries(is).filter(([name, value]) => isSaid(name, value));
      return { ...Object.fromEntries(told), Tags };
    },
  };
}

/** What CloudWatch answers of an alarm has the template's names; what it answers besides is no template's. */
const isSaid = (name: string, value: unknown): boolean =>
  !/^(AlarmArn|State|AlarmConfigurationUpdated|ActionsSuppressed|EvaluationState)/.test(name) &&
  !(Array.isArray(value) && value.length === 0);

function* put(operation: string, wanted: Wanted, name: string): Work<void> {
  const { Tags, ...declared } = wanted.properties;
  const tags = tagsOf(wanted, Tags);
  yield* call('cloudwatch', operation, {
    ...declared,
    AlarmName: name,
    ...(tags.length > 0 && { Tags: tags }),
  });
}

function* described(name: string, list: string): Work<Record<string, any> | undefined> {
  const types = { AlarmTypes: ['MetricAlarm', 'CompositeAlarm', 'LogAlarm'] };
  const found = yield* call('cloudwatch', 'DescribeAlarms', { AlarmNames: [name], ...types });
  return found[list]?.[0];
}

function* madeOf(name: string, list: string): Work<Made> {
  const is = yield* described(name, list);
  return { physicalId: name, attributes: { Arn: is!['AlarmArn'] } };
}
