import {
  isOnItsOwn,
  isTold,
  call,
  made,
  nameFor,
  tagsOf,
  tolerate,
  type Had,
  type Made,
  type Properties,
  type ResourceTag,
  type ResourceType,
  type Wanted,
  listed,
} from '../../../dispatch/resource.ts';
import { retagged, said } from './tagging.ts';

const gone = ['InvalidLaunchTemplateId.NotFound'];

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-launchtemplate.html */
export const launchTemplate: ResourceType = {
  typeName: 'AWS::EC2::LaunchTemplate',
  *create(wanted) {
    const {
      LaunchTemplateName = nameFor(wanted, 128),
      LaunchTemplateData,
      VersionDescription,
    } = wanted.properties;
    const { LaunchTemplate } = yield* call('ec2', 'CreateLaunchTemplate', {
      LaunchTemplateName,
      LaunchTemplateData,
      ...said({ VersionDescription }),
      ClientToken: wanted.token,
      ...tagged(wanted),
    });
    yield* made(LaunchTemplate.LaunchTemplateId);
    return madeOf(LaunchTemplate);
  },
  /** AWS: a new version, of which `Fn::GetAtt` tells the number; the default one stays the default. */
  *update(wanted, { physicalId: LaunchTemplateId, properties: before }) {
    const { LaunchTemplateData, VersionDescription } = wanted.properties;
    if (JSON.stringify(LaunchTemplateData) !== JSON.stringify(before['LaunchTemplateData']))
      yield* call('ec2', 'CreateLaunchTemplateVersion', {
        LaunchTemplateId,
        LaunchTemplateData,
        ...said({ VersionDescription }),
      });
    yield* retagged(wanted, LaunchTemplateId, tagsIn(wanted.properties));
    const asked = { LaunchTemplateIds: [LaunchTemplateId] };
    const { LaunchTemplates } = yield* call('ec2', 'DescribeLaunchTemplates', asked);
    return madeOf(LaunchTemplates[0]);
  },
  *delete({ physicalId: LaunchTemplateId }) {
    yield* tolerate(gone, call('ec2', 'DeleteLaunchTemplate', { LaunchTemplateId }));
  },
  list: listed('ec2', 'DescribeLaunchTemplates', {
    items: 'LaunchTemplates',
    token: 'NextToken',
    identifier: ({ LaunchTemplateId }) => LaunchTemplateId,
  }),
  *adopt({ physicalId }) {
    const asked = { LaunchTemplateIds: [physicalId] };
    const { LaunchTemplates } = yield* call('ec2', 'DescribeLaunchTemplates', asked);
    return madeOf(LaunchTemplates[0]);
  },
  *read(had) {
    const { physicalId: LaunchTemplateId } = had;
    const asked = { LaunchTemplateId, Versions: ['$Latest'] };
    const found = yield* tolerate(gone, call('ec2', 'DescribeLaunchTemplateVersions', asked));
    if (!found) return undefined;
    const [{ LaunchTemplateName, LaunchTemplateData, VersionDescription }] = found.LaunchTemplateVersions;
    const ids = { LaunchTemplateIds: [LaunchTemplateId] };
    const { LaunchTemplates } = yield* call('ec2', 'DescribeLaunchTemplates', ids);
    const Tags = toldOf(had, LaunchTemplates[0].Tags);
    return {
      LaunchTemplateName,
      LaunchTemplateData,
      ...said({ VersionDescription }),
      ...(isTold(had, 'TagSpecifications') && {
        TagSpecifications: [{ ResourceType: 'launch-template', Tags }],
      }),
    };
  },
};

/** Those that the template names: no property of its type tells which ones it has from its stack. */
function toldOf(had: Had, tags: readonly ResourceTag[] = []): readonly ResourceTag[] {
  const named = new Set(tagsIn(had.properties).map(({ Key }) => Key));
  return isOnItsOwn(had) ? tags : tags.filter(({ Key }) => named.has(Key));
}

const tagsIn = ({ TagSpecifications = [] }: Properties): ResourceTag[] =>
  (TagSpecifications as Properties[]).flatMap(({ Tags }) => Tags ?? []);

/** The template's own tags; what it gives to servers is in its data. */
function tagged(wanted: Wanted): object {
  const Tags = tagsOf(wanted, tagsIn(wanted.properties));
  return Tags.length > 0 ? { TagSpecifications: [{ ResourceType: 'launch-template', Tags }] } : {};
}

const madeOf = ({ LaunchTemplateId, DefaultVersionNumber, LatestVersionNumber }: Properties): Made => ({
  physicalId: LaunchTemplateId,
  attributes: {
    LaunchTemplateId,
    DefaultVersionNumber: String(DefaultVersionNumber),
    LatestVersionNumber: String(LatestVersionNumber),
  },
});
