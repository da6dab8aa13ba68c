// The exceptions of this service, in the words AWS uses. Nowhere else spells them.
import { AwsError } from '../../base/aws-error.ts';

export function loadBalancersNotFound(names: readonly string[]): never {
  throw new AwsError('LoadBalancerNotFoundException', `Load balancers '[${names.join(', ')}]' not found`);
}

export function targetGroupsNotFound(): never {
  throw new AwsError('TargetGroupNotFoundException', 'One or more target groups not found');
}

export function listenersNotFound(): never {
  throw new AwsError('ListenerNotFoundException', 'One or more listeners not found');
}

export function rulesNotFound(): never {
  throw new AwsError('RuleNotFoundException', 'One or more rules not found');
}

// AWS: unverified.
export function arnMissing(kind: string): never {
  throw new AwsError('ValidationError', `A ${kind} ARN must be specified`);
}

export function invalidArn(arn: string, kind: string): never {
  throw new AwsError('ValidationError', `'${arn}' is not a valid ${kind} ARN`);
}

export function duplicateLoadBalancerName(name: string): never {
  throw new AwsError(
    'DuplicateLoadBalancerNameException',
    `A load balancer with the same name '${name}' exists, but with different settings`,
  );
}

export function duplicateTargetGroupName(name: string): never {
  throw new AwsError(
    'DuplicateTargetGroupNameException',
    `A target group with the same name '${name}' exists, but with different settings`,
  );
}

export function duplicateListener(loadBalancerArn: string): never {
  throw new AwsError(
    'DuplicateListenerException',
    `A listener already exists on this port for this load balancer '${loadBalancerArn}'`,
  );
}

export function loadBalancerProtected(arn: string): never {
  throw new AwsError(
    'OperationNotPermittedException',
    `Load balancer '${arn}' cannot be deleted because deletion protection is enabled`,
  );
}

export function defaultRuleFixed(arn: string): never {
  throw new AwsError('OperationNotPermittedException', `Default rule '${arn}' cannot be modified`);
}

export function defaultRuleKept(arn: string): never {
  throw new AwsError('OperationNotPermittedException', `Default rule '${arn}' cannot be deleted`);
}

export function targetGroupInUse(arn: string): never {
  throw new AwsError(
    'ResourceInUseException',
    `Target group '${arn}' is currently in use by a listener or a rule`,
  );
}

export function listenerTooPlain(protocol: string, version: string): never {
  throw new AwsError(
    'InvalidConfigurationRequestException',
    `Listener protocol '${protocol}' is not supported with a target group with the protocol-version '${version}'`,
  );
}

/** AWS: as in hashicorp/terraform-provider-aws#4955; which protocols are named, and how, is unverified. */
export function incompatibleProtocols(targetGroup: string, ofListener: string, ofGroup: string): never {
  throw new AwsError(
    'IncompatibleProtocolsException',
    `The listener and its associated target group '${targetGroup}' have incompatible protocols: ` +
      `'${ofListener}' and '${ofGroup}'`,
  );
}

// AWS: the words of these two are unverified.
export function alpnPolicyNotSupported(policy: string): never {
  throw new AwsError('ALPNPolicyNotSupportedException', `ALPN policy '${policy}' is not supported`);
}

export function allocationIdNotFound(id: string): never {
  throw new AwsError('AllocationIdNotFoundException', `The allocation ID '${id}' does not exist`);
}

export function invalidConfiguration(sentence: string): never {
  throw new AwsError('InvalidConfigurationRequestException', sentence);
}

export function targetGroupAssociationLimit(arn: string): never {
  throw new AwsError(
    'TargetGroupAssociationLimitException',
    `The following target groups cannot be associated with more than one load balancer: ${arn}`,
  );
}

export function priorityInUse(priority: number): never {
  throw new AwsError('PriorityInUseException', `Priority '${priority}' is currently in use`);
}

export function logsRefused(bucket: string): never {
  const message = `Access Denied for bucket: ${bucket}. Please check S3bucket permission`;
  throw new AwsError('InvalidConfigurationRequestException', message);
}

export function tooManyTargets(targetGroupArn: string): never {
  // AWS: the words are unverified.
  throw new AwsError(
    'TooManyTargetsException',
    `The maximum number of targets has been reached for target group '${targetGroupArn}'`,
  );
}

export function functionNotPermitted(functionArn: string, targetGroupArn: string): never {
  const message =
    `elasticloadbalancing principal does not have permission to invoke ${functionArn} ` +
    `from target group ${targetGroupArn}`;
  throw new AwsError('AccessDenied', message, {}, 403);
}

export function invalidTarget(sentence: string): never {
  throw new AwsError('InvalidTargetException', sentence);
}

export function invalidAction(sentence: string): never {
  throw new AwsError('InvalidLoadBalancerActionException', sentence);
}

/** What AWS would do and this house does not: refused by name, so that nothing is taken for done. */
export function notServedHere(what: string): never {
  throw new AwsError('InvalidConfigurationRequestException', `Penstock does not serve ${what} (yet).`);
}

export function certificateNotFound(arn: string): never {
  throw new AwsError('CertificateNotFoundException', `Certificate '${arn}' not found`);
}

// AWS: the words of these eight are unverified.
export function trustStoreNotFound(arn: string): never {
  throw new AwsError('TrustStoreNotFoundException', `Trust store '${arn}' not found`);
}

export function duplicateTrustStoreName(name: string): never {
  throw new AwsError(
    'DuplicateTrustStoreNameException',
    `A trust store with the name '${name}' already exists`,
  );
}

export function trustStoreInUse(arn: string): never {
  throw new AwsError('TrustStoreInUseException', `Trust store '${arn}' is currently in use by a listener`);
}

export function bundleNotFound(bucket: string, key: string): never {
  const message = `The CA certificates bundle '${key}' could not be read from the bucket '${bucket}'`;
  throw new AwsError('CaCertificatesBundleNotFoundException', message);
}

export function bundleInvalid(): never {
  const message = 'The CA certificates bundle has something else than certificates of authorities in PEM';
  throw new AwsError('InvalidCaCertificatesBundleException', message);
}

export function revocationNotFound(id: number): never {
  throw new AwsError('RevocationIdNotFoundException', `Revocation '${id}' not found`);
}

export function revocationContentNotFound(bucket: string, key: string): never {
  const message = `The revocation content '${key}' could not be read from the bucket '${bucket}'`;
  throw new AwsError('RevocationContentNotFoundException', message);
}

export function revocationContentInvalid(): never {
  const message = 'The revocation content is no certificate revocation list in PEM';
  throw new AwsError('InvalidRevocationContentException', message);
}

export function sslPolicyNotFound(name: string): never {
  throw new AwsError('SSLPolicyNotFoundException', `SSL policy '${name}' not found`);
}

export function tooManyCertificates(): never {
  throw new AwsError('TooManyCertificatesException', 'The maximum number of certificates has been reached');
}

export function invalidInput(sentence: string): never {
  throw new AwsError('ValidationError', sentence);
}
