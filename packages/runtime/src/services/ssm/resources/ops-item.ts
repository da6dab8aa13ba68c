import {
  call,
  everyPage,
  made,
  tagsOf,
  tolerate,
  type Made,
  type Properties,
  type ResourceTag,
  type ResourceType,
  type Work,
} from '../../../dispatch/resource.ts';
import { retag } from '../../../dispatch/retag.ts';
import { opsItemArn } from '../ops-items.ts';

/** AWS: CloudFormation template reference, AWS::SSM::OpsItem. Its identifier is its ARN. */
export const opsItem: ResourceType = {
  typeName: 'AWS::SSM::OpsItem',
  *create(wanted) {
    const { Tags, ...properties } = wanted.properties;
    const tags = tagsOf(wanted, Tags);
    const { OpsItemId, OpsItemArn } = yield* call('ssm', 'CreateOpsItem', {
      ...spelled(properties),
      ...(tags.length > 0 && { Tags: tags }),
    });
    yield* made(OpsItemArn);
    return yield* madeOf(OpsItemId, OpsItemArn);
  },
  *update(wanted, { physicalId }) {
    const OpsItemId = idIn(physicalId);
    const { Tags, Source: _source, ...properties } = wanted.properties;
    yield* call('ssm', 'UpdateOpsItem', { OpsItemId, ...spelled(properties) });
    const of = { ResourceType: 'OpsItem', ResourceId: OpsItemId };
    yield* retag(yield* tagsOn(OpsItemId), tagsOf(wanted, Tags), {
      add: (added) => call('ssm', 'AddTagsToResource', { ...of, Tags: added }),
      remove: (TagKeys) => call('ssm', 'RemoveTagsFromResource', { ...of, TagKeys }),
    });
    return yield* madeOf(OpsItemId, physicalId);
  },
  *delete({ physicalId }) {
    yield* call('ssm', 'DeleteOpsItem', { OpsItemId: idIn(physicalId) });
  },
  adopt: ({ physicalId }) => madeOf(idIn(physicalId), physicalId),
  list: {
    *identifiers(place) {
      const asked = { service: 'ssm', operation: 'DescribeOpsItems' };
      const all = yield* everyPage(asked, 'OpsItemSummaries', 'NextToken');
      return all.map(({ OpsItemId }) => opsItemArn(place, OpsItemId));
    },
  },
  *read({ physicalId }) {
    const is = yield* found(idIn(physicalId));
    if (!is) return undefined;
    const { Title, Description, Source, Priority, Severity, Category } = is;
    const told = { Title, Description, Source, Priority, Severity, Category };
    const said = Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined));
    return { ...said, Tags: yield* tagsOn(idIn(physicalId)) };
  },
};

const idIn = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);

const spelled = ({ Priority, ...rest }: Properties): object => ({
  ...rest,
  ...(Priority !== undefined && { Priority: Number(Priority) }),
});

function* found(OpsItemId: string): Work<Properties | undefined> {
  const asked = call('ssm', 'GetOpsItem', { OpsItemId });
  return (yield* tolerate(['OpsItemNotFoundException'], asked))?.OpsItem;
}

function* tagsOn(ResourceId: string): Work<readonly ResourceTag[]> {
  const { TagList } = yield* call('ssm', 'ListTagsForResource', { ResourceType: 'OpsItem', ResourceId });
  return TagList;
}

function* madeOf(OpsItemId: string, OpsItemArn: string): Work<Made> {
  const is = (yield* found(OpsItemId)) ?? {};
  const told = Object.fromEntries(answers.map((name) => [name, is[name]]));
  return { physicalId: OpsItemArn, attributes: { OpsItemId, OpsItemArn, ...told } };
}

const answers = [
  'Status',
  'CreatedBy',
  'CreatedTime',
  'LastModifiedBy',
  'LastModifiedTime',
  'OpsItemType',
  'Version',
];
