import {
  call,
  everyPage,
  nameFor,
  tagsOf,
  tolerate,
  type Made,
  type ResourceType,
  type Work,
} from '../../../dispatch/resource.ts';
import { gone, retagIam, tagged } from './holding.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-servercertificate.html */
export const serverCertificate: ResourceType = {
  typeName: 'AWS::IAM::ServerCertificate',
  *create(wanted) {
    const { Tags, ...declared } = wanted.properties;
    const ServerCertificateName =
      (declared['ServerCertificateName'] as string | undefined) ?? nameFor(wanted, 128);
    const given = { ...declared, ServerCertificateName, ...tagged(tagsOf(wanted, Tags)) };
    yield* call('iam', 'UploadServerCertificate', given);
    return yield* madeOf(ServerCertificateName);
  },
  *update(wanted, { physicalId, properties: before }) {
    const of = { ServerCertificateName: physicalId };
    const { Path = '/', Tags } = wanted.properties;
    if (Path !== (before['Path'] ?? '/'))
      yield* call('iam', 'UpdateServerCertificate', { ...of, NewPath: Path });
    yield* retagIam('ServerCertificate', of, tagsOf(wanted, Tags));
    return yield* madeOf(physicalId);
  },
  *delete({ physicalId }) {
    yield* tolerate(gone, call('iam', 'DeleteServerCertificate', { ServerCertificateName: physicalId }));
  },
  adopt: ({ physicalId }) => madeOf(physicalId),
  list: {
    *identifiers() {
      const asked = { service: 'iam', operation: 'ListServerCertificates' };
      const all = yield* everyPage(asked, 'ServerCertificateMetadataList', 'Marker');
      return all.map(({ ServerCertificateName }) => ServerCertificateName as string);
    },
  },
  *read({ physicalId, properties }) {
    const asked = call('iam', 'GetServerCertificate', { ServerCertificateName: physicalId });
    const found = yield* tolerate(gone, asked);
    if (!found) return undefined;
    const {
      ServerCertificateMetadata: metadata,
      CertificateBody,
      CertificateChain,
      Tags,
    } = found.ServerCertificate;
    const { PrivateKey } = properties; // It is never told.
    return {
      ServerCertificateName: physicalId,
      Path: metadata.Path,
      CertificateBody,
      CertificateChain,
      PrivateKey,
      Tags: Tags ?? [],
    };
  },
};

function* madeOf(ServerCertificateName: string): Work<Made> {
  const { ServerCertificate } = yield* call('iam', 'GetServerCertificate', { ServerCertificateName });
  return {
    physicalId: ServerCertificateName,
    attributes: { Arn: ServerCertificate.ServerCertificateMetadata.Arn },
  };
}
