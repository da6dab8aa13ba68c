import {
  call,
  isOnItsOwn,
  made,
  nameFor,
  tagsOf,
  tolerate,
  type ResourceTag,
  type ResourceType,
  type Wanted,
  type Work,
  listed,
} from '../../../dispatch/resource.ts';
import { retag } from '../../../dispatch/retag.ts';
import { parameterArn } from '../records.ts';

interface Properties {
  readonly Name?: string;
  readonly Type: 'String' | 'StringList';
  readonly Value: string;
  readonly Description?: string;
  readonly Policies?: string;
  readonly AllowedPattern?: string;
  readonly Tier?: string;
  readonly DataType?: string;
  /** A map, unlike most types'. */
  readonly Tags?: Readonly<Record<string, string>>;
}

/** What a template leaves unnamed; a stack's name might be one that parameters may not begin with. */
// AWS: the handler's source, `generateParameterName`: "Prefix - logical resource id - randomString", of `CFN`.
const unnamed = (wanted: Wanted): string => nameFor({ ...wanted, stackName: 'CFN' });

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ssm-parameter.html */
export const parameter: ResourceType<Properties> = {
  typeName: 'AWS::SSM::Parameter',

  *create(wanted) {
    const Name = wanted.properties.Name ?? unnamed(wanted);
    const Tags = tagsOf(wanted, wanted.properties.Tags);
    yield* call('ssm', 'PutParameter', { ...put(wanted, Name), ...(Tags.length > 0 && { Tags }) });
    yield* made(Name);
    return madeOf(wanted, Name);
  },

  *update(wanted, had) {
    const Name = had.physicalId;
    // What a template leaves out is empty; what PutParameter is not given stays as it was.
    const empty = { Description: '', AllowedPattern: '' };
    yield* call('ssm', 'PutParameter', { ...empty, ...put(wanted, Name), Overwrite: true });
    yield* retagged(Name, tagsOf(wanted, wanted.properties.Tags));
    return madeOf(wanted, Name);
  },

  *delete({ physicalId }) {
    yield* tolerate(['ParameterNotFound'], call('ssm', 'DeleteParameter', { Name: physicalId }));
  },

  list: listed('ssm', 'DescribeParameters', {
    items: 'Parameters',
    token: 'NextToken',
    identifier: ({ Name }) => Name,
  }),
  *adopt(sought) {
    const { Parameter } = yield* call('ssm', 'GetParameter', { Name: sought.physicalId });
    const { Type, Value } = Parameter;
    const { physicalId } = sought;
    return { physicalId, attributes: { Type, Value, Arn: parameterArn(sought, physicalId) } };
  },

  *read(had) {
    const { physicalId, properties } = had;
    const asked = call('ssm', 'GetParameter', { Name: physicalId });
    const output = yield* tolerate(['ParameterNotFound'], asked);
    if (!output) return undefined;
    const ParameterFilters = [{ Key: 'Name', Values: [physicalId] }];
    const described = yield* call('ssm', 'DescribeParameters', { ParameterFilters });
    const { Description, AllowedPattern, Tier } = described.Parameters[0];
    const { Type, Value, DataType } = output.Parameter;
    const own = properties.Tags ?? (isOnItsOwn(had) ? 'all' : undefined);
    const Tags = own && (yield* tagsNow(physicalId, own));
    return {
      Name: physicalId,
      Type,
      Value,
      DataType,
      Description,
      AllowedPattern,
      Tier,
      ...(Tags && { Tags }),
    };
  },
};

const put = ({ properties }: Wanted<Properties>, Name: string) => {
  const { Tags: _tags, Name: _name, ...rest } = properties;
  return { ...rest, Name };
};

const madeOf = (wanted: Wanted<Properties>, Name: string) => ({
  physicalId: Name,
  attributes: {
    Type: wanted.properties.Type,
    Value: wanted.properties.Value,
    Arn: parameterArn(wanted, Name),
  },
});

/** Of its own tags; the stack's are beside them. */
function* tagsNow(Name: string, own: object | 'all'): Work<Record<string, string>> {
  const of = { ResourceType: 'Parameter', ResourceId: Name };
  const { TagList } = yield* call<{ TagList: ResourceTag[] }>('ssm', 'ListTagsForResource', of);
  const mine = TagList.filter(({ Key }) => own === 'all' || Object.hasOwn(own, Key));
  return Object.fromEntries(mine.map(({ Key, Value }) => [Key, Value]));
}

function* retagged(Name: string, wanted: readonly ResourceTag[]): Work<void> {
  const of = { ResourceType: 'Parameter', ResourceId: Name };
  const { TagList } = yield* call('ssm', 'ListTagsForResource', of);
  yield* retag(TagList, wanted, {
    add: (Tags) => call('ssm', 'AddTagsToResource', { ...of, Tags }),
    remove: (TagKeys) => call('ssm', 'RemoveTagsFromResource', { ...of, TagKeys }),
  });
}
