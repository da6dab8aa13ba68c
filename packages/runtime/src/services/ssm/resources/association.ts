import {
  call,
  isTold,
  listed,
  made,
  ResourceFailure,
  tagsOf,
  tolerate,
  wait,
  type Made,
  type Properties,
  type ResourceTag,
  type ResourceType,
  type Wanted,
  type Work,
} from '../../../dispatch/resource.ts';
import { retag } from '../../../dispatch/retag.ts';

/** AWS: CloudFormation template reference, AWS::SSM::Association. Its identifier is its id. */
export const association: ResourceType = {
  typeName: 'AWS::SSM::Association',

  *create(wanted) {
    const Tags = tagsOf(wanted, wanted.properties.Tags);
    const input = { ...spelled(wanted.properties), ...(Tags.length > 0 && { Tags }) };
    const described: Described = yield* call('ssm', 'CreateAssociation', input);
    const { AssociationId } = described.AssociationDescription;
    yield* made(AssociationId);
    yield* applied(wanted, described);
    return madeOf(AssociationId);
  },

  *update(wanted, { physicalId: AssociationId }) {
    const { InstanceId: _its, ...input } = spelled(wanted.properties);
    const described: Described = yield* call('ssm', 'UpdateAssociation', { AssociationId, ...input });
    const of = { ResourceType: 'Association', ResourceId: AssociationId };
    yield* retag(yield* tagsOn(AssociationId), tagsOf(wanted, wanted.properties.Tags), {
      add: (added) => call('ssm', 'AddTagsToResource', { ...of, Tags: added }),
      remove: (TagKeys) => call('ssm', 'RemoveTagsFromResource', { ...of, TagKeys }),
    });
    yield* applied(wanted, described);
    return madeOf(AssociationId);
  },

  *delete({ physicalId }) {
    const asked = call('ssm', 'DeleteAssociation', { AssociationId: physicalId });
    yield* tolerate(['AssociationDoesNotExist'], asked);
  },

  *adopt({ physicalId }) {
    yield* [];
    return madeOf(physicalId);
  },

  list: listed('ssm', 'ListAssociations', {
    items: 'Associations',
    token: 'NextToken',
    identifier: ({ AssociationId }) => AssociationId,
  }),

  *read(had) {
    const asked = call('ssm', 'DescribeAssociation', { AssociationId: had.physicalId });
    const is = (yield* tolerate(['AssociationDoesNotExist'], asked))?.AssociationDescription;
    if (!is) return undefined;
    const told = ofTheService.filter(
      (name) => is[name] !== undefined && (isTold(had, name) || isSaid(is[name])),
    );
    return {
      AssociationId: had.physicalId,
      ...Object.fromEntries(told.map((name) => [name, is[name]])),
      // It is of the making, and not kept.
      ...(had.properties['WaitForSuccessTimeoutSeconds'] !== undefined && {
        WaitForSuccessTimeoutSeconds: had.properties['WaitForSuccessTimeoutSeconds'],
      }),
      Tags: yield* tagsOn(had.physicalId),
    };
  },
};

/** What is not told where a template says nothing of it: what is so unless it is said. */
const isSaid = (value: unknown): boolean =>
  value !== false && !(typeof value === 'object' && value !== null && Object.keys(value).length === 0);

const ofTheService = [
  'Name',
  'AssociationName',
  'DocumentVersion',
  'InstanceId',
  'Targets',
  'Parameters',
  'ScheduleExpression',
  'ScheduleOffset',
  'OutputLocation',
  'MaxErrors',
  'MaxConcurrency',
  'ComplianceSeverity',
  'SyncCompliance',
  'ApplyOnlyAtCronInterval',
];

const madeOf = (AssociationId: string): Made => ({
  physicalId: AssociationId,
  attributes: { AssociationId },
});

/** All but what is of the stack alone. */
function spelled(properties: Properties): Properties {
  const { Tags: _tags, WaitForSuccessTimeoutSeconds: _wait, ...rest } = properties;
  const { ScheduleOffset, ApplyOnlyAtCronInterval } = rest;
  return {
    ...rest,
    ...(ScheduleOffset !== undefined && { ScheduleOffset: Number(ScheduleOffset) }),
    ...(ApplyOnlyAtCronInterval !== undefined && {
      ApplyOnlyAtCronInterval: String(ApplyOnlyAtCronInterval) === 'true',
    }),
  };
}

interface Described {
  readonly AssociationDescription: { readonly AssociationId: string; readonly AssociationVersion: string };
}

/** AWS: WaitForSuccessTimeoutSeconds: unless it is said, nobody waits. */
function* applied(wanted: Wanted, { AssociationDescription }: Described): Work<void> {
  const { WaitForSuccessTimeoutSeconds: seconds } = wanted.properties;
  if (seconds === undefined) return;
  const { AssociationId, AssociationVersion } = AssociationDescription;
  const last = 'AssociationExecutions[0]';
  const { AssociationExecutions } = yield* wait(
    'ssm',
    'DescribeAssociationExecutions',
    { AssociationId, MaxResults: 1 },
    {
      until: `${last}.AssociationVersion == '${AssociationVersion}' && ${last}.Status != 'Pending'`,
      timeoutMs: Number(seconds) * 1000,
    },
  );
  const { Status, DetailedStatus } = AssociationExecutions[0];
  // AWS: unverified sentence.
  if (Status !== 'Success') {
    const why = `The association ${AssociationId} has not succeeded: ${DetailedStatus}`;
    throw new ResourceFailure(why, 'NotStabilized');
  }
}

function* tagsOn(ResourceId: string): Work<readonly ResourceTag[]> {
  const { TagList } = yield* call('ssm', 'ListTagsForResource', { ResourceType: 'Association', ResourceId });
  return TagList;
}
