import type { Call, Handler } from '../../../dispatch/service.ts';
import { notIssued } from '../errors.ts';
import { certificateOf, certificates, putCertificate } from '../records.ts';
import { lentOf } from './import.ts';

interface Use {
  readonly CertificateArn: string;
  /** The ARN of a load balancer. */
  readonly By: string;
}

/** The house's own: a load balancer takes a certificate, with its key, and is told of the next one. */
export const useCertificate: Handler<Use, ReturnType<typeof lentOf>> = ({ CertificateArn, By }, call) => {
  const certificate = certificateOf(call, CertificateArn);
  if (!certificate.material) notIssued(CertificateArn);
  putCertificate(call, { ...certificate, inUseBy: [...new Set([...certificate.inUseBy, By])].sort() });
  return lentOf(certificate.material);
};

/** The house's own: a load balancer has no use for a certificate any more. Harmless where there is none such. */
export const releaseCertificate: Handler<Use, object> = ({ CertificateArn, By }, call: Call) => {
  const certificate = certificates.get(call.tx, call, CertificateArn);
  if (certificate)
    putCertificate(call, { ...certificate, inUseBy: certificate.inUseBy.filter((arn) => arn !== By) });
  return {};
};
