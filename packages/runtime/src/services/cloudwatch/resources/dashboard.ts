import {
  call,
  nameFor,
  ResourceFailure,
  tolerate,
  type ResourceType,
  type Work,
} from '../../../dispatch/resource.ts';

interface Properties {
  readonly DashboardName?: string;
  readonly DashboardBody: string;
}

export const dashboard: ResourceType<Properties> = {
  typeName: 'AWS::CloudWatch::Dashboard',
  *create(wanted) {
    const name = wanted.properties.DashboardName ?? nameFor(wanted);
    if (yield* bodyOf(name)) throw new ResourceFailure(`${name} already exists`, 'AlreadyExists');
    yield* put(name, wanted.properties);
    return { physicalId: name };
  },
  *update({ properties }, { physicalId }) {
    yield* put(physicalId, properties);
    return { physicalId };
  },
  *delete({ physicalId }) {
    yield* tolerate(
      ['ResourceNotFound', 'DashboardNotFoundError'],
      call('cloudwatch', 'DeleteDashboards', { DashboardNames: [physicalId] }),
    );
  },
  *read({ physicalId }) {
    const body = yield* bodyOf(physicalId);
    return body === undefined ? undefined : { DashboardName: physicalId, DashboardBody: body };
  },
};

function* put(DashboardName: string, { DashboardBody }: Properties): Work<void> {
  yield* call('cloudwatch', 'PutDashboard', { DashboardName, DashboardBody });
}

function* bodyOf(DashboardName: string): Work<string | undefined> {
  const found = yield* tolerate(
    ['ResourceNotFound', 'DashboardNotFoundError'],
    call('cloudwatch', 'GetDashboard', { DashboardName }),
  );
  return found?.DashboardBody;
}
