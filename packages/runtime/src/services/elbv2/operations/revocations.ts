import type * as sdk from '@aws-sdk/client-elastic-load-balancing-v2';
import { pageOf } from '../../../base/pagination.ts';
import { revokedIn } from '../../../base/revocation-list.ts';
import type { Call, Handler, WaitingCall, WaitingHandler } from '../../../dispatch/service.ts';
import { listenerChanged } from '../changes.ts';
import {
  invalidInput,
  revocationContentInvalid,
  revocationContentNotFound,
  revocationNotFound,
} from '../errors.ts';
import { objectText } from '../object-text.ts';
import {
  trustStoreOf,
  trustStores,
  type Answer,
  type RevocationRecord,
  type TrustStoreRecord,
} from '../records.ts';
import { usersOf } from './trust-stores.ts';

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_AddTrustStoreRevocations.html */
export const addTrustStoreRevocations: WaitingHandler<
  sdk.AddTrustStoreRevocationsCommandInput,
  Answer<sdk.AddTrustStoreRevocationsCommandOutput>
> = {
  async waits(input, call) {
    call.transaction(({ tx }) => trustStoreOf(tx, call, input.TrustStoreArn));
    const lists: string[][] = [];
    for (const content of input.RevocationContents ?? []) lists.push(await revokedBy(call, content));
    return call.transaction((inside) => {
      const store = trustStoreOf(inside.tx, inside, input.TrustStoreArn);
      const { revocations = [] } = store;
      const { effectId } = call;
      // An inside call made again after a crash has added them already.
      const there = effectId === undefined ? [] : revocations.filter((each) => each.effectId === effectId);
      if (there.length > 0)
        return { TrustStoreRevocations: there.map((each) => revocationAnswer(store, each)) };
      const last = Math.max(0, ...revocations.map(({ id }) => id));
      const added = lists.map((revoked, index) => ({ id: last + index + 1, revoked, effectId }));
      save(inside, { ...store, revocations: [...revocations, ...added] });
      return { TrustStoreRevocations: added.map((each) => revocationAnswer(store, each)) };
    });
  },
};

export const describeTrustStoreRevocations: Handler<
  sdk.DescribeTrustStoreRevocationsCommandInput,
  Answer<sdk.DescribeTrustStoreRevocationsCommandOutput>
> = (input, call) => {
  const store = trustStoreOf(call.tx, call, input.TrustStoreArn);
  const { RevocationIds: ids = [] } = input;
  const found = ids.length > 0 ? ids.map((id) => revocationOf(store, id)) : (store.revocations ?? []);
  const page = pageOf(found, ({ id }) => String(id), {
    token: input.Marker,
    limit: input.PageSize ?? 400,
    invalid: () => invalidInput('Invalid Marker'),
  });
  const items = page.items.map((each) => revocationAnswer(store, each));
  return { TrustStoreRevocations: items, NextMarker: page.next };
};

export const removeTrustStoreRevocations: Handler<sdk.RemoveTrustStoreRevocationsCommandInput, object> = (
  input,
  call,
) => {
  const store = trustStoreOf(call.tx, call, input.TrustStoreArn);
  const removed = input.RevocationIds!.map((id) => revocationOf(store, id));
  const left = (store.revocations ?? []).filter((each) => !removed.includes(each));
  save(call, { ...store, revocations: left });
  return {};
};

/** Listeners that have the store go by it from now on. */
function save(call: Call, store: TrustStoreRecord): void {
  trustStores.put(call.tx, call, store.arn, store);
  for (const listener of usersOf(call, store.arn)) listenerChanged(call, listener);
}

async function revokedBy(call: WaitingCall, content: sdk.RevocationContent): Promise<string[]> {
  const { S3Bucket: Bucket = '', S3Key: Key = '', S3ObjectVersion: VersionId } = content;
  const text = (await objectText(call, { Bucket, Key, VersionId })) ?? revocationContentNotFound(Bucket, Key);
  return revokedIn(text) ?? revocationContentInvalid();
}

/** AWS: a revocation's id is a number, which the SDK may give as a long one. */
const revocationOf = ({ revocations = [] }: TrustStoreRecord, asked: number | bigint): RevocationRecord =>
  revocations.find(({ id }) => id === Number(asked)) ?? revocationNotFound(Number(asked));

const revocationAnswer = ({ arn }: TrustStoreRecord, { id, revoked }: RevocationRecord) => ({
  TrustStoreArn: arn,
  RevocationId: id,
  RevocationType: 'CRL' as const,
  NumberOfRevokedEntries: revoked.length,
});
