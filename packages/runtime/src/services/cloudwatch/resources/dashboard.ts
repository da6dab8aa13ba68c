import {
  answered,
  call,
  everyPage,
  nameFor,
  ResourceFailure,
  tagsOf,
  tolerate,
  type ResourceTag,
  type ResourceType,
  type Wanted,
  type Work,
} from '../../../dispatch/resource.ts';
import { retagged } from './tagging.ts';

interface Properties {
  readonly DashboardName?: string;
  readonly DashboardBody: string;
  readonly Tags?: readonly ResourceTag[];
}

export const dashboard: ResourceType<Properties> = {
  typeName: 'AWS::CloudWatch::Dashboard',
  *create(wanted) {
    const name = wanted.properties.DashboardName ?? nameFor(wanted);
    if (yield* bodyOf(name)) throw new ResourceFailure(`${name} already exists`, 'AlreadyExists');
    yield* put(name, wanted);
    return { physicalId: name };
  },
  *update(wanted, { physicalId, account }) {
    yield* put(physicalId, wanted);
    yield* retagged(wanted, arnOf(account, physicalId));
    return { physicalId };
  },
  *delete({ physicalId }) {
    yield* tolerate(
      ['ResourceNotFound', 'DashboardNotFoundError'],
      call('cloudwatch', 'DeleteDashboards', { DashboardNames: [physicalId] }),
    );
  },
  adopt: ({ physicalId }) => answered({ physicalId }),
  list: {
    *identifiers() {
      const asked = { service: 'cloudwatch', operation: 'ListDashboards' };
      const found = yield* everyPage(asked, 'DashboardEntries', 'NextToken');
      return found.map(({ DashboardName }) => DashboardName as string);
    },
  },
  *read({ physicalId, account }) {
    const body = yield* bodyOf(physicalId);
    if (body === undefined) return undefined;
    const { Tags } = yield* call('cloudwatch', 'ListTagsForResource', {
      ResourceARN: arnOf(account, physicalId),
    });
    return { DashboardName: physicalId, DashboardBody: body, Tags };
  },
};

const arnOf = (account: string, name: string): string => `arn:aws:cloudwatch::${account}:dashboard/${name}`;

function* put(DashboardName: string, wanted: Wanted<Properties>): Work<void> {
  const { DashboardBody, Tags } = wanted.properties;
  const tags = tagsOf(wanted, Tags);
  const given = tags.length > 0 ? { Tags: tags } : {};
  yield* call('cloudwatch', 'PutDashboard', { DashboardName, DashboardBody, ...given });
}

function* bodyOf(DashboardName: string): Work<string | undefined> {
  const found = yield* tolerate(
    ['ResourceNotFound', 'DashboardNotFoundError'],
    call('cloudwatch', 'GetDashboard', { DashboardName }),
  );
  return found?.DashboardBody;
}
