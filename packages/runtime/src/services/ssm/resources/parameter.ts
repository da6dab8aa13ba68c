import {
  call,
  made,
  nameFor,
  tagsOf,
  tolerate,
  type ResourceType,
  type Wanted,
} from '../../../dispatch/resource.ts';

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

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ssm-parameter.html */
export const parameter: ResourceType<Properties> = {
  typeName: 'AWS::SSM::Parameter',

  *create(wanted) {
    const Name = wanted.properties.Name ?? nameFor(wanted);
    const Tags = tagsOf(wanted, wanted.properties.Tags);
    yield* call('ssm', 'PutParameter', { ...put(wanted, Name), ...(Tags.length > 0 && { Tags }) });
    yield* made(Name);
    return madeOf(Name, wanted.properties);
  },

  *update(wanted, had) {
    const Name = had.physicalId;
    yield* call('ssm', 'PutParameter', { ...put(wanted, Name), Overwrite: true });
    yield* retag(Name, tagsOf(wanted, wanted.properties.Tags));
    return madeOf(Name, wanted.properties);
  },

  *delete({ physicalId }) {
    yield* tolerate(['ParameterNotFound'], call('ssm', 'DeleteParameter', { Name: physicalId }));
  },

  *read({ physicalId }) {
    const asked = call('ssm', 'GetParameter', { Name: physicalId });
    const output = yield* tolerate(['ParameterNotFound'], asked);
    if (!output) return undefined;
    const ParameterFilters = [{ Key: 'Name', Values: [physicalId] }];
    const described = yield* call('ssm', 'DescribeParameters', { ParameterFilters });
    const { Description, AllowedPattern, Tier } = described.Parameters[0];
    const { Type, Value, DataType } = output.Parameter;
    return { Name: physicalId, Type, Value, DataType, Description, AllowedPattern, Tier };
  },
};

const put = ({ properties }: Wanted<Properties>, Name: string) => {
  const { Tags: _tags, Name: _name, ...rest } = properties;
  return { ...rest, Name };
};

const madeOf = (Name: string, { Type, Value }: Properties) => ({
  physicalId: Name,
  attributes: { Type, Value },
});

function* retag(Name: string, tags: readonly { readonly Key: string; readonly Value: string }[]) {
  const resource = { ResourceType: 'Parameter', ResourceId: Name };
  const { TagList } = yield* call<{ TagList: { Key: string }[] }>('ssm', 'ListTagsForResource', resource);
  const gone = TagList.map(({ Key }) => Key).filter((key) => !tags.some(({ Key }) => Key === key));
  if (gone.length > 0) yield* call('ssm', 'RemoveTagsFromResource', { ...resource, TagKeys: gone });
  if (tags.length > 0) yield* call('ssm', 'AddTagsToResource', { ...resource, Tags: tags });
}
