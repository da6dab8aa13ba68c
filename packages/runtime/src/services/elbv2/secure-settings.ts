import type {
  CreateListenerCommandInput,
  ModifyListenerCommandInput,
  MutualAuthenticationAttributes,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { invalidInput, unsupportedProtocol } from './errors.ts';
import type { ListenerRecord, MutualRecord } from './records.ts';
import { checkSslPolicy, defaultSslPolicy } from './ssl-policies.ts';

type Asked = Pick<
  CreateListenerCommandInput | ModifyListenerCommandInput,
  'AlpnPolicy' | 'Certificates' | 'MutualAuthentication' | 'SslPolicy'
>;
type SecureSettings = Pick<ListenerRecord, 'certificateArn' | 'mutual' | 'protocol' | 'sslPolicy'>;

/** Reads what makes a listener secure, or leaves it as it was. */
// AWS: the words of these refusals are unverified.
export function secureSettings(input: Asked, protocol: string, before?: ListenerRecord): SecureSettings {
  if (protocol !== 'HTTP' && protocol !== 'HTTPS') unsupportedProtocol(protocol);
  if (input.AlpnPolicy?.length && input.AlpnPolicy[0] !== 'None')
    invalidInput('An ALPN policy can only be specified for TLS listeners');
  const given = input.Certificates ?? [];
  if (protocol === 'HTTP') {
    if (given.length > 0 || input.SslPolicy !== undefined)
      invalidInput('Certificates and an SSL policy cannot be specified for HTTP listeners');
    if ((input.MutualAuthentication?.Mode ?? 'off') !== 'off')
      invalidInput('Mutual authentication cannot be specified for HTTP listeners');
    return { protocol, certificateArn: undefined, sslPolicy: undefined, mutual: undefined };
  }
  // AWS: CreateListener: exactly one, the default; more are added by AddListenerCertificates.
  if (given.length > 1) invalidInput('You can specify only one certificate for a listener');
  const certificateArn =
    given[0]?.CertificateArn ??
    before?.certificateArn ??
    invalidInput('A certificate must be specified for HTTPS listeners');
  const sslPolicy = input.SslPolicy ?? before?.sslPolicy ?? defaultSslPolicy;
  const mutual = input.MutualAuthentication ? mutualOf(input.MutualAuthentication) : before?.mutual;
  return { protocol, certificateArn, sslPolicy: checkSslPolicy(sslPolicy), mutual };
}

/** AWS: API_MutualAuthenticationAttributes. */
function mutualOf(given: MutualAuthenticationAttributes): MutualRecord | undefined {
  const {
    Mode: mode = 'off',
    TrustStoreArn,
    IgnoreClientCertificateExpiry,
    AdvertiseTrustStoreCaNames,
  } = given;
  if (!['off', 'passthrough', 'verify'].includes(mode))
    invalidInput(`Mutual authentication mode '${mode}' must be one of 'off', 'passthrough', 'verify'`);
  if (mode === 'verify' && !TrustStoreArn)
    invalidInput("A trust store must be specified for the mutual authentication mode 'verify'");
  if (mode !== 'verify' && TrustStoreArn)
    invalidInput(`A trust store cannot be specified for the mutual authentication mode '${mode}'`);
  if (mode === 'off') return undefined;
  if (mode === 'passthrough') return { mode };
  return {
    mode: 'verify',
    trustStoreArn: TrustStoreArn,
    ignoreExpiry: IgnoreClientCertificateExpiry ?? false,
    advertise: AdvertiseTrustStoreCaNames === 'on',
  };
}

export function mutualAnswer(mutual: MutualRecord | undefined): MutualAuthenticationAttributes {
  if (!mutual) return { Mode: 'off' };
  if (mutual.mode === 'passthrough') return { Mode: 'passthrough' };
  return {
    Mode: 'verify',
    TrustStoreArn: mutual.trustStoreArn,
    IgnoreClientCertificateExpiry: mutual.ignoreExpiry,
    TrustStoreAssociationStatus: 'active',
    AdvertiseTrustStoreCaNames: mutual.advertise ? 'on' : 'off',
  };
}

/** Whether a listener has just these settings. */
export function isSame(
  listener: ListenerRecord,
  wanted: SecureSettings & Pick<ListenerRecord, 'action'>,
): boolean {
  return (
    listener.protocol === wanted.protocol &&
    listener.certificateArn === wanted.certificateArn &&
    listener.sslPolicy === wanted.sslPolicy &&
    JSON.stringify(listener.mutual) === JSON.stringify(wanted.mutual) &&
    JSON.stringify(listener.action) === JSON.stringify(wanted.action)
  );
}
