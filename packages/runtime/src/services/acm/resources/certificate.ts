import {
  call,
  made,
  tagsOf,
  tolerate,
  wait,
  type Had,
  type Made,
  type ResourceTag,
  type ResourceType,
  type Work,
  listed,
} from '../../../dispatch/resource.ts';
import { retag } from '../../../dispatch/retag.ts';

interface CertificateProperties {
  readonly DomainName: string;
  readonly SubjectAlternativeNames?: readonly string[];
  readonly ValidationMethod?: string;
  readonly DomainValidationOptions?: readonly object[];
  readonly KeyAlgorithm?: string;
  readonly CertificateAuthorityArn?: string;
  readonly Tags?: readonly ResourceTag[];
}

const gone = ['ResourceNotFoundException'];

/** AWS: CloudFormation template reference, AWS::CertificateManager::Certificate. */
export const certificate: ResourceType<CertificateProperties> = {
  typeName: 'AWS::CertificateManager::Certificate',

  /** Waits until it is issued, as CloudFormation does. */
  *create(wanted) {
    const { DomainName, SubjectAlternativeNames, ValidationMethod, KeyAlgorithm, CertificateAuthorityArn } =
      wanted.properties;
    const { CertificateArn } = yield* call('acm', 'RequestCertificate', {
      IdempotencyToken: wanted.token.replaceAll('-', '').slice(0, 32),
      DomainName,
      ...(SubjectAlternativeNames && { SubjectAlternativeNames }),
      ...(ValidationMethod !== undefined && { ValidationMethod }),
      ...(KeyAlgorithm !== undefined && { KeyAlgorithm }),
      ...(CertificateAuthorityArn !== undefined && { CertificateAuthorityArn }),
      ...tagged(tagsOf(wanted, wanted.properties.Tags)),
    });
    yield* made(CertificateArn);
    const until = "Certificate.Status != 'PENDING_VALIDATION'";
    yield* wait('acm', 'DescribeCertificate', { CertificateArn }, { until });
    return { physicalId: CertificateArn };
  },

  *update(wanted, { physicalId: CertificateArn }) {
    const is: ResourceTag[] = (yield* call('acm', 'ListTagsForCertificate', { CertificateArn })).Tags;
    yield* retag(is, tagsOf(wanted, wanted.properties.Tags), {
      add: (Tags) => call('acm', 'AddTagsToCertificate', { CertificateArn, Tags }),
      remove: (keys) =>
        call('acm', 'RemoveTagsFromCertificate', { CertificateArn, Tags: keys.map((Key) => ({ Key })) }),
    });
    return { physicalId: CertificateArn };
  },

  *delete({ physicalId: CertificateArn }) {
    yield* tolerate(gone, call('acm', 'DeleteCertificate', { CertificateArn }));
  },

  list: listed('acm', 'ListCertificates', {
    items: 'CertificateSummaryList',
    token: 'NextToken',
    identifier: ({ CertificateArn }) => CertificateArn,
  }),
  *adopt({ physicalId }): Work<Made> {
    yield* call('acm', 'DescribeCertificate', { CertificateArn: physicalId });
    return { physicalId };
  },

  *read({ physicalId: CertificateArn, properties }: Had<CertificateProperties>) {
    const found = yield* tolerate(gone, call('acm', 'DescribeCertificate', { CertificateArn }));
    if (!found) return undefined;
    const { DomainName, SubjectAlternativeNames, KeyAlgorithm, DomainValidationOptions } = found.Certificate;
    const { Tags } = yield* call('acm', 'ListTagsForCertificate', { CertificateArn });
    const others = SubjectAlternativeNames.filter((name: string) => name !== DomainName);
    return {
      DomainName,
      SubjectAlternativeNames: properties.SubjectAlternativeNames?.includes(DomainName)
        ? SubjectAlternativeNames
        : others,
      ValidationMethod: DomainValidationOptions?.[0]?.ValidationMethod,
      KeyAlgorithm,
      // Where names are proved is told otherwise than it is said.
      ...(properties.DomainValidationOptions && {
        DomainValidationOptions: properties.DomainValidationOptions,
      }),
      Tags,
    };
  },
};

const tagged = (Tags: readonly ResourceTag[]) => (Tags.length > 0 ? { Tags } : {});
