import {
  answered,
  call,
  made,
  nameFor,
  tagsOf,
  tolerate,
  type ResourceTag,
  type ResourceType,
  type Work,
  listed,
} from '../../../dispatch/resource.ts';
import { gone, isSame, retagIam, tagged } from './holding.ts';

interface OidcProperties {
  readonly Url?: string;
  readonly ClientIdList?: readonly string[];
  readonly ThumbprintList?: readonly string[];
  readonly Tags?: readonly ResourceTag[];
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-oidcprovider.html */
export const oidcProvider: ResourceType<OidcProperties> = {
  typeName: 'AWS::IAM::OIDCProvider',

  *create(wanted) {
    const { Url, ClientIdList = [], ThumbprintList = [], Tags } = wanted.properties;
    const { OpenIDConnectProviderArn: arn } = yield* call('iam', 'CreateOpenIDConnectProvider', {
      Url,
      ClientIDList: ClientIdList,
      ThumbprintList,
      ...tagged(tagsOf(wanted, Tags)),
    });
    yield* made(arn);
    return { physicalId: arn, attributes: { Arn: arn } };
  },

  *update(wanted, had) {
    const of = { OpenIDConnectProviderArn: had.physicalId };
    const { ClientIdList, ThumbprintList = [], Tags } = wanted.properties;
    yield* changeClients(of, ClientIdList, had.properties.ClientIdList);
    if (!isSame(ThumbprintList, had.properties.ThumbprintList ?? []))
      yield* call('iam', 'UpdateOpenIDConnectProviderThumbprint', { ...of, ThumbprintList });
    yield* retagIam('OpenIDConnectProvider', of, tagsOf(wanted, Tags));
    return { physicalId: had.physicalId, attributes: had.attributes };
  },

  *delete({ physicalId }) {
    yield* call('iam', 'DeleteOpenIDConnectProvider', { OpenIDConnectProviderArn: physicalId });
  },

  list: listed('iam', 'ListOpenIDConnectProviders', {
    items: 'OpenIDConnectProviderList',
    token: 'Marker',
    identifier: ({ Arn }) => Arn,
  }),
  adopt: ({ physicalId: Arn }) => answered({ physicalId: Arn, attributes: { Arn } }),

  *read({ physicalId, properties }) {
    const asked = call('iam', 'GetOpenIDConnectProvider', { OpenIDConnectProviderArn: physicalId });
    const found = yield* tolerate(gone, asked);
    if (!found) return undefined;
    const { Url, ClientIDList, ThumbprintList, Tags } = found;
    return {
      Url: `https://${Url}`,
      ClientIdList: ClientIDList,
      ThumbprintList,
      ...(properties.Tags && { Tags: Tags ?? [] }),
    };
  },
};

function* changeClients(of: object, wanted: readonly string[] = [], had: readonly string[] = []): Work<void> {
  for (const ClientID of wanted)
    if (!had.includes(ClientID))
      yield* call('iam', 'AddClientIDToOpenIDConnectProvider', { ...of, ClientID });
  for (const ClientID of had)
    if (!wanted.includes(ClientID))
      yield* call('iam', 'RemoveClientIDFromOpenIDConnectProvider', { ...of, ClientID });
}

interface SamlProperties {
  readonly Name?: string;
  readonly SamlMetadataDocument: string;
  readonly Tags?: readonly ResourceTag[];
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-samlprovider.html */
export const samlProvider: ResourceType<SamlProperties> = {
  typeName: 'AWS::IAM::SAMLProvider',

  *create(wanted) {
    const { SamlMetadataDocument: SAMLMetadataDocument, Tags } = wanted.properties;
    const Name = wanted.properties.Name ?? nameFor(wanted, 128);
    const input = { Name, SAMLMetadataDocument, ...tagged(tagsOf(wanted, Tags)) };
    const { SAMLProviderArn } = yield* call('iam', 'CreateSAMLProvider', input);
    yield* made(SAMLProviderArn);
    const { SAMLProviderUUID } = yield* call('iam', 'GetSAMLProvider', { SAMLProviderArn });
    return {
      physicalId: SAMLProviderArn,
      attributes: { Arn: SAMLProviderArn, SamlProviderUUID: SAMLProviderUUID },
    };
  },

  *update(wanted, had) {
    const of = { SAMLProviderArn: had.physicalId };
    const { SamlMetadataDocument: SAMLMetadataDocument, Tags } = wanted.properties;
    yield* call('iam', 'UpdateSAMLProvider', { ...of, SAMLMetadataDocument });
    yield* retagIam('SAMLProvider', of, tagsOf(wanted, Tags));
    return { physicalId: had.physicalId, attributes: had.attributes };
  },

  *delete({ physicalId }) {
    yield* tolerate(gone, call('iam', 'DeleteSAMLProvider', { SAMLProviderArn: physicalId }));
  },

  list: listed('iam', 'ListSAMLProviders', {
    items: 'SAMLProviderList',
    token: 'Marker',
    identifier: ({ Arn }) => Arn,
  }),
  *adopt({ physicalId: Arn }) {
    const { SAMLProviderUUID } = yield* call('iam', 'GetSAMLProvider', { SAMLProviderArn: Arn });
    return { physicalId: Arn, attributes: { Arn, SamlProviderUUID: SAMLProviderUUID } };
  },

  *read({ physicalId, properties }) {
    const found = yield* tolerate(gone, call('iam', 'GetSAMLProvider', { SAMLProviderArn: physicalId }));
    return found && { ...properties, SamlMetadataDocument: found.SAMLMetadataDocument };
  },
};
