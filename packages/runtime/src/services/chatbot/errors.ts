// The exceptions of this service, in the words AWS uses. Nowhere else spells them.
import { AwsError } from '../../base/aws-error.ts';

// AWS: unverified wording of all of these.
export function configurationNotFound(arn: string): never {
  throw new AwsError('ResourceNotFoundException', `Could not find configuration with ARN ${arn}`);
}

export function invalidRequest(message: string): never {
  throw new AwsError('InvalidRequestException', message);
}

export function configurationExists(name: string): never {
  throw new AwsError('ConflictException', `A configuration with the name ${name} already exists.`);
}

export function invalidNextToken(): never {
  throw new AwsError('InvalidParameterException', 'The NextToken is not valid.');
}
