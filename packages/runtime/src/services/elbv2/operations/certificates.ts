import type * as sdk from '@aws-sdk/client-elastic-load-balancing-v2';
import { pageOf } from '../../../base/pagination.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { changed, listenerChanged } from '../changes.ts';
import { invalidInput, tooManyCertificates } from '../errors.ts';
import { certificatesOf, releaseCertificates, takeCertificate, type Lent } from '../listener-certificates.ts';
import {
  certificates,
  listenerOf,
  listeners,
  listenersOf,
  loadBalancers,
  type Answer,
  type ListenerRecord,
} from '../records.ts';
import { sslPolicyAnswers } from '../ssl-policies.ts';

/** AWS: user guide, "Quotas": certificates of a load balancer, the default ones aside. */
const certificatesMax = 25;

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_AddListenerCertificates.html */
export const addListenerCertificates: Handler<
  sdk.AddListenerCertificatesCommandInput,
  Answer<sdk.AddListenerCertificatesCommandOutput>
> = (input, call) => {
  const listener = secureListener(call, input.ListenerArn);
  const added = arnsOf(input.Certificates);
  for (const arn of added) takeCertificate(call, arn, listener.loadBalancerArn);
  const moreCertificates = [...new Set([...(listener.moreCertificates ?? []), ...added])];
  if (moreCertificates.length > certificatesMax) tooManyCertificates();
  save(call, { ...listener, moreCertificates });
  return { Certificates: added.map((CertificateArn) => ({ CertificateArn, IsDefault: false })) };
};

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_RemoveListenerCertificates.html */
export const removeListenerCertificates: Handler<sdk.RemoveListenerCertificatesCommandInput, object> = (
  input,
  call,
) => {
  const listener = secureListener(call, input.ListenerArn);
  const removed = arnsOf(input.Certificates);
  // AWS: the default certificate is replaced by ModifyListener, and cannot be removed.
  if (removed.includes(listener.certificateArn!)) invalidInput('Default certificate cannot be removed');
  const moreCertificates = (listener.moreCertificates ?? []).filter((arn) => !removed.includes(arn));
  save(call, { ...listener, moreCertificates });
  releaseCertificates(call, removed, listener.loadBalancerArn);
  return {};
};

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeListenerCertificates.html */
export const describeListenerCertificates: Handler<
  sdk.DescribeListenerCertificatesCommandInput,
  Answer<sdk.DescribeListenerCertificatesCommandOutput>
> = (input, call) => {
  const listener = secureListener(call, input.ListenerArn);
  const found = certificatesOf(listener).map((CertificateArn, index) => ({
    CertificateArn,
    IsDefault: index === 0,
  }));
  const page = pageOf(found, ({ CertificateArn }) => CertificateArn, {
    token: input.Marker,
    limit: input.PageSize ?? 400,
    invalid: () => invalidInput('Invalid Marker'),
  });
  return { Certificates: [...page.items], NextMarker: page.next };
};

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeSSLPolicies.html */
export const describeSSLPolicies: Handler<
  sdk.DescribeSSLPoliciesCommandInput,
  Answer<sdk.DescribeSSLPoliciesCommandOutput>
> = (input) => {
  const page = pageOf(sslPolicyAnswers(input.Names), ({ Name }) => Name!, {
    token: input.Marker,
    limit: input.PageSize ?? 400,
    invalid: () => invalidInput('Invalid Marker'),
  });
  return { SslPolicies: [...page.items], NextMarker: page.next };
};

/** The house's own: a certificate is another one from now on, for whoever has it. */
export const replaceCertificate: Handler<{ readonly CertificateArn: string } & Lent, object> = (
  input,
  call,
) => {
  const { CertificateArn: arn, Names: names, Chain: chain, Key: key } = input;
  certificates.put(call.tx, call, arn, { arn, names, chain, key });
  for (const { arn: balancer } of loadBalancers.list(call.tx, call))
    if (listenersOf(call.tx, call, balancer).some((listener) => certificatesOf(listener).includes(arn)))
      changed(call, balancer);
  return {};
};

function secureListener(call: Call, arn: string | undefined): ListenerRecord {
  const listener = listenerOf(call.tx, call, arn);
  // AWS: unverified.
  return listener.certificateArn !== undefined
    ? listener
    : invalidInput(`Certificates are not supported for '${listener.protocol}' listeners`);
}

function arnsOf(given: readonly sdk.Certificate[] | undefined): string[] {
  return (given ?? []).map(
    ({ CertificateArn }) => CertificateArn ?? invalidInput('A certificate ARN must be specified'),
  );
}

function save(call: Call, listener: ListenerRecord): void {
  listeners.put(call.tx, call, listener.arn, listener);
  listenerChanged(call, listener);
}
