import {
  answered,
  call,
  listed,
  made,
  tolerate,
  type Made,
  type ResourceTag,
  type ResourceType,
} from '../../../dispatch/resource.ts';
import { retag, tagList, tagMap, tagsOn } from './tagging.ts';

interface Properties {
  readonly Description?: string;
  readonly AllowedPublishers: { readonly SigningProfileVersionArns: readonly string[] };
  readonly CodeSigningPolicies?: { readonly UntrustedArtifactOnDeployment: string };
  readonly Tags?: readonly ResourceTag[];
}

const usual = { UntrustedArtifactOnDeployment: 'Warn' };

/** AWS: CloudFormation template reference, AWS::Lambda::CodeSigningConfig. */
export const codeSigningConfig: ResourceType<Properties> = {
  typeName: 'AWS::Lambda::CodeSigningConfig',

  *create(wanted) {
    const { Tags: _tags, ...properties } = wanted.properties;
    const asked = { ...properties, Tags: tagMap(wanted) };
    const { CodeSigningConfig } = yield* call('lambda', 'CreateCodeSigningConfig', asked);
    yield* made(CodeSigningConfig.CodeSigningConfigArn);
    return madeOf(CodeSigningConfig.CodeSigningConfigArn);
  },

  *update(wanted, { physicalId: CodeSigningConfigArn }) {
    const { Description = '', AllowedPublishers, CodeSigningPolicies = usual } = wanted.properties;
    const changed = { Description, AllowedPublishers, CodeSigningPolicies };
    yield* call('lambda', 'UpdateCodeSigningConfig', { CodeSigningConfigArn, ...changed });
    yield* retag(CodeSigningConfigArn, tagMap(wanted));
    return madeOf(CodeSigningConfigArn);
  },

  *delete({ physicalId: CodeSigningConfigArn }) {
    const deleting = call('lambda', 'DeleteCodeSigningConfig', { CodeSigningConfigArn });
    yield* tolerate(['ResourceNotFoundException'], deleting);
  },

  list: listed('lambda', 'ListCodeSigningConfigs', {
    items: 'CodeSigningConfigs',
    token: ['Marker', 'NextMarker'],
    identifier: ({ CodeSigningConfigArn }) => CodeSigningConfigArn,
  }),
  adopt: ({ physicalId }) => answered(madeOf(physicalId)),

  *read({ physicalId: CodeSigningConfigArn }) {
    const asked = call('lambda', 'GetCodeSigningConfig', { CodeSigningConfigArn });
    const output = yield* tolerate(['ResourceNotFoundException'], asked);
    if (!output) return undefined;
    const { Description, AllowedPublishers, CodeSigningPolicies } = output.CodeSigningConfig;
    const Tags = tagList(yield* tagsOn(CodeSigningConfigArn));
    return { ...(Description && { Description }), AllowedPublishers, CodeSigningPolicies, Tags };
  },
};

const madeOf = (arn: string): Made => ({
  physicalId: arn,
  attributes: {
    CodeSigningConfigArn: arn,
    CodeSigningConfigId: arn.slice(arn.lastIndexOf(':') + 1),
  },
});
