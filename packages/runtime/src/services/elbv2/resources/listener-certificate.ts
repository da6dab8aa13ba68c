import {
  call,
  made,
  tolerate,
  type Had,
  type ResourceType,
  type Wanted,
  type Work,
} from '../../../dispatch/resource.ts';

interface ListenerCertificateProperties {
  readonly ListenerArn: string;
  readonly Certificates: readonly { readonly CertificateArn: string }[];
}

const gone = ['ListenerNotFound', 'ListenerNotFoundException'];

/** AWS: CloudFormation template reference, AWS::ElasticLoadBalancingV2::ListenerCertificate. */
export const listenerCertificate: ResourceType<ListenerCertificateProperties> = {
  typeName: 'AWS::ElasticLoadBalancingV2::ListenerCertificate',

  *create(wanted) {
    const physicalId = `${wanted.stackName}-${wanted.logicalId}-${wanted.suffix}`;
    yield* made(physicalId);
    yield* ask('AddListenerCertificates', wanted, wanted.properties.Certificates);
    return { physicalId };
  },

  *update(wanted, { physicalId, properties: before }) {
    const { Certificates } = wanted.properties;
    const isIn = (list: typeof Certificates, arn: string) => list.some((each) => each.CertificateArn === arn);
    const added = Certificates.filter(({ CertificateArn }) => !isIn(before.Certificates, CertificateArn));
    const removed = before.Certificates.filter(({ CertificateArn }) => !isIn(Certificates, CertificateArn));
    yield* ask('AddListenerCertificates', wanted, added);
    yield* ask('RemoveListenerCertificates', wanted, removed);
    return { physicalId };
  },

  *delete(had) {
    yield* tolerate(gone, ask('RemoveListenerCertificates', had, had.properties.Certificates));
  },

  *read({ properties: { ListenerArn, Certificates: declared } }: Had<ListenerCertificateProperties>) {
    const asked = call('elasticloadbalancing', 'DescribeListenerCertificates', { ListenerArn });
    const found = yield* tolerate(gone, asked);
    if (!found) return undefined;
    const has = new Set(found.Certificates.map((each: { CertificateArn: string }) => each.CertificateArn));
    return { ListenerArn, Certificates: declared.filter(({ CertificateArn }) => has.has(CertificateArn)) };
  },
};

function* ask(
  operation: string,
  { properties: { ListenerArn } }: Wanted<ListenerCertificateProperties> | Had<ListenerCertificateProperties>,
  Certificates: ListenerCertificateProperties['Certificates'],
): Work<void> {
  if (Certificates.length > 0) yield* call('elasticloadbalancing', operation, { ListenerArn, Certificates });
}
