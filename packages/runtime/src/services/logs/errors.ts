import { AwsError } from '../../base/aws-error.ts';

export const logGroupNotFound = (): never => {
  throw new AwsError('ResourceNotFoundException', 'The specified log group does not exist.');
};

export const logStreamNotFound = (): never => {
  throw new AwsError('ResourceNotFoundException', 'The specified log stream does not exist.');
};

/** `message` is AWS's whole sentence. */
export const accessDenied = (message: string): never => {
  throw new AwsError('AccessDeniedException', message);
};

export const resourceNotFound = (): never => {
  throw new AwsError('ResourceNotFoundException', 'The specified resource does not exist.');
};

export const logGroupAlreadyExists = (): never => {
  throw new AwsError('ResourceAlreadyExistsException', 'The specified log group already exists');
};

export const logStreamAlreadyExists = (): never => {
  throw new AwsError('ResourceAlreadyExistsException', 'The specified log stream already exists');
};

export const invalidParameter = (message: string): never => {
  throw new AwsError('InvalidParameterException', message);
};

// AWS: unverified. The sentence is ours; that deletion is refused is in DeleteLogGroup's reference.
export const deletionProtected = (): never => {
  throw new AwsError(
    'ValidationException',
    'The log group cannot be deleted: deletion protection is enabled.',
  );
};

export const metricFilterNotFound = (): never => {
  throw new AwsError('ResourceNotFoundException', 'The specified metric filter does not exist.');
};

export const subscriptionFilterNotFound = (): never => {
  throw new AwsError('ResourceNotFoundException', 'The specified subscription filter does not exist.');
};

// AWS: unverified words.
export const policyNotFound = (name: string): never => {
  throw new AwsError('ResourceNotFoundException', `Policy with name [${name}] does not exist.`);
};

export const queryDefinitionNotFound = (): never => {
  throw new AwsError('ResourceNotFoundException', 'The specified query definition does not exist.');
};

export const limitExceeded = (): never => {
  throw new AwsError('LimitExceededException', 'Resource limit exceeded.');
};

export const cannotExecuteFunction = (): never =>
  invalidParameter(
    'Could not execute the lambda function. ' +
      'Make sure you have given CloudWatch Logs permission to execute your function.',
  );

/** What AWS would do and this house does not: refused by name. */
export const notServed = (what: string): never => invalidParameter(`Penstock does not serve ${what} (yet).`);

/** What is no query, and where it stops being one. */
export const malformedQuery = (
  message: string,
  at?: { readonly start: number; readonly end: number },
): never => {
  const location = at && { startCharOffset: at.start, endCharOffset: at.end };
  throw new AwsError('MalformedQueryException', message, {
    queryCompileError: { ...(location && { location }), message },
  });
};

// AWS: unverified words.
export const queryNotFound = (id: string): never => {
  throw new AwsError('ResourceNotFoundException', `Query with id ${id} does not exist`);
};

// AWS: unverified words.
export const queryEnded = (id: string, status: string): never =>
  invalidParameter(`Query with id ${id} is already ended with ${status} status`);

// AWS: unverified words.
export const logRecordNotFound = (): never => {
  throw new AwsError('ResourceNotFoundException', 'The specified log record does not exist.');
};

export const invalidOperation = (message: string): never => {
  throw new AwsError('InvalidOperationException', message);
};

// AWS: unverified words.
export const exportTaskNotFound = (): never => {
  throw new AwsError('ResourceNotFoundException', 'The specified export task does not exist.');
};

// AWS: unverified words.
export const exportTaskEnded = (): never =>
  invalidOperation('The specified export task is neither PENDING nor RUNNING.');

// AWS: as users quote it.
export const bucketRefused = (operation: string): never =>
  invalidParameter(
    `${operation} call on the given bucket failed. Please check if CloudWatch Logs has been granted ` +
      'permission to perform this operation.',
  );
