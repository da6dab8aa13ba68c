import { arnOf } from '../../base/arn.ts';
import { derivedUuid } from '../../base/ids.ts';
import type { Call } from '../../dispatch/service.ts';
import type { RepositoryNamed } from './mirroring.ts';
import { connections, type ConnectionRecord } from './records.ts';

/** A repository at a provider as services name it that have a token of their own, and no connection. */
export interface RepositoryByToken {
  readonly ProviderType: ConnectionRecord['ProviderType'];
  /** Where the provider is, if it is not the provider's own place. */
  readonly Url?: string | undefined;
  readonly Token?: string | undefined;
  /** Who the token is shown as, if not as the provider has it. */
  readonly User?: string | undefined;
  readonly FullRepositoryId: string;
}
export type Named = RepositoryNamed | RepositoryByToken;

/** The same by a connection: one that is made for the token, where there is none yet. */
export function namedBy(call: Call, named: Named): RepositoryNamed {
  const { FullRepositoryId } = named;
  if ('ConnectionArn' in named) return { ConnectionArn: named.ConnectionArn, FullRepositoryId };
  const { ProviderType, Url: url, Token: token, User: user } = named;
  const id = derivedUuid('by token', ProviderType, url ?? '', token ?? '', user ?? '');
  const ConnectionArn = arnOf('codestar-connections', call, `connection/${id}`);
  if (!connections.get(call.tx, call, id))
    connections.put(call.tx, call, id, {
      id,
      ConnectionName: id,
      ConnectionArn,
      ProviderType,
      OwnerAccountId: call.account,
      tags: {},
      byToken: {
        ...(url !== undefined && { url }),
        ...(token !== undefined && { token }),
        ...(user !== undefined && { user }),
      },
    });
  return { ConnectionArn, FullRepositoryId };
}
