import { spelling } from '../../../base/spelling.ts';
import {
  answered,
  call,
  nameFor,
  tolerate,
  type Had,
  type Properties,
  type ResourceType,
  type Wanted,
  type Work,
  listed,
} from '../../../dispatch/resource.ts';

const { api, template } = spelling();

/** Both kinds of filters hang on a log group, and putting one again changes it. */
export const metricFilter = filterType('MetricFilter', (properties) => {
  const { metricTransformations, ...declared } = api(properties);
  return { ...declared, metricTransformations: metricTransformations.map(withMap) };
});
export const subscriptionFilter = filterType('SubscriptionFilter', api);

/** A template lists dimensions; the API has them as a map. */
function withMap({ dimensions, ...transformation }: Properties): object {
  if (!dimensions) return transformation;
  const pairs = (dimensions as Properties[]).map(({ key, value }) => [key, value]);
  return { ...transformation, dimensions: Object.fromEntries(pairs) };
}

function filterType(
  kind: 'MetricFilter' | 'SubscriptionFilter',
  inputOf: (properties: Properties) => object,
): ResourceType {
  function* put(wanted: Wanted, filterName: string): Work<void> {
    yield* call('logs', `Put${kind}`, { ...inputOf(wanted.properties), filterName });
  }
  return {
    typeName: `AWS::Logs::${kind}`,
    *create(wanted) {
      const name = wanted.properties['FilterName'] ?? nameFor(wanted, 512);
      yield* put(wanted, name);
      return { physicalId: name };
    },
    *update(wanted, { physicalId }) {
      yield* put(wanted, physicalId);
      return { physicalId };
    },
    *delete({ physicalId, properties }) {
      const input = { logGroupName: properties['LogGroupName'], filterName: physicalId };
      yield* tolerate(['ResourceNotFoundException'], call('logs', `Delete${kind}`, input));
    },
    list: listed('logs', `Describe${kind}s`, {
      items: `${kind[0]!.toLowerCase()}${kind.slice(1)}s`,
      token: 'nextToken',
      of: ['LogGroupName'],
      input: ({ LogGroupName: logGroupName }: Properties) => ({ logGroupName }),
      identifier: ({ logGroupName, filterName }) =>
        kind === 'MetricFilter' ? `${logGroupName}|${filterName}` : `${filterName}|${logGroupName}`,
    }),
    /** Known by its group's name and its own. */
    adopt: ({ properties }) => answered({ physicalId: String(properties['FilterName']) }),
    *read({ physicalId, properties }: Had) {
      const asked = call('logs', `Describe${kind}s`, {
        logGroupName: properties['LogGroupName'],
        filterNamePrefix: physicalId,
      });
      const found = yield* tolerate(['ResourceNotFoundException'], asked);
      const filters: Properties[] = found?.metricFilters ?? found?.subscriptionFilters ?? [];
      const filter = filters.find(({ filterName }) => filterName === physicalId);
      return filter && template(withList(filter));
    },
  };
}

function withList({ creationTime: _, metricTransformations, ...filter }: Properties): object {
  if (!metricTransformations) return filter;
  const listed = (metricTransformations as Properties[]).map(({ dimensions, ...rest }) => {
    if (!dimensions) return rest;
    return { ...rest, dimensions: Object.entries(dimensions).map(([key, value]) => ({ key, value })) };
  });
  return { ...filter, metricTransformations: listed };
}
