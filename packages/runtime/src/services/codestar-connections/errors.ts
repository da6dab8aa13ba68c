// The exceptions of this service, in the words AWS uses. Nowhere else spells them.
import { AwsError } from '../../base/aws-error.ts';

// AWS: unverified wording; the API reference says "Resource not found. Verify the connection resource ARN and
// try again."
export function connectionNotFound(arn: string): never {
  throw new AwsError('ResourceNotFoundException', `Connection not found: ${arn}`);
}

// AWS: unverified wording.
export function hostNotFound(arn: string): never {
  throw new AwsError('ResourceNotFoundException', `Host not found: ${arn}`);
}

export function providerTypeMissing(): never {
  throw new AwsError('ValidationException', 'Either ProviderType or HostArn must be specified.');
}

export function invalidNextToken(): never {
  throw new AwsError('ValidationException', 'The specified next token is not valid.');
}
