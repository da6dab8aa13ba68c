import { answered, call, made, type ResourceType, type Work } from '../../../dispatch/resource.ts';

interface Properties {
  readonly ExpiryEventsConfiguration: { readonly DaysBeforeExpiry?: number };
}

/** AWS: API reference, ExpiryEventsConfiguration: "By default, accounts receive events starting 45 days before". */
const usual = { DaysBeforeExpiry: 45 };

/** AWS: CloudFormation template reference, AWS::CertificateManager::Account. */
export const account: ResourceType<Properties> = {
  typeName: 'AWS::CertificateManager::Account',
  *create({ properties, account: AccountId, token }) {
    yield* put(properties.ExpiryEventsConfiguration, token);
    yield* made(AccountId);
    return { physicalId: AccountId, attributes: { AccountId } };
  },
  *update({ properties, token }, { physicalId: AccountId }) {
    yield* put(properties.ExpiryEventsConfiguration, token);
    return { physicalId: AccountId, attributes: { AccountId } };
  },
  // AWS: unverified that the account has the usual configuration again.
  *delete({ physicalId, logicalId }) {
    yield* put(usual, `${physicalId}${logicalId}`);
  },
  adopt: ({ physicalId: AccountId }) => answered({ physicalId: AccountId, attributes: { AccountId } }),
  list: {
    *identifiers({ account: id }) {
      yield* [];
      return [id];
    },
  },
  *read() {
    const { ExpiryEvents } = yield* call('acm', 'GetAccountConfiguration', {});
    return { ExpiryEventsConfiguration: ExpiryEvents };
  },
};

/** AWS: a token is of up to 32 letters and digits. */
function* put(ExpiryEvents: object, token: string): Work<void> {
  const IdempotencyToken = token.replaceAll('-', '').slice(0, 32);
  yield* call('acm', 'PutAccountConfiguration', { ExpiryEvents, IdempotencyToken });
}
