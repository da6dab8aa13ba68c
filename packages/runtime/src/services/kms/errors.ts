// The exceptions of this service, in the words AWS uses. Nowhere else spells them.
import { AwsError } from '../../base/aws-error.ts';

export function keyNotFound(arn: string): never {
  throw new AwsError('NotFoundException', `Key '${arn}' does not exist`);
}

export function invalidKeyId(id: string): never {
  throw new AwsError('NotFoundException', `Invalid keyId ${id}`);
}

export function aliasNotFound(arn: string): never {
  throw new AwsError('NotFoundException', `Alias ${arn} is not found.`);
}

export function aliasAlreadyExists(arn: string): never {
  throw new AwsError('AlreadyExistsException', `An alias with the name ${arn} already exists`);
}

export function keyAlreadyExists(arn: string): never {
  throw new AwsError('AlreadyExistsException', `Key '${arn}' already exists`);
}

export function invalidAliasName(sentence: string): never {
  throw new AwsError('InvalidAliasNameException', sentence);
}

export function validation(sentence: string): never {
  throw new AwsError('ValidationException', sentence);
}

export function disabled(arn: string): never {
  throw new AwsError('DisabledException', `${arn} is disabled.`);
}

export function invalidState(arn: string, state: string): never {
  throw new AwsError('KMSInvalidStateException', `${arn} is ${state}.`);
}

export function invalidKeyUsage(arn: string, usage: string, operation: string): never {
  // AWS: unverified sentence.
  throw new AwsError(
    'InvalidKeyUsageException',
    `${arn} key usage is ${usage} which is not valid for ${operation}.`,
  );
}

/** AWS says nothing about what is wrong with a ciphertext. */
export function invalidCiphertext(): never {
  throw new AwsError('InvalidCiphertextException', '');
}

export function ciphertextOfNoKey(): never {
  throw new AwsError(
    'AccessDeniedException',
    'The ciphertext refers to a customer master key that does not exist, does not exist in this region, or you are ' +
      'not allowed to access.',
  );
}

export function incorrectKey(): never {
  throw new AwsError(
    'IncorrectKeyException',
    'The key ID in the request does not identify a CMK that can perform this operation.',
  );
}

export function invalidSignature(): never {
  throw new AwsError('KMSInvalidSignatureException', '');
}

export function invalidMac(): never {
  throw new AwsError('KMSInvalidMacException', '');
}

export function accessDenied(arn: string, action: string, resource: string): never {
  throw new AwsError(
    'AccessDeniedException',
    `User: ${arn} is not authorized to perform: ${action} on resource: ${resource} because no resource-based policy ` +
      `allows the ${action} action`,
  );
}

export function unsupported(sentence: string): never {
  throw new AwsError('UnsupportedOperationException', sentence);
}

export function malformedPolicy(sentence: string): never {
  throw new AwsError('MalformedPolicyDocumentException', sentence);
}

export function noSuchPolicy(name: string): never {
  throw new AwsError('NotFoundException', `No such policy exists: ${name}`);
}

export function invalidMarker(): never {
  throw new AwsError('InvalidMarkerException', 'Could not deserialize marker');
}

export function invalidGrantId(id: string): never {
  throw new AwsError('NotFoundException', `Grant ID ${id} not found`);
}

export function invalidGrantToken(): never {
  throw new AwsError('InvalidGrantTokenException', '');
}

export function limitExceeded(sentence: string): never {
  throw new AwsError('LimitExceededException', sentence);
}

export function tagging(sentence: string): never {
  throw new AwsError('TagException', sentence);
}
