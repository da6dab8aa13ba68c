// The exceptions of this service, in the words AWS uses. Nowhere else spells them.
import { AwsError } from '../../base/aws-error.ts';
import { EffectRefusal } from '../../base/effects/effect.ts';

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

// AWS: unverified wording.
export function hostInUse(arn: string): never {
  throw new AwsError('ResourceUnavailableException', `Host ${arn} has connections`);
}

// AWS: unverified wording.
export function invalidProviderEndpoint(url: string): never {
  throw new AwsError('ValidationException', `The provider endpoint ${url} is no http address`);
}

/** The house's own words: AWS has no such secret. */
export function connectionSecretUnusable(secret: string, why: string): never {
  throw new AwsError(
    'ResourceUnavailableException',
    `The connection's secret ${secret} is of no use: ${why}`,
  );
}

/** The house's own words, too. */
export function connectionWithoutSecret(arn: string): never {
  const message = `The connection ${arn} has no secret: its repositories are hosted here, and at no provider`;
  throw new AwsError('ResourceUnavailableException', message);
}

// AWS: as codecommit words it; what a connection answers inside is not to be seen.
export function branchDoesNotExist(name: string): never {
  throw new AwsError('BranchDoesNotExistException', `Branch ${name} does not exist`);
}

/** What the world says of a repository at a provider, as an error of the service; anything else is passed on. */
export function repositoryUnreachable(error: unknown, repository: string): unknown {
  if (!(error instanceof EffectRefusal)) return error;
  const name =
    error.code === 'CommitDoesNotExist' ? 'CommitIdDoesNotExistException' : 'RepositoryDoesNotExistException';
  const isMissing = /DoesNotExist/.test(error.code);
  return new AwsError(isMissing ? name : 'ResourceUnavailableException', `${repository}: ${error.message}`);
}
