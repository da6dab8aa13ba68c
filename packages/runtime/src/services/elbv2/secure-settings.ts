import type {
  CreateListenerCommandInput,
  ModifyListenerCommandInput,
  MutualAuthenticationAttributes,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { isAlpnPolicy } from './alpn-policies.ts';
import { alpnPolicyNotSupported, invalidInput, notServedHere } from './errors.ts';
import type { ListenerProtocol, ListenerRecord, MutualRecord } from './records.ts';
import { checkSslPolicy, defaultSslPolicy } from './ssl-policies.ts';

type Asked = Pick<
  CreateListenerCommandInput | ModifyListenerCommandInput,
  'AlpnPolicy' | 'Certificates' | 'MutualAuthentication' | 'SslPolicy'
>;
type SecureSettings = Pick<
  ListenerRecord,
  'alpnPolicy' | 'certificateArn' | 'mutual' | 'protocol' | 'sslPolicy'
>;

/** In AWS's order; those of a network load balancer that nothing here speaks are refused by name. */
const protocols = {
  application: ['HTTP', 'HTTPS'],
  network: ['TLS', 'TCP', 'TCP_UDP', 'UDP', 'QUIC', 'TCP_QUIC'],
} as const;

const served: readonly string[] = ['HTTP', 'HTTPS', 'TCP', 'TLS'] satisfies ListenerProtocol[];

/** AWS: as in hashicorp/terraform-provider-aws#6173 and pulumi/pulumi-aws#1193. */
export function protocolOf(type: keyof typeof protocols, protocol: string | undefined): ListenerProtocol {
  if (protocol === undefined) invalidInput('A listener protocol must be specified');
  const known: readonly string[] = protocols[type];
  if (!known.includes(protocol))
    invalidInput(`Listener protocol '${protocol}' must be one of '${known.join(', ')}'`);
  if (!served.includes(protocol)) notServedHere(`listeners of the protocol ${protocol}`);
  return protocol as ListenerProtocol;
}

/** Reads what makes a listener secure, or leaves it as it was. */
// AWS: the words of these refusals are unverified.
export function secureSettings(
  input: Asked,
  protocol: ListenerProtocol,
  before?: ListenerRecord,
): SecureSettings {
  const given = input.Certificates ?? [];
  const isPlain = protocol === 'HTTP' || protocol === 'TCP';
  if (isPlain && (given.length > 0 || input.SslPolicy !== undefined))
    invalidInput(`Certificates and an SSL policy cannot be specified for ${protocol} listeners`);
  if ((input.MutualAuthentication?.Mode ?? 'off') !== 'off' && protocol !== 'HTTPS')
    invalidInput(`Mutual authentication cannot be specified for ${protocol} listeners`);
  const alpnPolicy = alpnPolicyOf(input, protocol, before);
  if (isPlain)
    return { protocol, certificateArn: undefined, sslPolicy: undefined, mutual: undefined, alpnPolicy };
  // AWS: CreateListener: exactly one, the default; more are added by AddListenerCertificates.
  if (given.length > 1) invalidInput('You can specify only one certificate for a listener');
  const certificateArn =
    given[0]?.CertificateArn ??
    before?.certificateArn ??
    invalidInput(`A certificate must be specified for ${protocol} listeners`);
  const sslPolicy = checkSslPolicy(input.SslPolicy ?? before?.sslPolicy ?? defaultSslPolicy);
  const mutual = input.MutualAuthentication ? mutualOf(input.MutualAuthentication) : before?.mutual;
  return { protocol, certificateArn, sslPolicy, mutual, alpnPolicy };
}

/** `None` is told as nothing. */
function alpnPolicyOf(
  { AlpnPolicy: asked }: Asked,
  protocol: ListenerProtocol,
  before: ListenerRecord | undefined,
): string | undefined {
  const [wanted] = asked ?? [];
  if (wanted !== undefined && !isAlpnPolicy(wanted)) alpnPolicyNotSupported(wanted);
  if (wanted !== undefined && wanted !== 'None' && protocol !== 'TLS')
    invalidInput('An ALPN policy can only be specified for TLS listeners');
  const policy = asked ? wanted : before?.alpnPolicy;
  return protocol === 'TLS' && policy !== 'None' ? policy : undefined;
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
    listener.alpnPolicy === wanted.alpnPolicy &&
    JSON.stringify(listener.mutual) === JSON.stringify(wanted.mutual) &&
    JSON.stringify(listener.action) === JSON.stringify(wanted.action)
  );
}
