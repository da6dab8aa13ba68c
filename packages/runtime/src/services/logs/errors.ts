import { AwsError } from '../../base/aws-error.ts';

export const logGroupNotFound = (): never => {
  throw new AwsError('ResourceNotFoundException', 'The specified log group does not exist.');
};

export const logStreamNotFound = (): never => {
  throw new AwsError('ResourceNotFoundException', 'The specified log stream does not exist.');
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
