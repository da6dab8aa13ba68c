import {
  call,
  made,
  tolerate,
  type Had,
  type Made,
  type Properties,
  type ResourceType,
  type Work,
} from '../../../dispatch/resource.ts';

const gone = [
  'RevocationIdNotFound',
  'RevocationIdNotFoundException',
  'TrustStoreNotFound',
  'TrustStoreNotFoundException',
];

/** AWS: CloudFormation template reference, AWS::ElasticLoadBalancingV2::TrustStoreRevocation. */
export const trustStoreRevocation: ResourceType = {
  typeName: 'AWS::ElasticLoadBalancingV2::TrustStoreRevocation',
  *create({ properties: { TrustStoreArn, RevocationContents } }) {
    const { TrustStoreRevocations: added } = yield* call('elasticloadbalancing', 'AddTrustStoreRevocations', {
      TrustStoreArn,
      RevocationContents,
    });
    const is = madeOf(added);
    yield* made(is.physicalId);
    return is;
  },
  /** All that it says replaces it. */
  *update(_, had) {
    return madeOf((yield* described(had))!);
  },
  *delete(had) {
    const { TrustStoreArn, RevocationIds } = namedBy(had);
    const asked = call('elasticloadbalancing', 'RemoveTrustStoreRevocations', {
      TrustStoreArn,
      RevocationIds,
    });
    yield* tolerate(gone, asked);
  },
  *adopt(had: Had) {
    const is = yield* described(had);
    return is ? madeOf(is) : { physicalId: had.physicalId };
  },
  *read(had: Had) {
    const { TrustStoreArn } = namedBy(had);
    // AWS: where a list came from is not told.
    return (
      (yield* described(had)) && { TrustStoreArn, RevocationContents: had.properties['RevocationContents'] }
    );
  },
};

/** Its identifier is the number of its first list, and the trust store; the lists of one call are numbered on. */
function namedBy({ physicalId, properties }: Pick<Had, 'physicalId' | 'properties'>) {
  const [id = '', TrustStoreArn = ''] = physicalId.split('|');
  const count = (properties['RevocationContents'] ?? [undefined]).length;
  return { TrustStoreArn, RevocationIds: Array.from({ length: count }, (_, index) => Number(id) + index) };
}

function* described(had: Had): Work<readonly Properties[] | undefined> {
  const asked = call('elasticloadbalancing', 'DescribeTrustStoreRevocations', namedBy(had));
  return (yield* tolerate(gone, asked))?.TrustStoreRevocations;
}

function madeOf(lists: readonly Properties[]): Made {
  const { RevocationId, TrustStoreArn } = lists[0]!;
  return {
    physicalId: `${RevocationId}|${TrustStoreArn}`,
    attributes: { RevocationId, TrustStoreRevocations: lists },
  };
}
