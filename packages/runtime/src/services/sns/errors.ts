// The exceptions of this service, in the words AWS uses. Nowhere else spells them.
import type { Call } from '../../dispatch/service.ts';
import { AwsError } from '../../base/aws-error.ts';
import { own } from '../../base/own.ts';

export function topicNotFound(): never {
  throw new AwsError('NotFoundException', 'Topic does not exist', {}, 404);
}

export function subscriptionNotFound(): never {
  throw new AwsError('NotFoundException', 'Subscription does not exist', {}, 404);
}

export function resourceNotFound(): never {
  throw new AwsError('ResourceNotFoundException', 'Resource does not exist', {}, 404);
}

/** `what` is AWS's own few words, e.g. `TopicArn` or `Empty message`. */
export function invalidParameter(what: string): never {
  throw new AwsError('InvalidParameterException', `Invalid parameter: ${what}`);
}

/** What KMS says of a topic's key, SNS says as of its own. */
const ofKey: Readonly<Record<string, string>> = {
  AccessDeniedException: 'KMSAccessDeniedException',
  DisabledException: 'KMSDisabledException',
  KMSInvalidStateException: 'KMSInvalidStateException',
  NotFoundException: 'KMSNotFoundException',
};

export function keyRefused({ name, message }: AwsError): never {
  throw new AwsError(own(ofKey, name) ?? name, message);
}

export function attributesDiffer(): never {
  return invalidParameter('Attributes Reason: Topic already exists with different attributes');
}

export function tagsDiffer(): never {
  return invalidParameter('Tags Reason: Topic already exists with different tags');
}

export function subscriptionDiffers(): never {
  return invalidParameter('Attributes Reason: Subscription already exists with different attributes');
}

/** What AWS would do and this house does not. */
export function notServed(what: string): never {
  return invalidParameter(`${what} is not served by Penstock`);
}

/** `message` is AWS's whole sentence. */
export function notAuthorized(message: string): never {
  throw new AwsError('AuthorizationErrorException', message, {}, 403);
}

/** AWS: unverified: its page for people says "Your subscription could not be removed because of an error". */
export function signatureRequired({ caller }: Pick<Call, 'caller'>, action: string, arn: string): never {
  return notAuthorized(
    `User: ${caller.arn} is not authorized to perform: SNS:${action} on resource: ${arn} ` +
      `because no resource-based policy allows the SNS:${action} action`,
  );
}

export function emptyBatch(): never {
  throw new AwsError('EmptyBatchRequestException', "The batch request doesn't contain any entries.");
}

export function batchTooMany(): never {
  throw new AwsError(
    'TooManyEntriesInBatchRequestException',
    'The batch request contains more entries than permissible (more than 10).',
  );
}

export function batchIdsNotDistinct(): never {
  throw new AwsError(
    'BatchEntryIdsNotDistinctException',
    'Two or more batch entries in the request have the same Id.',
  );
}

export function batchTooLong(): never {
  throw new AwsError(
    'BatchRequestTooLongException',
    'The length of all the batch messages put together is more than the limit.',
  );
}

export function batchIdInvalid(): never {
  throw new AwsError(
    'InvalidBatchEntryIdException',
    "The Id of a batch entry in a batch request doesn't abide by the specification.",
  );
}
