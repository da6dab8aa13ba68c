import type * as sdk from '@aws-sdk/client-acm';
import type { Answered, Given } from '../../../base/given.ts';
import { pageOf } from '../../../base/pagination.ts';
import { flowId, type Handler } from '../../../dispatch/service.ts';
import { detailOf, statusOf, summaryOf } from '../answers.ts';
import { certificateInUse, invalidArgs, notIssued } from '../errors.ts';
import { certificateOf, certificates, type CertificateRecord } from '../records.ts';

/** https://docs.aws.amazon.com/acm/latest/APIReference/API_DescribeCertificate.html */
export const describeCertificate: Handler<
  Given<sdk.DescribeCertificateCommandInput>,
  Answered<sdk.DescribeCertificateCommandOutput>
> = ({ CertificateArn }, call) => ({ Certificate: detailOf(certificateOf(call, CertificateArn), call.now) });

/** https://docs.aws.amazon.com/acm/latest/APIReference/API_GetCertificate.html */
export const getCertificate: Handler<
  Given<sdk.GetCertificateCommandInput>,
  Answered<sdk.GetCertificateCommandOutput>
> = ({ CertificateArn }, call) => {
  const { material } = certificateOf(call, CertificateArn);
  if (!material) notIssued(CertificateArn);
  return { Certificate: material.certificate, CertificateChain: material.chain };
};

/** https://docs.aws.amazon.com/acm/latest/APIReference/API_ListCertificates.html */
export const listCertificates: Handler<
  Given<sdk.ListCertificatesCommandInput>,
  Answered<sdk.ListCertificatesCommandOutput>
> = (input, call) => {
  const found = certificates
    .list(call.tx, call)
    .filter((certificate) => isWanted(certificate, input, call.now));
  const sorted = input.SortBy === 'CREATED_AT' ? found.sort((a, b) => a.createdAt - b.createdAt) : found;
  if (input.SortOrder === 'DESCENDING') sorted.reverse();
  const page = pageOf(sorted, ({ arn }) => arn, {
    token: input.NextToken,
    limit: input.MaxItems ?? 1000,
    invalid: () => invalidArgs('The next token is not valid.'),
  });
  return {
    CertificateSummaryList: page.items.map((certificate) => summaryOf(certificate, call.now)),
    NextToken: page.next,
  };
};

/** https://docs.aws.amazon.com/acm/latest/APIReference/API_DeleteCertificate.html */
export const deleteCertificate: Handler<Given<sdk.DeleteCertificateCommandInput>, object> = (
  { CertificateArn: arn },
  call,
) => {
  const { inUseBy, type } = certificateOf(call, arn);
  if (inUseBy.length > 0) certificateInUse(arn);
  certificates.delete(call.tx, call, arn);
  if (type === 'AMAZON_ISSUED') call.flows.remove(flowId('acm.issue', call, arn));
  return {};
};

/** AWS: API_Filters: without `keyTypes`, only RSA_1024 and RSA_2048 certificates are listed. */
function isWanted(
  certificate: CertificateRecord,
  { CertificateStatuses, Includes }: Given<sdk.ListCertificatesCommandInput>,
  now: number,
): boolean {
  const status = statusOf(certificate, now);
  const keyTypes: readonly string[] = Includes?.keyTypes ?? ['RSA_1024', 'RSA_2048'];
  const keyType = certificate.material?.facts.keyAlgorithm ?? certificate.request?.keyAlgorithm ?? '';
  const inStatus = CertificateStatuses?.length ? CertificateStatuses.includes(status) : true;
  return inStatus && keyTypes.includes(keyType);
}
