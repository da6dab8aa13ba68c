import { AwsError } from '../../base/aws-error.ts';

const error = (name: string, message: string): never => {
  throw new AwsError(name, message);
};

export const stateMachineDoesNotExist = (arn: string): never =>
  error('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
export const stateMachineAlreadyExists = (arn: string): never =>
  error('StateMachineAlreadyExists', `State Machine Already Exists: '${arn}'`);
export const executionDoesNotExist = (arn: string): never =>
  error('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
export const executionAlreadyExists = (arn: string): never =>
  error('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`);
export const activityDoesNotExist = (arn: string): never =>
  error('ActivityDoesNotExist', `Activity Does Not Exist: '${arn}'`);
export const invalidArn = (arn: string): never => error('InvalidArn', `Invalid Arn: '${arn}'`);
export const invalidName = (name: string): never => error('InvalidName', `Invalid Name: '${name}'`);
export const invalidDefinition = (message: string): never =>
  error('InvalidDefinition', `Invalid State Machine Definition: '${message}'`);
// AWS: as seen in the wild.
export const invalidExecutionInput = (why: string): never =>
  error('InvalidExecutionInput', `Invalid State Machine Execution Input: '${why}'`);
export const invalidToken = (): never => error('InvalidToken', "Invalid Token: 'Invalid token'");
export const taskTimedOut = (): never =>
  error('TaskTimedOut', "Task Timed Out: 'Provided task does not exist anymore'");
// AWS: as seen in the wild.
export const invalidLogging = (why: string): never =>
  error('InvalidLoggingConfiguration', `Invalid Logging Configuration: ${why}`);
export const executionNotRedrivable = (why: string): never => error('ExecutionNotRedrivable', why);
// AWS: unverified words, of those below.
export const invalidOutput = (): never =>
  error('InvalidOutput', "Invalid Output: 'The output is not valid JSON'");
export const typeNotSupported = (why: string): never => error('StateMachineTypeNotSupported', why);
export const conflict = (message: string): never => error('ConflictException', message);
export const validation = (message: string): never => error('ValidationException', message);
export const resourceNotFound = (arn: string): never =>
  error('ResourceNotFound', `Resource not found: '${arn}'`);
export const nextTokenInvalid = (): never => error('InvalidToken', "Invalid Token: 'Invalid next token'");
/** Of an inside call alone: a task makes `States.DataLimitExceeded` of it. */
export const resultTooLong = (): never =>
  error('ResultTooLong', 'a result with a size exceeding the maximum number of bytes service limit.');
export const stateInvalid = (why: string): never => error('InvalidDefinition', why);
// AWS: as seen in the wild.
export const stateNotFound = (): never => error('ValidationException', 'State not found in definition');
/** Of an inside call alone: a task fails with it. */
// AWS: unverified words.
export const roleNotAssumed = (role: string, wanted: string): never =>
  error('RoleNotAssumed', `The role ${role} is not authorized to assume the task state's role, ${wanted}.`);
// AWS: as seen in the wild.
export const crossAccountRole = (): never =>
  error('AccessDeniedException', 'Cross-account pass role is not allowed.');
// AWS: as seen in the wild.
export const roleNotTrusting = (): never =>
  error(
    'AccessDeniedException',
    'Neither the global service principal states.amazonaws.com, nor the regional one is authorized to ' +
      'assume the provided role.',
  );
