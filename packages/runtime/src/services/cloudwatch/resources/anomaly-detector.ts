import { answered, call, type Properties, type ResourceType, type Work } from '../../../dispatch/resource.ts';
import { asDeclared } from './instants.ts';

/** AWS: CloudFormation template reference, AWS::CloudWatch::AnomalyDetector. */
export const anomalyDetector: ResourceType = {
  typeName: 'AWS::CloudWatch::AnomalyDetector',
  *create({ properties }) {
    const { AnomalyDetectorId: id } = yield* call('cloudwatch', 'PutAnomalyDetector', asked(properties));
    return { physicalId: id, attributes: { Id: id } };
  },
  *update({ properties }, { physicalId }) {
    yield* call('cloudwatch', 'PutAnomalyDetector', asked(properties));
    return { physicalId, attributes: { Id: physicalId } };
  },
  *delete({ physicalId }) {
    if (yield* found(physicalId))
      yield* call('cloudwatch', 'DeleteAnomalyDetector', { AnomalyDetectorId: physicalId });
  },
  adopt: ({ physicalId }) => answered({ physicalId, attributes: { Id: physicalId } }),
  list: {
    *identifiers() {
      const asked = { AnomalyDetectorTypes: ['SINGLE_METRIC', 'METRIC_MATH'] };
      const { AnomalyDetectors } = yield* call('cloudwatch', 'DescribeAnomalyDetectors', asked);
      return (AnomalyDetectors as Properties[]).map((each) => each['AnomalyDetectorId'] as string);
    },
  },
  *read({ physicalId, properties }) {
    const detector = yield* found(physicalId);
    if (!detector) return undefined;
    const { AnomalyDetectorId: _id, StateValue: _state, Configuration, ...told } = detector;
    const { MetricTimezone, ...ranges } = (Configuration ?? {}) as Properties;
    const configuration = { ...ranges, ...(MetricTimezone && { MetricTimeZone: MetricTimezone as string }) };
    return { ...told, Configuration: asDeclared(configuration, properties['Configuration']) };
  },
};

/** The template's `MetricTimeZone` is the API's `MetricTimezone`. */
function asked({ Configuration, ...properties }: Properties): Properties {
  if (Configuration === undefined) return properties;
  const { MetricTimeZone, ...ranges } = Configuration as Properties;
  const MetricTimezone = MetricTimeZone as string | undefined;
  return { ...properties, Configuration: { ...ranges, ...(MetricTimezone && { MetricTimezone }) } };
}

function* found(id: string): Work<Properties | undefined> {
  const asked = { AnomalyDetectorIds: [id] };
  const { AnomalyDetectors } = yield* call('cloudwatch', 'DescribeAnomalyDetectors', asked);
  return (AnomalyDetectors as Properties[])[0];
}
