import { arnOf } from '../../../base/arn.ts';
import { spelling } from '../../../base/spelling.ts';
import {
  answered,
  call,
  tagsOf,
  type Properties,
  type ResourceType,
  type Stood,
  type Work,
} from '../../../dispatch/resource.ts';
import { large, retag, small } from '../../../dispatch/retag.ts';

const { api, template } = spelling();

interface Id {
  readonly Category: string;
  readonly Provider: string;
  readonly Version: string;
}

interface Item {
  readonly id: Readonly<Record<string, string>>;
  readonly settings?: object;
  readonly actionConfigurationProperties?: readonly object[];
  readonly inputArtifactDetails: object;
  readonly outputArtifactDetails: object;
}

/** AWS: CloudFormation user guide, AWS::CodePipeline::CustomActionType. What its Ref is is unverified. */
export const customActionType: ResourceType = {
  typeName: 'AWS::CodePipeline::CustomActionType',
  *create(wanted) {
    const { Tags, ...declared } = wanted.properties;
    const tags = tagsOf(wanted, Tags);
    const given = { ...api(declared), ...(tags.length > 0 && { tags: small(tags) }) } as object;
    yield* call('codepipeline', 'CreateCustomActionType', given);
    const physicalId = identifierOf(declared as Id);
    return { physicalId, attributes: { Id: physicalId } };
  },
  *update(wanted, { physicalId }) {
    const resourceArn = typeArn(wanted, idOf(physicalId));
    const { tags } = yield* call('codepipeline', 'ListTagsForResource', { resourceArn });
    yield* retag(large(tags), tagsOf(wanted, wanted.properties['Tags']), {
      add: (added) => call('codepipeline', 'TagResource', { resourceArn, tags: small(added) }),
      remove: (tagKeys) => call('codepipeline', 'UntagResource', { resourceArn, tagKeys }),
    });
    return { physicalId, attributes: { Id: physicalId } };
  },
  *delete({ physicalId }) {
    yield* call('codepipeline', 'DeleteCustomActionType', api(idOf(physicalId)));
  },
  adopt: ({ physicalId }) => answered({ physicalId, attributes: { Id: physicalId } }),
  list: {
    *identifiers() {
      const all = yield* customTypes();
      return all.map(({ id }) => identifierOf(template(id)));
    },
  },
  *read(had) {
    const found = (yield* customTypes()).find(({ id }) => identifierOf(template(id)) === had.physicalId);
    if (!found) return undefined;
    const resourceArn = typeArn(had, idOf(had.physicalId));
    const { tags } = yield* call('codepipeline', 'ListTagsForResource', { resourceArn });
    return propertiesOf(found, large(tags));
  },
};

function propertiesOf(found: Item, Tags: readonly object[]): Properties {
  const { Category, Provider, Version } = template(found.id) as Id;
  const { settings, actionConfigurationProperties: declared = [] } = found;
  return {
    Category,
    Provider,
    Version,
    InputArtifactDetails: template(found.inputArtifactDetails),
    OutputArtifactDetails: template(found.outputArtifactDetails),
    ...(settings && Object.keys(settings).length > 0 && { Settings: template(settings) }),
    ...(declared.length > 0 && { ConfigurationProperties: template(declared) }),
    Tags,
  };
}

function* customTypes(): Work<readonly Item[]> {
  const { actionTypes } = yield* call('codepipeline', 'ListActionTypes', { actionOwnerFilter: 'Custom' });
  return actionTypes as Item[];
}

const identifierOf = ({ Category, Provider, Version }: Id): string => `${Category}|${Provider}|${Version}`;

function idOf(identifier: string): Id {
  const [Category = '', Provider = '', Version = ''] = identifier.split('|');
  return { Category, Provider, Version };
}

const typeArn = (place: Stood, { Category, Provider, Version }: Id): string =>
  arnOf('codepipeline', place, `actiontype:Custom/${Category}/${Provider}/${Version}`);
