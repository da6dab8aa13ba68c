import type * as sdk from '@aws-sdk/client-acm';
import type { Answered, Given } from '../../../base/given.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { invalid, invalidParameter } from '../errors.ts';
import { factsOf } from '../facts.ts';
import { certificateArn, certificateOf, putCertificate, type CertificateRecord } from '../records.ts';
import { tagsWith } from '../tags.ts';

/** https://docs.aws.amazon.com/acm/latest/APIReference/API_ImportCertificate.html */
export const importCertificate: Handler<
  Given<sdk.ImportCertificateCommandInput>,
  Answered<sdk.ImportCertificateCommandOutput>
> = (input, call) => {
  const before = input.CertificateArn === undefined ? undefined : reimported(call, input);
  const [certificate, key] = [textOf(input.Certificate), textOf(input.PrivateKey)];
  const chain = input.CertificateChain && textOf(input.CertificateChain);
  const facts = factsOf(certificate, chain, key);
  // AWS: user guide, "Prerequisites for importing": valid at the time of import. Of the house's clock.
  if (facts.notAfter <= call.now) invalid('The certificate has expired.');
  const record: CertificateRecord = {
    arn: certificateArn(call, call.ids.uuid()),
    type: 'IMPORTED',
    createdAt: call.now,
    inUseBy: [],
    tags: tagsWith({}, input.Tags),
    ...before,
    domainName: facts.domainName,
    names: facts.names,
    obtainedAt: call.now,
    material: { certificate, chain, key, facts },
  };
  putCertificate(call, record);
  tellUsers(call, record);
  return { CertificateArn: record.arn };
};

/** Load balancers that have the certificate take the new one for handshakes to come. */
export function tellUsers(call: Call, { arn, inUseBy, material }: CertificateRecord): void {
  if (!material || inUseBy.length === 0) return;
  call.forward('elasticloadbalancing', 'ReplaceCertificate', { CertificateArn: arn, ...lentOf(material) });
}

/** What a load balancer needs of a certificate. */
export function lentOf({ certificate, chain, key, facts }: NonNullable<CertificateRecord['material']>) {
  return { Names: facts.names, Chain: [certificate, chain ?? ''].join('\n'), Key: key };
}

function reimported(
  call: Call,
  input: Given<sdk.ImportCertificateCommandInput>,
): Pick<CertificateRecord, 'arn' | 'createdAt' | 'inUseBy' | 'tags'> {
  const { arn, createdAt, inUseBy, tags, type } = certificateOf(call, input.CertificateArn!);
  if (type !== 'IMPORTED') invalidParameter(`Certificate ${arn} was not imported.`);
  // AWS: user guide, "Reimport a certificate": tags are not given with it. The words are unverified.
  if (input.Tags?.length) invalidParameter('Tagging is not permitted on re-import.');
  return { arn, createdAt, inUseBy, tags };
}

const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');
