import type {
  CreateListenerCommandInput,
  ModifyListenerCommandInput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { invalidInput, notServedHere, unsupportedProtocol } from './errors.ts';
import type { ListenerRecord } from './records.ts';
import { checkSslPolicy, defaultSslPolicy } from './ssl-policies.ts';

type Asked = Pick<
  CreateListenerCommandInput | ModifyListenerCommandInput,
  'AlpnPolicy' | 'Certificates' | 'MutualAuthentication' | 'SslPolicy'
>;
type SecureSettings = Pick<ListenerRecord, 'certificateArn' | 'protocol' | 'sslPolicy'>;

/** Reads what makes a listener secure, or leaves it as it was. */
// AWS: the words of these refusals are unverified.
export function secureSettings(input: Asked, protocol: string, before?: ListenerRecord): SecureSettings {
  if (protocol !== 'HTTP' && protocol !== 'HTTPS') unsupportedProtocol(protocol);
  const mode = input.MutualAuthentication?.Mode ?? 'off';
  if (mode !== 'off') notServedHere(`mutual authentication in the mode '${mode}'`);
  if (input.AlpnPolicy?.length && input.AlpnPolicy[0] !== 'None')
    invalidInput('An ALPN policy can only be specified for TLS listeners');
  const given = input.Certificates ?? [];
  if (protocol === 'HTTP') {
    if (given.length > 0 || input.SslPolicy !== undefined)
      invalidInput('Certificates and an SSL policy cannot be specified for HTTP listeners');
    return { protocol, certificateArn: undefined, sslPolicy: undefined };
  }
  // AWS: CreateListener: exactly one, the default; more are added by AddListenerCertificates.
  if (given.length > 1) invalidInput('You can specify only one certificate for a listener');
  const certificateArn =
    given[0]?.CertificateArn ??
    before?.certificateArn ??
    invalidInput('A certificate must be specified for HTTPS listeners');
  const sslPolicy = input.SslPolicy ?? before?.sslPolicy ?? defaultSslPolicy;
  return { protocol, certificateArn, sslPolicy: checkSslPolicy(sslPolicy) };
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
    JSON.stringify(listener.action) === JSON.stringify(wanted.action)
  );
}
