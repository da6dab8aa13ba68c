// The exceptions of this service, in the words AWS uses. Nowhere else spells them.
import { AwsError } from '../../base/aws-error.ts';

export function busNotFound(name: string): never {
  return notFound(`Event bus ${name} does not exist.`);
}

export function ruleNotFound(name: string, bus: string): never {
  return notFound(`Rule ${name} does not exist on EventBus ${bus}.`);
}

/** `message` is AWS's whole sentence. */
export function notFound(message: string): never {
  throw new AwsError('ResourceNotFoundException', message);
}

/** `message` is AWS's whole sentence. */
export function accessDenied(message: string): never {
  throw new AwsError('AccessDeniedException', message);
}

export function alreadyExists(message: string): never {
  throw new AwsError('ResourceAlreadyExistsException', message);
}

export function invalid(message: string): never {
  throw new AwsError('ValidationException', message);
}

export function invalidPattern(reason: string): never {
  throw new AwsError('InvalidEventPatternException', `Event pattern is not valid. Reason: ${reason}`);
}

export function limitExceeded(): never {
  throw new AwsError('LimitExceededException', 'The requested resource exceeds the maximum number allowed.');
}

export function managedRule(name: string): never {
  // AWS: unverified wording.
  throw new AwsError(
    'ManagedRuleException',
    `Rule ${name} is created by an AWS service on behalf of your account. It is managed by that service.`,
  );
}

export function illegalStatus(message: string): never {
  throw new AwsError('IllegalStatusException', message);
}

// AWS: as seen in the wild.
export const crossAccountRole = (arn: string): never =>
  accessDenied(`Access to the resource ${arn} is denied. Reason: Cross-account pass role is not allowed.`);

/** What AWS would do and this house does not. */
export function notServed(what: string): never {
  return invalid(`${what} is not served by Penstock.`);
}

// The house's own, which a connection tells as its reason. AWS: unverified words.
export function authorizationFailed(endpoint: string): never {
  throw new AwsError('AuthorizationFailed', `${endpoint} answered no access token.`);
}
