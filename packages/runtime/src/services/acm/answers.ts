import type { CertificateDetail, CertificateSummary, DomainValidation } from '@aws-sdk/client-acm';
import type { CertificateRecord } from './records.ts';

export function statusOf({ material }: CertificateRecord, now: number) {
  if (!material) return 'PENDING_VALIDATION';
  return material.facts.notAfter <= now ? 'EXPIRED' : 'ISSUED';
}

export function detailOf(certificate: CertificateRecord, now: number): CertificateDetail {
  const { material, request, obtainedAt } = certificate;
  const facts = material?.facts;
  const obtained = obtainedAt === undefined ? undefined : new Date(obtainedAt);
  return {
    CertificateArn: certificate.arn,
    DomainName: certificate.domainName,
    SubjectAlternativeNames: [...certificate.names],
    ...(request && { DomainValidationOptions: validations(certificate) }),
    ...(facts && {
      Serial: facts.serial,
      Subject: facts.subject,
      Issuer: facts.issuer,
      NotBefore: new Date(facts.notBefore),
      NotAfter: new Date(facts.notAfter),
      SignatureAlgorithm: facts.signatureAlgorithm,
    }),
    CreatedAt: new Date(certificate.createdAt),
    ...(certificate.type === 'IMPORTED' ? { ImportedAt: obtained } : { IssuedAt: obtained }),
    Status: statusOf(certificate, now),
    KeyAlgorithm: (facts?.keyAlgorithm ?? request?.keyAlgorithm) as CertificateDetail['KeyAlgorithm'],
    InUseBy: [...certificate.inUseBy],
    Type: certificate.type,
    RenewalEligibility: eligibilityOf(certificate),
    Options: { CertificateTransparencyLoggingPreference: request ? 'ENABLED' : 'DISABLED' },
  };
}

export function summaryOf(certificate: CertificateRecord, now: number): CertificateSummary {
  const detail = detailOf(certificate, now);
  const { CertificateArn, DomainName, Status, Type, KeyAlgorithm, NotBefore, NotAfter } = detail;
  const { CreatedAt, IssuedAt, ImportedAt, RenewalEligibility } = detail;
  return {
    CertificateArn,
    DomainName,
    // AWS: API_CertificateSummary: up to 100 names.
    SubjectAlternativeNameSummaries: certificate.names.slice(0, 100),
    HasAdditionalSubjectAlternativeNames: certificate.names.length > 100,
    Status,
    Type,
    KeyAlgorithm,
    InUse: certificate.inUseBy.length > 0,
    RenewalEligibility,
    NotBefore,
    NotAfter,
    CreatedAt,
    IssuedAt,
    ImportedAt,
  };
}

/** AWS: user guide: what is renewed is what ACM issued and some service uses. */
function eligibilityOf({ type, inUseBy }: CertificateRecord) {
  return type === 'AMAZON_ISSUED' && inUseBy.length > 0 ? 'ELIGIBLE' : 'INELIGIBLE';
}

function validations({ names, request, material }: CertificateRecord): DomainValidation[] {
  return names.map((name) => ({
    DomainName: name,
    ValidationDomain: name.replace(/^\*\./, ''),
    ValidationMethod: request!.validationMethod,
    ValidationStatus: material ? 'SUCCESS' : 'PENDING_VALIDATION',
    ...(request!.token !== undefined && {
      ResourceRecord: {
        Name: `_${request!.token}.${name.replace(/^\*\./, '')}.`,
        Type: 'CNAME',
        Value: `_${request!.token}.acm-validations.aws.`,
      },
    }),
  }));
}
