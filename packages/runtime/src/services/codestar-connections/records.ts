import type { ProviderType } from '@aws-sdk/client-codestar-connections';
import { parseArn } from '../../base/arn.ts';
import { derivedUuid } from '../../base/ids.ts';
import type { RepositoryHappening } from '../../base/repository-change.ts';
import type { Scope } from '../../base/scope.ts';
import { feed } from '../../dispatch/feed.ts';
import { flowId } from '../../dispatch/service.ts';
import { collection } from '../../store/collection.ts';
import type { Tx } from '../../store/store.ts';
import { connectionNotFound, hostNotFound } from './errors.ts';

export interface ConnectionRecord {
  readonly id: string;
  readonly ConnectionName: string;
  readonly ConnectionArn: string;
  readonly ProviderType: ProviderType;
  readonly OwnerAccountId: string;
  readonly HostArn?: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Made for a service that has a token of its own: nobody is told of it. */
  readonly byToken?: { readonly url?: string; readonly token?: string; readonly user?: string };
}

/** Where a provider is that somebody runs himself. */
export interface HostRecord {
  readonly id: string;
  readonly Name: string;
  readonly HostArn: string;
  readonly ProviderType: ProviderType;
  readonly ProviderEndpoint: string;
  readonly VpcConfiguration?: object;
  readonly tags: Readonly<Record<string, string>>;
}

/** A repository at a provider, as it is known here. */
export interface MirrorRecord {
  readonly repository: string;
  /** Its branches and tags: the last that was told of each. */
  readonly references: Readonly<Record<string, string>>;
  /** The latest changes that were told, by reference: so that none is told twice. */
  readonly told: Readonly<Record<string, readonly ChangeTold[]>>;
  /** The number of the last thing that a provider told of. */
  readonly heardTo: number;
}
export interface ChangeTold {
  readonly before?: string | undefined;
  readonly after?: string | undefined;
  /** By looking, and not by a delivery. */
  readonly found: boolean;
}

/** By the id at the end of the ARN. */
export const connections = collection<ConnectionRecord>('codestar-connections.connections');
export const hosts = collection<HostRecord>('codestar-connections.hosts');
/** By the name of the mirror. */
export const mirrors = collection<MirrorRecord>('codestar-connections.mirrors');
/** What happened to repositories at providers, by the names of their mirrors. */
export const changes = feed<RepositoryHappening>('codestar-connections.changes');
/** Deliveries that came already, by `<connection>|<delivery>`. */
export const deliveries = collection<{ readonly at: number; readonly id: string }>(
  'codestar-connections.deliveries',
);

/**
 * Whose value says how a connection's provider is reached: the tag that stands for the handshake that AWS asks a person
 * for in a browser. The README says what the secret holds.
 */
export const secretTag = 'penstock:secret';

/** Where the data plane keeps what a provider's repository holds: no name that CodeCommit could give. */
export const mirrorName = ({ id }: ConnectionRecord, fullRepositoryId: string): string =>
  `connection.${id}.${derivedUuid('mirror', id, fullRepositoryId)}`;

export const mirrorFlowId = (scope: Scope, mirror: string): string =>
  flowId('codestar-connections.repository', scope, mirror);

/** A connection, wherever it lives: its ARN says so. */
export function connectionOf(tx: Tx, arn: string): { scope: Scope; connection: ConnectionRecord } {
  const named = placeOf(arn, 'connection/');
  const connection = named && connections.get(tx, named.scope, named.id);
  return named && connection ? { scope: named.scope, connection } : connectionNotFound(arn);
}

export function hostOf(tx: Tx, arn: string): { scope: Scope; host: HostRecord } {
  const named = placeOf(arn, 'host/');
  const host = named && hosts.get(tx, named.scope, named.id);
  return named && host ? { scope: named.scope, host } : hostNotFound(arn);
}

/** The service has been renamed: `arn:aws:codeconnections:…` names the same thing. */
function placeOf(arn: string, kind: string): { scope: Scope; id: string } | undefined {
  const parsed = parseArn(arn);
  if (!parsed?.resource.startsWith(kind)) return undefined;
  // A host's ARN ends with its name, a hyphen and its id; ours is kept by all of that.
  return {
    scope: { account: parsed.account, region: parsed.region },
    id: parsed.resource.slice(kind.length),
  };
}
