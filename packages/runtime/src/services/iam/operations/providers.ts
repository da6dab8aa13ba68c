import type * as sdk from '@aws-sdk/client-iam';
import type { Answered, Given } from '../../../base/given.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { invalidInput, noSuchProvider, providerAlreadyExists, quotaExceeded } from '../errors.ts';
import { globally, iamArn, providers, type ProviderRecord } from '../records.ts';
import { tagRecords } from '../tags.ts';

type Oidc = NonNullable<ProviderRecord['oidc']>;

/** AWS: CreateOpenIDConnectProvider, quotas: 100 client ids and 5 thumbprints a provider. */
const clientIdsMax = 100;
const thumbprintsMax = 5;

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html */
export const createOpenIDConnectProvider: Handler<
  Given<sdk.CreateOpenIDConnectProviderCommandInput>,
  Answered<sdk.CreateOpenIDConnectProviderCommandOutput>
> = (input, call) => {
  const url = /^https:\/\/([^/?#:]+(?:\/[^?#]*)?)$/.exec(input.Url)?.[1]?.replace(/\/$/, '');
  if (!url) return invalidInput('Invalid Open ID Connect Provider URL');
  const arn = iamArn(call, `oidc-provider/${url}`);
  if (providers.get(call.tx, globally(call), arn))
    providerAlreadyExists(`Provider with url ${input.Url} already exists.`);
  const oidc = { url, clientIds: input.ClientIDList ?? [], thumbprints: input.ThumbprintList ?? [] };
  checkOidc(oidc);
  const provider: ProviderRecord = { arn, createDate: call.now, tags: tagRecords(input.Tags), oidc };
  providers.put(call.tx, globally(call), arn, provider);
  return { OpenIDConnectProviderArn: arn, Tags: tagsAnswer(provider) };
};

export const getOpenIDConnectProvider: Handler<
  Given<sdk.GetOpenIDConnectProviderCommandInput>,
  Answered<sdk.GetOpenIDConnectProviderCommandOutput>
> = (input, call) => {
  const provider = oidcOf(call, input.OpenIDConnectProviderArn);
  const { url, clientIds, thumbprints } = provider.oidc;
  return {
    Url: url,
    ClientIDList: [...clientIds],
    ThumbprintList: [...thumbprints],
    CreateDate: new Date(provider.createDate),
    Tags: tagsAnswer(provider),
  };
};

export const listOpenIDConnectProviders: Handler<
  object,
  Answered<sdk.ListOpenIDConnectProvidersCommandOutput>
> = (_input, call) => ({
  OpenIDConnectProviderList: all(call).flatMap(({ arn, oidc }) => (oidc ? [{ Arn: arn }] : [])),
});

/** AWS: deleting a provider that is not there succeeds: the operation is idempotent. */
export const deleteOpenIDConnectProvider: Handler<
  Given<sdk.DeleteOpenIDConnectProviderCommandInput>,
  object
> = (input, call) => {
  providers.delete(call.tx, globally(call), input.OpenIDConnectProviderArn);
  return {};
};

export const updateOpenIDConnectProviderThumbprint: Handler<
  Given<sdk.UpdateOpenIDConnectProviderThumbprintCommandInput>,
  object
> = (input, call) =>
  changeOidc(call, input.OpenIDConnectProviderArn, () => ({ thumbprints: input.ThumbprintList }));

export const addClientIDToOpenIDConnectProvider: Handler<
  Given<sdk.AddClientIDToOpenIDConnectProviderCommandInput>,
  object
> = (input, call) =>
  changeOidc(call, input.OpenIDConnectProviderArn, ({ clientIds }) => ({
    clientIds: [...new Set([...clientIds, input.ClientID])],
  }));

export const removeClientIDFromOpenIDConnectProvider: Handler<
  Given<sdk.RemoveClientIDFromOpenIDConnectProviderCommandInput>,
  object
> = (input, call) =>
  changeOidc(call, input.OpenIDConnectProviderArn, ({ clientIds }) => ({
    clientIds: clientIds.filter((id) => id !== input.ClientID),
  }));

function changeOidc(call: Call, arn: string, change: (oidc: Oidc) => Partial<Oidc>): object {
  const provider = oidcOf(call, arn);
  const oidc = { ...provider.oidc, ...change(provider.oidc) };
  checkOidc(oidc);
  providers.put(call.tx, globally(call), arn, { ...provider, oidc });
  return {};
}

function checkOidc({ clientIds, thumbprints }: Oidc): void {
  if (clientIds.length > clientIdsMax) quotaExceeded('ClientIdsPerOpenIdConnectProvider', clientIdsMax);
  if (thumbprints.length > thumbprintsMax)
    invalidInput(`Thumbprint list must contain fewer than ${thumbprintsMax} entries.`);
}

export const createSAMLProvider: Handler<
  Given<sdk.CreateSAMLProviderCommandInput>,
  Answered<sdk.CreateSAMLProviderCommandOutput>
> = (input, call) => {
  const arn = iamArn(call, `saml-provider/${input.Name}`);
  if (providers.get(call.tx, globally(call), arn)) providerAlreadyExists(`Provider ${arn} already exists.`);
  const saml = { metadata: checkMetadata(input.SAMLMetadataDocument), uuid: call.ids.uuid() };
  const provider: ProviderRecord = { arn, createDate: call.now, tags: tagRecords(input.Tags), saml };
  providers.put(call.tx, globally(call), arn, provider);
  return { SAMLProviderArn: arn, Tags: tagsAnswer(provider) };
};

export const getSAMLProvider: Handler<
  Given<sdk.GetSAMLProviderCommandInput>,
  Answered<sdk.GetSAMLProviderCommandOutput>
> = (input, call) => {
  const provider = samlOf(call, input.SAMLProviderArn);
  return {
    SAMLProviderUUID: provider.saml.uuid,
    SAMLMetadataDocument: provider.saml.metadata,
    CreateDate: new Date(provider.createDate),
    Tags: tagsAnswer(provider),
  };
};

export const listSAMLProviders: Handler<object, Answered<sdk.ListSAMLProvidersCommandOutput>> = (
  _input,
  call,
) => ({
  SAMLProviderList: all(call).flatMap(({ arn, saml, createDate }) =>
    saml ? [{ Arn: arn, CreateDate: new Date(createDate) }] : [],
  ),
});

export const updateSAMLProvider: Handler<
  Given<sdk.UpdateSAMLProviderCommandInput>,
  Answered<sdk.UpdateSAMLProviderCommandOutput>
> = (input, call) => {
  const provider = samlOf(call, input.SAMLProviderArn);
  const metadata = checkMetadata(input.SAMLMetadataDocument ?? provider.saml.metadata);
  providers.put(call.tx, globally(call), provider.arn, { ...provider, saml: { ...provider.saml, metadata } });
  return { SAMLProviderArn: provider.arn };
};

export const deleteSAMLProvider: Handler<Given<sdk.DeleteSAMLProviderCommandInput>, object> = (
  input,
  call,
) => {
  providers.delete(call.tx, globally(call), samlOf(call, input.SAMLProviderArn).arn);
  return {};
};

const all = (call: Call): ProviderRecord[] => providers.list(call.tx, globally(call));

const tagsAnswer = ({ tags }: ProviderRecord): sdk.Tag[] | undefined =>
  tags.length > 0 ? [...tags] : undefined;

function checkMetadata(document: string): string {
  // AWS: unverified sentence.
  return document.includes('EntityDescriptor') ? document : invalidInput('Could not parse metadata');
}

export function providerOf(call: Call, arn: string, kind: 'OpenIDConnect' | 'SAML'): ProviderRecord {
  const provider = providers.get(call.tx, globally(call), arn);
  return provider?.[kind === 'SAML' ? 'saml' : 'oidc'] ? provider : noSuchProvider(kind, arn);
}

function oidcOf(call: Call, arn: string): ProviderRecord & { readonly oidc: Oidc } {
  const provider = providerOf(call, arn, 'OpenIDConnect');
  return { ...provider, oidc: provider.oidc! };
}

function samlOf(call: Call, arn: string) {
  const provider = providerOf(call, arn, 'SAML');
  return { ...provider, saml: provider.saml! };
}
