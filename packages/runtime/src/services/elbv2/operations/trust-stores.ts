import type * as sdk from '@aws-sdk/client-elastic-load-balancing-v2';
import { blocksIn, certificateIn } from '../../../base/certificate-reading.ts';
import { alphabets } from '../../../base/ids.ts';
import { pageOf } from '../../../base/pagination.ts';
import type { Call, Handler, WaitingCall, WaitingHandler } from '../../../dispatch/service.ts';
import { listenerChanged } from '../changes.ts';
import {
  bundleInvalid,
  bundleNotFound,
  duplicateTrustStoreName,
  invalidInput,
  trustStoreInUse,
} from '../errors.ts';
import {
  elbArn,
  listeners,
  tags,
  trustStoreOf,
  trustStores,
  type Answer,
  type ListenerRecord,
  type TrustStoreRecord,
} from '../records.ts';
import { objectText } from '../object-text.ts';
import { tagRecord } from '../tags.ts';

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTrustStore.html */
export const createTrustStore: WaitingHandler<
  sdk.CreateTrustStoreCommandInput,
  Answer<sdk.CreateTrustStoreCommandOutput>
> = {
  async waits(input, call) {
    const name = input.Name!;
    const bundle = await bundleOf(call, input);
    return call.transaction((inside) => {
      const { effectId } = call;
      const there = trustStores.list(inside.tx, inside).find((each) => each.name === name);
      // An inside call made again after a crash has made it already.
      if (there && effectId !== undefined && there.effectId === effectId)
        return { TrustStores: [storeAnswer(there)] };
      if (there) duplicateTrustStoreName(name);
      const arn = elbArn(inside, `truststore/${name}/${inside.ids.word(16, alphabets.hex)}`);
      const store: TrustStoreRecord = { arn, name, effectId, ...bundle };
      trustStores.put(inside.tx, inside, arn, store);
      tags.put(inside.tx, inside, arn, tagRecord(input.Tags));
      return { TrustStores: [storeAnswer(store)] };
    });
  },
};

/** Listeners that have it go by the new bundle. */
export const modifyTrustStore: WaitingHandler<
  sdk.ModifyTrustStoreCommandInput,
  Answer<sdk.ModifyTrustStoreCommandOutput>
> = {
  async waits(input, call) {
    call.transaction(({ tx }) => trustStoreOf(tx, call, input.TrustStoreArn));
    const bundle = await bundleOf(call, input);
    return call.transaction((inside) => {
      const store = { ...trustStoreOf(inside.tx, inside, input.TrustStoreArn), ...bundle };
      trustStores.put(inside.tx, inside, store.arn, store);
      for (const listener of usersOf(inside, store.arn)) listenerChanged(inside, listener);
      return { TrustStores: [storeAnswer(store)] };
    });
  },
};

export const describeTrustStores: Handler<
  sdk.DescribeTrustStoresCommandInput,
  Answer<sdk.DescribeTrustStoresCommandOutput>
> = (input, call) => {
  const { TrustStoreArns: arns = [], Names: names = [] } = input;
  const all = trustStores.list(call.tx, call);
  const found =
    arns.length > 0
      ? arns.map((arn) => trustStoreOf(call.tx, call, arn))
      : all.filter(({ name }) => names.length === 0 || names.includes(name));
  const page = pageOf(found, ({ arn }) => arn, {
    token: input.Marker,
    limit: input.PageSize ?? 400,
    invalid: () => invalidInput('Invalid Marker'),
  });
  return { TrustStores: page.items.map(storeAnswer), NextMarker: page.next };
};

export const deleteTrustStore: Handler<sdk.DeleteTrustStoreCommandInput, object> = (input, call) => {
  const { arn } = trustStoreOf(call.tx, call, input.TrustStoreArn);
  if (usersOf(call, arn).length > 0) trustStoreInUse(arn);
  trustStores.delete(call.tx, call, arn);
  tags.delete(call.tx, call, arn);
  return {};
};

/** AWS: user guide, "View trust store details": the load balancers whose listeners have it. */
export const describeTrustStoreAssociations: Handler<
  sdk.DescribeTrustStoreAssociationsCommandInput,
  Answer<sdk.DescribeTrustStoreAssociationsCommandOutput>
> = (input, call) => {
  const { arn } = trustStoreOf(call.tx, call, input.TrustStoreArn);
  const balancers = new Set(usersOf(call, arn).map(({ loadBalancerArn }) => loadBalancerArn));
  return { TrustStoreAssociations: [...balancers].map((ResourceArn) => ({ ResourceArn })) };
};

export const usersOf = (call: Call, trustStoreArn: string): ListenerRecord[] =>
  listeners.list(call.tx, call).filter(({ mutual }) => mutual?.trustStoreArn === trustStoreArn);

type Bundle = Pick<
  sdk.CreateTrustStoreInput,
  'CaCertificatesBundleS3Bucket' | 'CaCertificatesBundleS3Key' | 'CaCertificatesBundleS3ObjectVersion'
>;

async function bundleOf(
  call: WaitingCall,
  asked: Bundle,
): Promise<Pick<TrustStoreRecord, 'bundle' | 'certificates'>> {
  const { CaCertificatesBundleS3Bucket: Bucket = '', CaCertificatesBundleS3Key: Key = '' } = asked;
  const place = { Bucket, Key, VersionId: asked.CaCertificatesBundleS3ObjectVersion };
  const text = (await objectText(call, place)) ?? bundleNotFound(Bucket, Key);
  const blocks = blocksIn(text).map((block) => block.replace(/^[ \t]+/gm, ''));
  if (blocks.length === 0 || blocks.some((block) => certificateIn(block)?.ca !== true)) bundleInvalid();
  return { bundle: `${blocks.join('\n')}\n`, certificates: blocks.length };
}

const storeAnswer = ({ arn, name, certificates, revocations = [] }: TrustStoreRecord): sdk.TrustStore => ({
  Name: name,
  TrustStoreArn: arn,
  Status: 'ACTIVE',
  NumberOfCaCertificates: certificates,
  TotalRevokedEntries: revocations.reduce((sum, { revoked }) => sum + revoked.length, 0),
});
