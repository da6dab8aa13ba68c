import {
  call,
  listed,
  made,
  nameFor,
  tolerate,
  type Had,
  type Made,
  type Properties,
  type ResourceType,
  type Work,
} from '../../../dispatch/resource.ts';
import { retagged, tagged, tagsNow } from './tagging.ts';

const gone = ['TrustStoreNotFound', 'TrustStoreNotFoundException'];

const bundle = [
  'CaCertificatesBundleS3Bucket',
  'CaCertificatesBundleS3Key',
  'CaCertificatesBundleS3ObjectVersion',
];

/** AWS: CloudFormation template reference, AWS::ElasticLoadBalancingV2::TrustStore. */
export const trustStore: ResourceType = {
  typeName: 'AWS::ElasticLoadBalancingV2::TrustStore',
  *create(wanted) {
    const { TrustStores } = yield* call('elasticloadbalancing', 'CreateTrustStore', {
      Name: wanted.properties['Name'] ?? nameFor(wanted, 32),
      ...bundleIn(wanted.properties),
      ...tagged(wanted),
    });
    yield* made(TrustStores[0].TrustStoreArn);
    return madeOf(TrustStores[0]);
  },
  *update(wanted, { physicalId: TrustStoreArn, properties: before }) {
    const wanting = bundleIn(wanted.properties);
    if (JSON.stringify(wanting) !== JSON.stringify(bundleIn(before)))
      yield* call('elasticloadbalancing', 'ModifyTrustStore', { TrustStoreArn, ...wanting });
    yield* retagged(wanted, TrustStoreArn);
    return madeOf((yield* described(TrustStoreArn))!);
  },
  *delete({ physicalId: TrustStoreArn }) {
    yield* tolerate(gone, call('elasticloadbalancing', 'DeleteTrustStore', { TrustStoreArn }));
  },
  list: listed('elasticloadbalancing', 'DescribeTrustStores', {
    items: 'TrustStores',
    token: ['Marker', 'NextMarker'],
    identifier: ({ TrustStoreArn }) => TrustStoreArn,
  }),
  *adopt({ physicalId }: Had) {
    const is = yield* described(physicalId);
    return is ? madeOf(is) : { physicalId };
  },
  *read({ physicalId: arn, properties }: Had) {
    const is = yield* described(arn);
    // AWS: where a bundle came from is not told.
    return is && { Name: is['Name'], ...bundleIn(properties), Tags: yield* tagsNow(arn) };
  },
};

const bundleIn = (properties: Properties): Properties =>
  Object.fromEntries(bundle.flatMap((name) => (properties[name] ? [[name, properties[name]]] : [])));

function* described(arn: string): Work<Properties | undefined> {
  const asked = call('elasticloadbalancing', 'DescribeTrustStores', { TrustStoreArns: [arn] });
  return (yield* tolerate(gone, asked))?.TrustStores[0];
}

const madeOf = ({ TrustStoreArn, Status, NumberOfCaCertificates }: Properties): Made => ({
  physicalId: TrustStoreArn,
  attributes: { TrustStoreArn, Status, NumberOfCaCertificates },
});
