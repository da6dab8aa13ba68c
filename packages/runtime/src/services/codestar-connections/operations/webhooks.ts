import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Handler } from '../../../dispatch/service.ts';
import { readDelivery } from '../deliveries.ts';
import type { RepositoryFact } from '../flow/repository.ts';
import { isConnected, reachedBy } from '../provider.ts';
import { connections, deliveries, mirrorFlowId, mirrorName, type ConnectionRecord } from '../records.ts';

export interface TakeDeliveryInput {
  /** The id at the end of the connection's ARN. */
  readonly connection: string;
  /** Their names in small letters. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}
export interface DeliveryTaken {
  readonly taken: 'followed' | 'ignored' | 'unsigned' | 'unknown';
}

/** A repeated delivery is known for so long; providers repeat within days. */
const rememberedMs = 7 * 24 * 3_600_000;
const forgottenAtOnce = 20;

/** What a provider delivers to a connection's address. From inside only: its signature is the provider's. */
export const takeDelivery: Handler<TakeDeliveryInput, DeliveryTaken> = (input, call) => {
  const connection = connections.get(call.tx, call, input.connection);
  if (!connection || !isConnected(connection)) return { taken: 'unknown' };
  const { webhookSecret } = reachedBy(call, connection);
  if (webhookSecret === undefined || !isSigned(connection, input, webhookSecret))
    return { taken: 'unsigned' };
  const { id, read } = readDelivery(connection.ProviderType, input.headers, input.body);
  if (!read || read.told.length === 0) return { taken: 'ignored' };
  const flow = mirrorFlowId(call, mirrorName(connection, read.fullRepositoryId));
  if (!call.flows.state(flow)) return { taken: 'ignored' };
  if (id !== undefined) {
    const key = `${connection.id}|${id}`;
    // One that is repeated is answered as it was, and heard once.
    if (deliveries.get(call.tx, call, key)) return { taken: 'followed' };
    deliveries.put(call.tx, call, key, { at: call.now, id });
    forgetOld(input.connection, call);
  }
  const told = read.told.map((each) => ({ number: call.tx.next('codestar-connections.told'), told: each }));
  const fact: RepositoryFact = { type: 'DeliveryTaken', told };
  call.flows.tell(flow, fact);
  return { taken: 'followed' };
};

const forgetOld = (connection: string, call: Parameters<Handler>[1]): void => {
  const some = deliveries.list(call.tx, call, { prefix: `${connection}|`, limit: forgottenAtOnce });
  for (const { at, id } of some)
    if (at < call.now - rememberedMs) deliveries.delete(call.tx, call, `${connection}|${id}`);
};

/** GitHub and Bitbucket sign what they deliver; GitLab says the secret itself. */
function isSigned(
  { ProviderType }: ConnectionRecord,
  { headers, body }: TakeDeliveryInput,
  secret: string,
): boolean {
  if (ProviderType.startsWith('GitLab')) return isSame(headers['x-gitlab-token'] ?? '', secret);
  const expected = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
  return isSame(headers['x-hub-signature-256'] ?? headers['x-hub-signature'] ?? '', expected);
}

function isSame(said: string, known: string): boolean {
  const [a, b] = [Buffer.from(said), Buffer.from(known)];
  return a.length === b.length && timingSafeEqual(a, b);
}
