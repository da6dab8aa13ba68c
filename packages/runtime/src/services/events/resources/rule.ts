import {
  call,
  everyPage,
  made,
  nameFor,
  tagsOf,
  tolerate,
  type Made,
  type ResourceTag,
  type ResourceType,
  type Wanted,
  type Work,
} from '../../../dispatch/resource.ts';
import { retag } from '../../../dispatch/retag.ts';

interface Properties {
  readonly Name?: string;
  readonly EventBusName?: string;
  readonly EventPattern?: object | string;
  readonly ScheduleExpression?: string;
  readonly State?: string;
  readonly Description?: string;
  readonly RoleArn?: string;
  readonly Targets?: readonly TemplateTarget[];
  readonly Tags?: readonly ResourceTag[];
}

interface TemplateTarget {
  readonly Id: string;
  readonly Arn: string;
  readonly EcsParameters?: Readonly<Record<string, any>>;
}

const nameMax = 64;
const gone = ['ResourceNotFoundException'];

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-events-rule.html */
export const rule: ResourceType<Properties> = {
  typeName: 'AWS::Events::Rule',

  *create(wanted) {
    const Name = wanted.properties.Name ?? nameFor(wanted, nameMax);
    const Tags = tagsOf(wanted, wanted.properties.Tags);
    const { RuleArn } = yield* put(wanted, Name, Tags);
    const answer = madeOf(Name, wanted.properties, RuleArn);
    yield* made(answer.physicalId);
    yield* putTargets(Name, wanted.properties, wanted.properties.Targets ?? []);
    return answer;
  },

  *update(wanted, had) {
    const { properties } = wanted;
    const Name = nameIn(had.physicalId);
    const { RuleArn } = yield* put(wanted, Name, []);
    const Targets = properties.Targets ?? [];
    const left = (had.properties.Targets ?? []).map(({ Id }) => Id);
    const dropped = left.filter((id) => !Targets.some(({ Id }) => Id === id));
    yield* removeTargets(Name, properties, dropped);
    yield* putTargets(Name, properties, Targets);
    const is = yield* call<{ Tags: ResourceTag[] }>('events', 'ListTagsForResource', {
      ResourceARN: RuleArn,
    });
    yield* retag(is.Tags, tagsOf(wanted, properties.Tags), {
      add: (Tags) => call('events', 'TagResource', { ResourceARN: RuleArn, Tags }),
      remove: (TagKeys) => call('events', 'UntagResource', { ResourceARN: RuleArn, TagKeys }),
    });
    return madeOf(Name, properties, RuleArn);
  },

  *delete({ physicalId, properties }) {
    const Name = nameIn(physicalId);
    const listed = call('events', 'ListTargetsByRule', { Rule: Name, ...bus(properties) });
    const there = yield* tolerate(gone, listed);
    if (!there) return;
    yield* removeTargets(
      Name,
      properties,
      there.Targets.map(({ Id }: TemplateTarget) => Id),
    );
    yield* tolerate(gone, call('events', 'DeleteRule', { Name, ...bus(properties) }));
  },

  /** Known by its ARN, `…:rule/bus/name`; the CDK's CLI says what `Ref` answers instead. */
  *adopt({ physicalId: id }) {
    const [, busName, Name = ''] = /(?:^|:rule\/)(?:([^:]+)[/|])?([^/|]+)$/.exec(id) ?? [];
    const on = busName === undefined ? {} : { EventBusName: busName };
    const { Arn } = yield* call<{ Arn: string }>('events', 'DescribeRule', { Name, ...on });
    return madeOf(Name, on, Arn);
  },

  list: {
    *identifiers() {
      const buses = yield* everyPage(
        { service: 'events', operation: 'ListEventBuses' },
        'EventBuses',
        'NextToken',
      );
      const found: string[] = [];
      for (const { Name: EventBusName } of buses) {
        const asked = { service: 'events', operation: 'ListRules', input: { EventBusName } };
        found.push(...(yield* everyPage(asked, 'Rules', 'NextToken')).map(({ Arn }) => Arn as string));
      }
      return found;
    },
  },

  *read({ physicalId, properties }) {
    const Name = nameIn(physicalId);
    const on =
      physicalId === Name ? bus(properties) : { EventBusName: physicalId.slice(0, -Name.length - 1) };
    const output = yield* tolerate(gone, call('events', 'DescribeRule', { Name, ...on }));
    if (!output) return undefined;
    const { EventPattern, ScheduleExpression, State, Description, RoleArn, Arn: ResourceARN } = output;
    const listed = yield* call('events', 'ListTargetsByRule', { Rule: Name, ...on });
    const { Tags } = yield* call('events', 'ListTagsForResource', { ResourceARN });
    return {
      Name,
      // A template may name the bus by its ARN.
      EventBusName: properties.EventBusName ?? output.EventBusName,
      Tags,
      ...(EventPattern !== undefined && { EventPattern: JSON.parse(EventPattern) }),
      ScheduleExpression,
      State,
      Description,
      RoleArn,
      Targets: listed.Targets.map(asInTemplate),
    };
  },
};

const bus = ({ EventBusName }: Properties) => (EventBusName === undefined ? {} : { EventBusName });

/** AWS: `Ref` answers the name, and on a bus of one's own `bus|name`. */
function madeOf(Name: string, { EventBusName }: Properties, Arn: string): Made {
  const busName = EventBusName?.slice(EventBusName.lastIndexOf('/') + 1);
  const physicalId = busName === undefined || busName === 'default' ? Name : `${busName}|${Name}`;
  return { physicalId, attributes: { Arn, RuleName: Name } };
}

const nameIn = (physicalId: string): string => physicalId.slice(physicalId.lastIndexOf('|') + 1);

function* put(
  { properties }: Wanted<Properties>,
  Name: string,
  Tags: ResourceTag[],
): Work<{ RuleArn: string }> {
  const { EventPattern, ScheduleExpression, State, Description, RoleArn } = properties;
  return yield* call('events', 'PutRule', {
    Name,
    ...bus(properties),
    ...(EventPattern !== undefined && {
      EventPattern: typeof EventPattern === 'string' ? EventPattern : JSON.stringify(EventPattern),
    }),
    ScheduleExpression,
    State,
    Description,
    RoleArn,
    ...(Tags.length > 0 && { Tags }),
  });
}

function* putTargets(Rule: string, properties: Properties, targets: readonly TemplateTarget[]): Work<void> {
  if (targets.length === 0) return;
  yield* call('events', 'PutTargets', { Rule, ...bus(properties), Targets: targets.map(asInApi) });
}

function* removeTargets(Rule: string, properties: Properties, Ids: readonly string[]): Work<void> {
  if (Ids.length > 0) yield* call('events', 'RemoveTargets', { Rule, ...bus(properties), Ids });
}

/** A few members of ECS's parameters are spelled otherwise in a template. */
function asInApi(target: TemplateTarget): object {
  if (!target.EcsParameters) return target;
  const { TagList, PlacementStrategies, NetworkConfiguration, TaskCount, ...ecs } = target.EcsParameters;
  const vpc = NetworkConfiguration?.AwsVpcConfiguration;
  return {
    ...target,
    EcsParameters: {
      ...ecs,
      ...(TaskCount !== undefined && { TaskCount: Number(TaskCount) }),
      ...(TagList && { Tags: TagList }),
      ...(PlacementStrategies && { PlacementStrategy: PlacementStrategies }),
      ...(vpc && { NetworkConfiguration: { awsvpcConfiguration: vpc } }),
    },
  };
}

function asInTemplate(target: TemplateTarget): TemplateTarget {
  if (!target.EcsParameters) return target;
  const { Tags, PlacementStrategy, NetworkConfiguration, ...ecs } = target.EcsParameters;
  const vpc = NetworkConfiguration?.awsvpcConfiguration;
  return {
    ...target,
    EcsParameters: {
      ...ecs,
      ...(Tags && { TagList: Tags }),
      ...(PlacementStrategy && { PlacementStrategies: PlacementStrategy }),
      ...(vpc && { NetworkConfiguration: { AwsVpcConfiguration: vpc } }),
    },
  };
}
