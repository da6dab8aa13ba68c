import {
  answered,
  call,
  made,
  tagsOf,
  tolerate,
  type Made,
  type ResourceTag,
  type ResourceType,
  type Work,
  listed,
  isTold,
} from '../../../dispatch/resource.ts';
import { own } from '../../../base/own.ts';
import { retag } from '../../../dispatch/retag.ts';

interface Properties {
  readonly Name: string;
  readonly EventSourceName?: string;
  readonly Description?: string;
  readonly KmsKeyIdentifier?: string;
  readonly DeadLetterConfig?: object;
  readonly LogConfig?: object;
  readonly Policy?: object | string;
  readonly Tags?: readonly ResourceTag[];
}

const gone = ['ResourceNotFoundException'];

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-events-eventbus.html */
export const eventBus: ResourceType<Properties> = {
  typeName: 'AWS::Events::EventBus',

  *create(wanted) {
    const { Name, EventSourceName, Policy } = wanted.properties;
    const Tags = tagsOf(wanted, wanted.properties.Tags);
    const input = {
      Name,
      EventSourceName,
      ...described(wanted.properties),
      ...(Tags.length > 0 && { Tags }),
    };
    yield* call('events', 'CreateEventBus', input);
    yield* made(Name);
    if (Policy !== undefined) yield* permit(Name, Policy);
    return yield* madeOf(Name);
  },

  *update(wanted, had) {
    const { Name, Policy } = wanted.properties;
    yield* call('events', 'UpdateEventBus', { Name, ...described(wanted.properties) });
    if (Policy !== undefined) yield* permit(Name, Policy);
    else if (had.properties.Policy !== undefined)
      yield* call('events', 'RemovePermission', { EventBusName: Name, RemoveAllPermissions: true });
    const answer = yield* madeOf(Name);
    const ResourceARN = answer.attributes!['Arn'];
    const is = yield* tagged(ResourceARN);
    yield* retag(is.Tags, tagsOf(wanted, wanted.properties.Tags), {
      add: (Tags) => call('events', 'TagResource', { ResourceARN, Tags }),
      remove: (TagKeys) => call('events', 'UntagResource', { ResourceARN, TagKeys }),
    });
    return answer;
  },

  *delete({ physicalId: Name }) {
    yield* call('events', 'DeleteEventBus', { Name });
  },

  list: listed('events', 'ListEventBuses', {
    items: 'EventBuses',
    token: 'NextToken',
    identifier: ({ Name }) => Name,
  }),
  adopt: ({ physicalId }) => madeOf(physicalId),

  *read({ physicalId: Name }) {
    const output = yield* tolerate(gone, call('events', 'DescribeEventBus', { Name }));
    if (!output) return undefined;
    const { Arn, Description, KmsKeyIdentifier, DeadLetterConfig, LogConfig, Policy } = output;
    const { Tags } = yield* tagged(Arn);
    return {
      Name,
      Description,
      KmsKeyIdentifier,
      DeadLetterConfig,
      LogConfig,
      ...(Policy !== undefined && { Policy: JSON.parse(Policy) as object }),
      Tags,
    };
  },
};

const tagged = (ResourceARN: unknown) =>
  call<{ Tags: ResourceTag[] }>('events', 'ListTagsForResource', { ResourceARN });

const described = ({ Description, KmsKeyIdentifier, DeadLetterConfig, LogConfig }: Properties) => ({
  Description,
  KmsKeyIdentifier,
  DeadLetterConfig,
  LogConfig,
});

function* permit(EventBusName: string, policy: object | string): Work<void> {
  const Policy = typeof policy === 'string' ? policy : JSON.stringify(policy);
  yield* call('events', 'PutPermission', { EventBusName, Policy });
}

function* madeOf(Name: string): Work<Made> {
  const { Arn, Policy } = yield* call('events', 'DescribeEventBus', { Name });
  return { physicalId: Name, attributes: { Arn, Name, ...(Policy !== undefined && { Policy }) } };
}

interface PolicyProperties {
  readonly EventBusName?: string;
  readonly StatementId: string;
  readonly Statement?: object;
  readonly Action?: string;
  readonly Principal?: string;
  readonly Condition?: object;
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-events-eventbuspolicy.html */
export const eventBusPolicy: ResourceType<PolicyProperties> = {
  typeName: 'AWS::Events::EventBusPolicy',

  *create({ properties }) {
    yield* permitStatement(properties);
    return { physicalId: `${properties.EventBusName ?? 'default'}|${properties.StatementId}` };
  },

  *update({ properties }, had) {
    yield* permitStatement(properties);
    return { physicalId: had.physicalId };
  },

  *delete({ properties: { EventBusName, StatementId } }) {
    yield* tolerate(gone, call('events', 'RemovePermission', { EventBusName, StatementId }));
  },

  adopt: ({ physicalId }) => answered({ physicalId }),

  *read(had) {
    const { physicalId } = had;
    const [Name = '', StatementId = ''] = physicalId.split('|');
    const output = yield* tolerate(gone, call<{ Policy?: string }>('events', 'DescribeEventBus', { Name }));
    const found = statementsIn(output?.Policy).find(({ Sid }) => Sid === StatementId);
    if (!found) return undefined;
    const { Sid, ...rest } = found;
    // It has its name from the resource; a template may say it once more.
    const Statement = { ...rest, ...(own({ ...had.properties.Statement }, 'Sid') !== undefined && { Sid }) };
    // AWS: the registry: Action, Principal and Condition are never read.
    return { EventBusName: Name, StatementId, ...(isTold(had, 'Statement') && { Statement }) };
  },
};

interface Statement {
  readonly Sid?: string;
}

/** A statement of one's own is put beside those that the bus has. */
function* permitStatement(properties: PolicyProperties): Work<void> {
  const { EventBusName, StatementId, Statement, Action, Principal, Condition } = properties;
  if (Statement === undefined) {
    yield* call('events', 'PutPermission', { EventBusName, StatementId, Action, Principal, Condition });
    return;
  }
  const { Policy } = yield* call<{ Policy?: string }>('events', 'DescribeEventBus', { Name: EventBusName });
  const others = statementsIn(Policy).filter(({ Sid }) => Sid !== StatementId);
  yield* permit(EventBusName ?? 'default', {
    Version: '2012-10-17',
    Statement: [...others, { ...Statement, Sid: StatementId }],
  });
}

const statementsIn = (policy: string | undefined): readonly Statement[] =>
  policy === undefined ? [] : (JSON.parse(policy) as { readonly Statement: Statement[] }).Statement;
