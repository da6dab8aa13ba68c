import { AwsError } from '../../base/aws-error.ts';

export const projectAlreadyExists = (arn: string): never => {
  throw new AwsError('ResourceAlreadyExistsException', `Project already exists: ${arn}`);
};

export const projectNotFound = (arn: string): never => {
  throw new AwsError('ResourceNotFoundException', `Project cannot be found: ${arn}`);
};

export const buildNotFound = (arn: string): never => {
  throw new AwsError('ResourceNotFoundException', `Build cannot be found: ${arn}`);
};

export const batchNotFound = (arn: string): never => {
  throw new AwsError('ResourceNotFoundException', `Batch build cannot be found: ${arn}`);
};

export const invalidInput = (message: string): never => {
  throw new AwsError('InvalidInputException', message);
};

// AWS: unverified words; StartBuild's reference: "CodeBuild returns a parameter mismatch error".
export const idempotencyMismatch = (token: string): never =>
  invalidInput(`Parameter mismatch: idempotency token ${token} was used with other parameters`);

// AWS: CreateProject, concurrentBuildLimit: "new builds are throttled and are not run".
export const concurrentBuildLimitExceeded = (limit: number): never => {
  const message = `Cannot have more than ${limit} builds in queue for the project`;
  throw new AwsError('AccountLimitExceededException', message);
};

// AWS: unverified words, of these six.
export const reportGroupAlreadyExists = (name: string): never => {
  throw new AwsError('ResourceAlreadyExistsException', `Report group already exists: ${name}`);
};

export const reportGroupNotFound = (arn: string): never => {
  throw new AwsError('ResourceNotFoundException', `Report group cannot be found: ${arn}`);
};

export const reportNotFound = (arn: string): never => {
  throw new AwsError('ResourceNotFoundException', `Report cannot be found: ${arn}`);
};

export const reportsLeft = (arn: string): never =>
  invalidInput(`Report group cannot be deleted while it contains reports: ${arn}`);

export const credentialsAlreadyExist = (arn: string): never => {
  throw new AwsError('ResourceAlreadyExistsException', `Source credentials already exist: ${arn}`);
};

export const credentialsNotFound = (arn: string): never => {
  throw new AwsError('ResourceNotFoundException', `Source credentials cannot be found: ${arn}`);
};

// AWS: unverified words, of these two.
export const webhookAlreadyExists = (project: string): never => {
  throw new AwsError('ResourceAlreadyExistsException', `Webhook already exists for project ${project}`);
};

export const webhookNotFound = (project: string): never => {
  throw new AwsError('ResourceNotFoundException', `Webhook cannot be found for project ${project}`);
};

// AWS: unverified words, of these two.
export const fleetAlreadyExists = (name: string): never => {
  throw new AwsError('ResourceAlreadyExistsException', `Fleet already exists: ${name}`);
};

export const fleetNotFound = (fleet: string): never => {
  throw new AwsError('ResourceNotFoundException', `Fleet cannot be found: ${fleet}`);
};

// AWS: as seen in the wild.
export const noAccessToken = (type: string): never => {
  const server = type.toLowerCase();
  throw new AwsError(
    'OAuthProviderException',
    `Access token not found in CodeBuild for server type ${server}`,
  );
};

// AWS: as seen in the wild, "Failed to create webhook. …".
export const refusedByProvider = (
  verb: string,
  { status, body }: { readonly status: number; readonly body: string },
): never => {
  return noWebhook(verb, `Status ${status}: ${body.slice(0, 500)}`);
};

// AWS: unverified words.
export const statusRefused = ({
  status,
  body,
}: {
  readonly status: number;
  readonly body: string;
}): never => {
  const message = `Failed to report build status. Status ${status}: ${body.slice(0, 500)}`;
  throw new AwsError('OAuthProviderException', message);
};

export const noWebhook = (verb: string, why: string): never => {
  throw new AwsError('OAuthProviderException', `Failed to ${verb} webhook. ${why}`);
};

// AWS: unverified of CodeBuild: as other services say it.
export const crossAccountRole = (): never => {
  throw new AwsError('AccessDeniedException', 'Cross-account pass role is not allowed.');
};
