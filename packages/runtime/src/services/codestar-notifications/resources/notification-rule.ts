import {
  answered,
  call,
  tagsOf,
  tolerate,
  type Made,
  type ResourceType,
  type Wanted,
  type Work,
  listed,
} from '../../../dispatch/resource.ts';

interface Properties {
  readonly Name: string;
  readonly DetailType: string;
  readonly Resource: string;
  readonly EventTypeIds?: readonly string[];
  readonly EventTypeId?: string;
  readonly Targets?: readonly { readonly TargetType: string; readonly TargetAddress: string }[];
  readonly TargetAddress?: string;
  readonly CreatedBy?: string;
  readonly Status?: string;
  readonly Tags?: Readonly<Record<string, string>>;
}

const service = 'codestar-notifications';

export const notificationRule: ResourceType<Properties> = {
  typeName: 'AWS::CodeStarNotifications::NotificationRule',
  *create(wanted) {
    const { Resource } = wanted.properties;
    const { Arn } = yield* call<{ Arn: string }>(service, 'CreateNotificationRule', {
      ...declared(wanted.properties),
      Resource,
      Tags: tagMap(wanted),
      ClientRequestToken: wanted.token,
    });
    return madeOf(Arn);
  },
  *update(wanted, { physicalId }) {
    yield* call(service, 'UpdateNotificationRule', { Arn: physicalId, ...declared(wanted.properties) });
    yield* retagged(physicalId, tagMap(wanted));
    return madeOf(physicalId);
  },
  *delete({ physicalId }) {
    yield* call(service, 'DeleteNotificationRule', { Arn: physicalId });
  },
  list: listed('codestar-notifications', 'ListNotificationRules', {
    items: 'NotificationRules',
    token: 'NextToken',
    identifier: ({ Arn }) => Arn,
  }),
  adopt: ({ physicalId }) => answered(madeOf(physicalId)),
  *read({ physicalId }) {
    const asked = call(service, 'DescribeNotificationRule', { Arn: physicalId });
    const found = yield* tolerate(['ResourceNotFoundException'], asked);
    if (!found) return undefined;
    const { Name, DetailType, Resource, Status, EventTypes, Targets, Tags } = found;
    return {
      Name,
      DetailType,
      Resource,
      Status,
      Tags,
      EventTypeIds: EventTypes.map(({ EventTypeId }: { EventTypeId: string }) => EventTypeId),
      Targets: Targets.map(({ TargetType, TargetAddress }: Record<string, string>) => ({
        TargetType,
        TargetAddress,
      })),
    };
  },
};

const madeOf = (Arn: string): Made => ({
  physicalId: Arn,
  attributes: { Arn, Id: Arn.slice(Arn.indexOf('/') + 1) },
});

/** What create and update have in common. */
function declared({ Name, DetailType, Status, ...more }: Properties) {
  const single = more.EventTypeId === undefined ? [] : [more.EventTypeId];
  const address = more.TargetAddress;
  const topic = address === undefined ? [] : [{ TargetType: 'SNS', TargetAddress: address }];
  return {
    Name,
    DetailType,
    Status: Status ?? 'ENABLED',
    EventTypeIds: [...(more.EventTypeIds ?? []), ...single],
    Targets: [...(more.Targets ?? []), ...topic],
  };
}

const tagMap = (wanted: Wanted<Properties>): Record<string, string> =>
  Object.fromEntries(tagsOf(wanted, wanted.properties.Tags).map(({ Key, Value }) => [Key, Value]));

function* retagged(Arn: string, wanted: Readonly<Record<string, string>>): Work<void> {
  const { Tags = {} } = yield* call<{ Tags?: Record<string, string> }>(service, 'ListTagsForResource', {
    Arn,
  });
  const gone = Object.keys(Tags).filter((key) => wanted[key] === undefined);
  const isChanged = Object.entries(wanted).some(([key, value]) => Tags[key] !== value);
  if (gone.length > 0) yield* call(service, 'UntagResource', { Arn, TagKeys: gone });
  if (isChanged) yield* call(service, 'TagResource', { Arn, Tags: wanted });
}
