// The exceptions of this service, in the words AWS uses. Nowhere else spells them.
import { AwsError } from '../../base/aws-error.ts';
import type { TargetKey } from './records.ts';

export function invalid(message: string): never {
  throw new AwsError('ValidationException', message);
}

const placed = ({ namespace, resourceId, dimension }: TargetKey): string =>
  `service namespace: ${namespace}, resource ID: ${resourceId}, scalable dimension: ${dimension}`;

export function targetNotFound(key: TargetKey): never {
  throw new AwsError('ObjectNotFoundException', `No scalable target registered for ${placed(key)}`);
}
// AWS: unverified, as is the next.
export function policyNotFound(key: TargetKey, name: string): never {
  throw new AwsError(
    'ObjectNotFoundException',
    `No scaling policy found for ${placed(key)}, policy name: ${name}`,
  );
}
export function scheduledActionNotFound(key: TargetKey, name: string): never {
  const message = `No scheduled action found for ${placed(key)}, scheduled action name: ${name}`;
  throw new AwsError('ObjectNotFoundException', message);
}
export function serviceNotFound(resourceId: string): never {
  return invalid(`ECS service doesn't exist: ${resourceId}`);
}
/** What scales here, and what does not. */
export function notServed(what: string): never {
  return invalid(`Penstock does not serve ${what} (yet)`);
}
export function tagsNotFound(arn: string): never {
  throw new AwsError('ResourceNotFoundException', `The resource ${arn} doesn't exist`); // AWS: unverified.
}
export function tooManyTags(): never {
  throw new AwsError('TooManyTagsException', 'The request exceeds the maximum number of tags: 50'); // AWS: unverified.
}
export function invalidToken(): never {
  throw new AwsError('InvalidNextTokenException', 'The NextToken value is not valid.'); // AWS: unverified.
}
