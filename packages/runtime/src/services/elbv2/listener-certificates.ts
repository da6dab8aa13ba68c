import { parseArn } from '../../base/arn.ts';
import { AwsError } from '../../base/aws-error.ts';
import type { ListenerCertificate } from '../../base/effects/load-balancer.ts';
import type { Scope } from '../../base/scope.ts';
import type { Call } from '../../dispatch/service.ts';
import type { Tx } from '../../store/store.ts';
import { certificateNotFound } from './errors.ts';
import { certificates, listenersOf, type ListenerRecord } from './records.ts';

/** What ACM and IAM lend of a certificate. */
export interface Lent {
  readonly Names: readonly string[];
  readonly Chain: string;
  readonly Key: string;
}

/** Takes a certificate for a load balancer, from ACM or IAM, as its caller: who has it is told of the next one. */
export function takeCertificate(call: Call, arn: string, loadBalancerArn: string): void {
  const lent = ask(call, 'Use', arn, loadBalancerArn);
  certificates.put(call.tx, call, arn, { arn, names: lent.Names, chain: lent.Chain, key: lent.Key });
}

/** Lets go of the certificates that no listener of the load balancer has any more. */
export function releaseCertificates(call: Call, arns: readonly string[], loadBalancerArn: string): void {
  const kept = new Set(listenersOf(call.tx, call, loadBalancerArn).flatMap(certificatesOf));
  for (const arn of arns) if (!kept.has(arn)) ask(call, 'Release', arn, loadBalancerArn);
}

/** The default one first. */
export function certificatesOf({ certificateArn, moreCertificates = [] }: ListenerRecord): string[] {
  return certificateArn === undefined ? [] : [certificateArn, ...moreCertificates];
}

/** Where one and the same table of listeners is read, its certificates go with it. */
export function lentCertificates(tx: Tx, scope: Scope, listener: ListenerRecord): ListenerCertificate[] {
  return certificatesOf(listener).map((arn) => {
    const { names, chain, key } = certificates.get(tx, scope, arn)!;
    return { arn, names, chain, key };
  });
}

/** What a lender says of a certificate that cannot be had. */
const unavailable = [
  'InvalidArnException',
  'NoSuchEntityException',
  'RequestInProgressException',
  'ResourceNotFoundException',
];

function ask(call: Call, verb: 'Use' | 'Release', arn: string, By: string): Lent {
  try {
    switch (parseArn(arn)?.service) {
      case 'acm':
        return call.forward('acm', `${verb}Certificate`, { CertificateArn: arn, By });
      case 'iam':
        return call.forward('iam', `${verb}ServerCertificate`, { Arn: arn, By });
      default:
        return certificateNotFound(arn);
    }
  } catch (error) {
    if (error instanceof AwsError && unavailable.includes(error.name)) certificateNotFound(arn);
    throw error;
  }
}
