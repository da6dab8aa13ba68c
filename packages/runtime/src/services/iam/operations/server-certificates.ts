import type * as sdk from '@aws-sdk/client-iam';
import {
  blocksIn,
  certificateIn,
  hostNamesIn,
  isVouchedFor,
  privateKeyIn,
} from '../../../base/certificate-reading.ts';
import type { Answered, Given } from '../../../base/given.ts';
import { alphabets } from '../../../base/ids.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import {
  keyPairMismatch,
  malformedCertificate,
  noSuchServerCertificate,
  serverCertificateAlreadyExists,
  serverCertificateInUse,
} from '../errors.ts';
import { listed } from '../listing.ts';
import { globally, iamArn, serverCertificates, type ServerCertificateRecord } from '../records.ts';
import { tagRecords } from '../tags.ts';

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_UploadServerCertificate.html */
export const uploadServerCertificate: Handler<
  Given<sdk.UploadServerCertificateCommandInput>,
  Answered<sdk.UploadServerCertificateCommandOutput>
> = (input, call) => {
  const name = input.ServerCertificateName;
  if (serverCertificates.get(call.tx, globally(call), name)) serverCertificateAlreadyExists(name);
  const read = certificateIn(input.CertificateBody) ?? malformedCertificate();
  const key = privateKeyIn(input.PrivateKey);
  if (!key || !read.checkPrivateKey(key)) keyPairMismatch();
  const chain = input.CertificateChain;
  if (chain !== undefined && (blocksIn(chain).length === 0 || !isVouchedFor(read, chain)))
    malformedCertificate();
  const path = input.Path ?? '/';
  const certificate: ServerCertificateRecord = {
    name,
    id: `ASCA${call.ids.word(17, alphabets.base32)}`,
    arn: iamArn(call, `server-certificate${path}${name}`),
    path,
    uploadDate: call.now,
    expiration: read.validToDate.getTime(),
    body: input.CertificateBody,
    chain,
    key: input.PrivateKey,
    names: hostNamesIn(read),
    tags: tagRecords(input.Tags),
    inUseBy: [],
  };
  putServerCertificate(call, certificate);
  return { ServerCertificateMetadata: metadataOf(certificate), Tags: [...certificate.tags] };
};

export const getServerCertificate: Handler<
  Given<sdk.GetServerCertificateCommandInput>,
  Answered<sdk.GetServerCertificateCommandOutput>
> = (input, call) => {
  const certificate = serverCertificateNamed(call, input.ServerCertificateName);
  const { body: CertificateBody, chain: CertificateChain, tags } = certificate;
  const ServerCertificateMetadata = metadataOf(certificate);
  return {
    ServerCertificate: { ServerCertificateMetadata, CertificateBody, CertificateChain, Tags: [...tags] },
  };
};

export const listServerCertificates: Handler<
  Given<sdk.ListServerCertificatesCommandInput>,
  Answered<sdk.ListServerCertificatesCommandOutput>
> = (input, call) => {
  const all = serverCertificates
    .list(call.tx, globally(call))
    .filter(({ path }) => path.startsWith(input.PathPrefix ?? '/'));
  const { items, paging } = listed(all, ({ name }) => name, input);
  return { ServerCertificateMetadataList: items.map(metadataOf), ...paging };
};

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateServerCertificate.html */
export const updateServerCertificate: Handler<Given<sdk.UpdateServerCertificateCommandInput>, object> = (
  input,
  call,
) => {
  const before = serverCertificateNamed(call, input.ServerCertificateName);
  const name = input.NewServerCertificateName ?? before.name;
  if (name !== before.name && serverCertificates.get(call.tx, globally(call), name))
    serverCertificateAlreadyExists(name);
  const path = input.NewPath ?? before.path;
  // Whoever has it knows it by the ARN that changes.
  if (before.inUseBy.length > 0) serverCertificateInUse(before);
  serverCertificates.delete(call.tx, globally(call), before.name);
  putServerCertificate(call, {
    ...before,
    name,
    path,
    arn: iamArn(call, `server-certificate${path}${name}`),
  });
  return {};
};

export const deleteServerCertificate: Handler<Given<sdk.DeleteServerCertificateCommandInput>, object> = (
  input,
  call,
) => {
  const certificate = serverCertificateNamed(call, input.ServerCertificateName);
  if (certificate.inUseBy.length > 0) serverCertificateInUse(certificate);
  serverCertificates.delete(call.tx, globally(call), certificate.name);
  return {};
};

interface Use {
  readonly Arn: string;
  /** The ARN of a load balancer. */
  readonly By: string;
}

/** The house's own: a load balancer takes a certificate, with its key. */
export const useServerCertificate: Handler<Use, object> = ({ Arn, By }, call) => {
  const certificate = serverCertificateOf(call, Arn) ?? noSuchServerCertificate(Arn);
  putServerCertificate(call, { ...certificate, inUseBy: [...new Set([...certificate.inUseBy, By])] });
  const { names: Names, body, chain = '', key: Key } = certificate;
  return { Names, Chain: `${body}\n${chain}`, Key };
};

/** The house's own: a load balancer has no use for a certificate any more. Harmless where there is none such. */
export const releaseServerCertificate: Handler<Use, object> = ({ Arn, By }, call) => {
  const certificate = serverCertificateOf(call, Arn);
  if (certificate)
    putServerCertificate(call, { ...certificate, inUseBy: certificate.inUseBy.filter((arn) => arn !== By) });
  return {};
};

export function serverCertificateNamed(call: Call, name: string): ServerCertificateRecord {
  return serverCertificates.get(call.tx, globally(call), name) ?? noSuchServerCertificate(name);
}

export function putServerCertificate(call: Call, certificate: ServerCertificateRecord): void {
  serverCertificates.put(call.tx, globally(call), certificate.name, certificate);
}

function serverCertificateOf(call: Call, arn: string): ServerCertificateRecord | undefined {
  const found = serverCertificates.get(call.tx, globally(call), arn.slice(arn.lastIndexOf('/') + 1));
  return found?.arn === arn ? found : undefined;
}

function metadataOf(certificate: ServerCertificateRecord): sdk.ServerCertificateMetadata {
  return {
    Path: certificate.path,
    ServerCertificateName: certificate.name,
    ServerCertificateId: certificate.id,
    Arn: certificate.arn,
    UploadDate: new Date(certificate.uploadDate),
    Expiration: new Date(certificate.expiration),
  };
}
