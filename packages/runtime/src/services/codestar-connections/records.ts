import type { ProviderType } from '@aws-sdk/client-codestar-connections';
import { parseArn } from '../../base/arn.ts';
import type { Scope } from '../../base/scope.ts';
import { collection } from '../../store/collection.ts';
import type { Tx } from '../../store/store.ts';
import { connectionNotFound } from './errors.ts';

export interface ConnectionRecord {
  readonly id: string;
  readonly ConnectionName: string;
  readonly ConnectionArn: string;
  readonly ProviderType: ProviderType;
  readonly OwnerAccountId: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** By the id at the end of the ARN. */
export const connections = collection<ConnectionRecord>('codestar-connections.connections');

/** A connection, wherever it lives: its ARN says so. */
export function connectionOf(tx: Tx, arn: string): { scope: Scope; connection: ConnectionRecord } {
  const parsed = parseArn(arn);
  const id = parsed?.resource.startsWith('connection/') ? parsed.resource.slice('connection/'.length) : '';
  const scope = parsed && { account: parsed.account, region: parsed.region };
  const connection = scope && connections.get(tx, scope, id);
  // The service has been renamed: `arn:aws:codeconnections:…` names the same connection.
  if (!scope || !connection) return connectionNotFound(arn);
  return { scope, connection };
}
