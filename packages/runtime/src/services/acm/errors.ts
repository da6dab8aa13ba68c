// The exceptions of this service, in the words AWS uses. Nowhere else spells them.
import { AwsError } from '../../base/aws-error.ts';

export function certificateNotFound(arn: string, account: string): never {
  throw new AwsError('ResourceNotFoundException', `Could not find certificate ${arn} in account ${account}.`);
}

// AWS: unverified, as are the words of the next three.
export function invalidArn(arn: string): never {
  throw new AwsError('InvalidArnException', `Invalid certificate ARN: ${arn}.`);
}

export function certificateInUse(arn: string): never {
  throw new AwsError('ResourceInUseException', `Certificate ${arn} in account is in use.`);
}

export function notIssued(arn: string): never {
  throw new AwsError('RequestInProgressException', `Certificate ${arn} is not issued yet.`);
}

export function invalid(sentence: string): never {
  throw new AwsError('ValidationException', sentence);
}

export function invalidParameter(sentence: string): never {
  throw new AwsError('InvalidParameterException', sentence);
}

export function invalidArgs(sentence: string): never {
  throw new AwsError('InvalidArgsException', sentence);
}

export function tooManyTags(): never {
  throw new AwsError('TooManyTagsException', 'The resource has too many tags. The limit is 50.');
}

export function conflict(sentence: string): never {
  throw new AwsError('ConflictException', sentence);
}
