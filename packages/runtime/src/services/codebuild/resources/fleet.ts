import {
  answered,
  call,
  listed,
  nameFor,
  tagsOf,
  wait,
  type Had,
  type Made,
  type Properties,
  type ResourceType,
  type Wanted,
  type Work,
} from '../../../dispatch/resource.ts';
import { small } from '../../../dispatch/retag.ts';
import { spelling } from '../../../base/spelling.ts';

const { api, template } = spelling({
  names: { FleetVpcConfig: 'vpcConfig', FleetProxyConfiguration: 'proxyConfiguration' },
});

/** What UpdateFleet is told where a template no longer says it: what is not told stays as it was. */
const unsaid = { scalingConfiguration: {}, proxyConfiguration: {}, vpcConfig: {}, overflowBehavior: 'QUEUE' };

export const fleet: ResourceType = {
  typeName: 'AWS::CodeBuild::Fleet',
  *create(wanted) {
    const name = wanted.properties['Name'] ?? nameFor(wanted, 128);
    const created = yield* call('codebuild', 'CreateFleet', { ...declared(wanted), name });
    const { arn } = created.fleet;
    yield { ask: 'made', physicalId: arn };
    return yield* active(arn);
  },
  *update(wanted, { physicalId: arn }) {
    yield* call('codebuild', 'UpdateFleet', { ...unsaid, ...declared(wanted), arn });
    return yield* active(arn);
  },
  *delete({ physicalId: arn }) {
    yield* call('codebuild', 'DeleteFleet', { arn });
    yield* wait('codebuild', 'BatchGetFleets', { names: [arn] }, { until: 'length(fleets) == `0`' });
  },
  list: listed('codebuild', 'ListFleets', { items: 'fleets', token: 'nextToken', identifier: (arn) => arn }),
  adopt: ({ physicalId }) => answered(madeOf(physicalId)),
  *read({ physicalId }: Had) {
    const { fleets } = yield* call('codebuild', 'BatchGetFleets', { names: [physicalId] });
    const [is]: Properties[] = fleets;
    if (!is) return undefined;
    const { arn: _, id: __, created: ___, lastModified: ____, status: _____, ...told } = is;
    const { desiredCapacity: ______, ...scalingConfiguration } = told['scalingConfiguration'] ?? {};
    return template({ ...told, ...(told['scalingConfiguration'] && { scalingConfiguration }) });
  },
};

function declared(wanted: Wanted): object {
  const { Tags, ...rest } = wanted.properties;
  return { ...api(rest), tags: small(tagsOf(wanted, Tags)) };
}

function* active(arn: string): Work<Made> {
  const until = "fleets[0].status.statusCode == 'ACTIVE'";
  yield* wait('codebuild', 'BatchGetFleets', { names: [arn] }, { until });
  return madeOf(arn);
}

const madeOf = (arn: string): Made => ({ physicalId: arn, attributes: { Arn: arn } });
