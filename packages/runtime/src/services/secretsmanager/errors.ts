// The exceptions of this service, in the words AWS uses. Nowhere else spells them.
import { AwsError } from '../../base/aws-error.ts';

export function secretNotFound(): never {
  throw new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
}

export function valueNotFound(what: string): never {
  throw new AwsError(
    'ResourceNotFoundException',
    `Secrets Manager can't find the specified secret value for ${what}`,
  );
}

export function versionNotFound(id: string): never {
  throw new AwsError('InvalidParameterException', `Not a valid version: ${id}`);
}

export function secretAlreadyExists(name: string): never {
  throw new AwsError(
    'ResourceExistsException',
    `The operation failed because the secret ${name} already exists.`,
  );
}

export function versionAlreadyExists(token: string): never {
  throw new AwsError(
    'ResourceExistsException',
    `You can't use ClientRequestToken ${token} because that value is already in use for a version of secret that has ` +
      'a different value.',
  );
}

export function nameScheduledForDeletion(): never {
  throw new AwsError(
    'InvalidRequestException',
    "You can't create this secret because a secret with this name is already scheduled for deletion.",
  );
}

export function markedForDeletion(): never {
  throw new AwsError(
    'InvalidRequestException',
    "You can't perform this operation on the secret because it was marked for deletion.",
  );
}

export function invalidRequest(sentence: string): never {
  throw new AwsError('InvalidRequestException', sentence);
}

/** AWS: as callers have met it. */
export function cannotInvokeFunction(): never {
  throw new AwsError(
    'AccessDeniedException',
    'Secrets Manager cannot invoke the specified Lambda function. Ensure that the function policy grants access to ' +
      'the principal secretsmanager.amazonaws.com.',
  );
}

export function invalidParameter(sentence: string): never {
  throw new AwsError('InvalidParameterException', sentence);
}

export function invalidNextToken(): never {
  throw new AwsError('InvalidNextTokenException', 'The NextToken value is invalid.');
}

export function malformedPolicy(): never {
  throw new AwsError('MalformedPolicyDocumentException', 'This resource policy contains invalid Json');
}

export function publicPolicy(): never {
  throw new AwsError('PublicPolicyException', 'The resource policy grants public access to the secret.');
}

export function encryptionFailure(sentence: string): never {
  throw new AwsError('EncryptionFailure', sentence);
}

export function decryptionFailure(sentence: string): never {
  throw new AwsError('DecryptionFailure', sentence);
}

/** What is not served is said by name. */
export function notServed(what: string): never {
  throw new AwsError('InvalidRequestException', `Penstock does not serve ${what} (yet).`);
}
