// The exceptions of this service, in the words AWS uses. Nowhere else spells them.
import { AwsError } from '../../base/aws-error.ts';
import { own } from '../../base/own.ts';

export function queueDoesNotExist(): never {
  throw new AwsError('QueueDoesNotExist', 'The specified queue does not exist.');
}

/** What KMS says of a queue's key, SQS says as of its own. */
const ofKey: Readonly<Record<string, string>> = {
  AccessDeniedException: 'KmsAccessDenied',
  DisabledException: 'KmsDisabled',
  InvalidKeyUsageException: 'KmsInvalidKeyUsage',
  KMSInvalidStateException: 'KmsInvalidState',
  NotFoundException: 'KmsNotFound',
};

export function keyRefused({ name, message }: AwsError): never {
  throw new AwsError(own(ofKey, name) ?? name, message);
}

export function queueNameExists(attribute: string): never {
  const message = `A queue already exists with the same name and a different value for attribute ${attribute}`;
  throw new AwsError('QueueNameExists', message);
}

export function queueDeletedRecently(): never {
  throw new AwsError(
    'QueueDeletedRecently',
    'You must wait 60 seconds after deleting a queue before you can create another with the same name.',
  );
}

export function invalidAddress(url: string): never {
  throw new AwsError('InvalidAddress', `The address ${url} is not valid for this endpoint.`, {}, 404);
}

/** `message` is AWS's whole sentence. */
export function accessDenied(message: string): never {
  throw new AwsError('AccessDeniedException', message, {}, 403);
}

export function unknownAttribute(name: string): never {
  throw new AwsError('InvalidAttributeName', `Unknown Attribute ${name}.`);
}

export function invalidAttribute(name: string): never {
  throw new AwsError('InvalidAttributeValue', `Invalid value for the parameter ${name}.`);
}

/** `message` is AWS's whole sentence. */
export function invalidParameter(message: string): never {
  throw new AwsError('InvalidParameterValueException', message);
}

export function invalidValue(value: unknown, parameter: string, reason: string): never {
  return invalidParameter(`Value ${String(value)} for parameter ${parameter} is invalid. Reason: ${reason}`);
}

export function missingParameter(name: string): never {
  throw new AwsError('MissingParameterException', `The request must contain the parameter ${name}.`);
}

export function invalidMessageContents(): never {
  throw new AwsError(
    'InvalidMessageContents',
    'Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | ' +
      '#xE000 to #xFFFD | #x10000 to #x10FFFF',
  );
}

export function receiptHandleIsInvalid(handle: string): never {
  const message = `The input receipt handle "${handle}" is not a valid receipt handle.`;
  throw new AwsError('ReceiptHandleIsInvalid', message, {}, 404);
}

export function messageNotInflight(): never {
  throw new AwsError('MessageNotInflight', 'The specified message is not in flight.');
}

export function tooManyInFlight(): never {
  throw new AwsError('OverLimit', 'Too many messages in flight.', {}, 403);
}

export function tooManyActions(count: number): never {
  throw new AwsError('OverLimit', `${count} Actions were found, maximum allowed is 7.`, {}, 403);
}

export function purgeInProgress(name: string): never {
  const message = `Only one PurgeQueue operation on ${name} is allowed every 60 seconds.`;
  throw new AwsError('PurgeQueueInProgress', message, {}, 403);
}

export function emptyBatch(entry: string): never {
  throw new AwsError('EmptyBatchRequest', `There should be at least one ${entry} in the request.`);
}

export function batchTooMany(count: number): never {
  const message = `Maximum number of entries per request are 10. You have sent ${count}.`;
  throw new AwsError('TooManyEntriesInBatchRequest', message);
}

export function batchIdRepeated(id: string): never {
  throw new AwsError('BatchEntryIdsNotDistinct', `Id ${id} repeated.`);
}

export function batchIdInvalid(): never {
  throw new AwsError(
    'InvalidBatchEntryId',
    'A batch entry id can only contain alphanumeric characters, hyphens and underscores. ' +
      'It can be at most 80 letters long.',
  );
}

export function batchTooLong(max: number, bytes: number): never {
  const message = `Batch requests cannot be longer than ${max} bytes. You have sent ${bytes} bytes.`;
  throw new AwsError('BatchRequestTooLong', message);
}

export function resourceNotFound(message: string): never {
  throw new AwsError('ResourceNotFoundException', message, {}, 404);
}

export function unsupported(message: string): never {
  throw new AwsError('UnsupportedOperation', message);
}
