// The exceptions of Cloud Control, in the words AWS uses. Nowhere else spells them.
import type { HandlerErrorCode, Operation } from '@aws-sdk/client-cloudcontrol';
import { AwsError } from '../../../base/aws-error.ts';

// AWS: seen as "Resource type AWS::RDS::DBCluster does not support CREATE action".
export function unsupportedAction(typeName: string, action: Operation | 'READ' | 'LIST'): never {
  throw new AwsError(
    'UnsupportedActionException',
    `Resource type ${typeName} does not support ${action} action`,
  );
}

// AWS: the sentence is CloudFormation's DescribeType's; unverified of Cloud Control.
export function typeNotFound(typeName: string): never {
  throw new AwsError('TypeNotFoundException', `The type '${typeName}' cannot be found.`, {}, 404);
}

// AWS: unverified wording.
export function resourceNotFound(typeName: string, identifier: string): never {
  throw new AwsError(
    'ResourceNotFoundException',
    `Resource of type '${typeName}' with identifier '${identifier}' was not found.`,
  );
}

export function invalid(message: string): never {
  throw new AwsError('ValidationException', message);
}

// AWS: seen as "Model validation failed (#: required key [Code] not found)", a line for each complaint.
export function invalidModel(complaints: readonly string[]): never {
  return invalid(`Model validation failed (${complaints.join('\n')})`);
}

// AWS: seen as "Invalid patch update: createOnlyProperties [/properties/FilterName] cannot be updated".
export function createOnly(names: readonly string[]): never {
  throw new AwsError(
    'NotUpdatableException',
    `Invalid patch update: createOnlyProperties ${pointers(names)} cannot be updated`,
  );
}

// AWS: seen as a ValidationException in the same words.
export function readOnly(names: readonly string[]): never {
  return invalid(`Invalid patch update: readOnlyProperties ${pointers(names)} cannot be updated`);
}

const pointers = (names: readonly string[]): string =>
  `[${names.map((name) => `/properties/${name.replaceAll('.', '/')}`).join(', ')}]`;

// AWS: seen of `replace` as "[REPLACE Operation] noSuchPath in source, path provided : //Code".
export function noSuchPath(operation: string, path: string): never {
  return invalid(`[${operation.toUpperCase()} Operation] noSuchPath in source, path provided : /${path}`);
}

// AWS: unverified wording.
export function invalidPatch(why: string): never {
  return invalid(`Invalid patch document: ${why}`);
}

// AWS: unverified wording.
export function invalidDesiredState(why: string): never {
  return invalid(`Invalid desired state: ${why}`);
}

// AWS: unverified wording, but for the condition, which is its model's.
export function concurrentOperation(typeName: string, identifier: string): never {
  throw new AwsError(
    'ConcurrentOperationException',
    `Another operation is already in progress on the resource of type '${typeName}' with identifier '${identifier}'.`,
  );
}

// AWS: unverified wording, but for the condition, which is its model's.
export function clientTokenConflict(clientToken: string): never {
  throw new AwsError(
    'ClientTokenConflictException',
    `The client token ${clientToken} has already been used in another resource request.`,
  );
}

// AWS: unverified wording.
export function requestTokenNotFound(token: string): never {
  throw new AwsError('RequestTokenNotFoundException', `Request with token ${token} was not found`, {}, 404);
}

// AWS: user guide: "Only resource operations requests with a status of PENDING or IN_PROGRESS can be canceled."
// Unverified by which error.
export function notCancellable(token: string, status: string): never {
  return invalid(`Request with token ${token} is in ${status} state and cannot be canceled`);
}

export function invalidNextToken(): never {
  return invalid('Invalid NextToken');
}

// AWS: user guide, "Resources that require additional information": ListResources needs a model of these.
export function missingFromModel(typeName: string, names: readonly string[]): never {
  throw new AwsError(
    'InvalidRequestException',
    `Missing or invalid ResourceModel property in ${typeName} list handler request input. ` +
      `Required property: [${names.join(', ')}]`,
  );
}

const exceptions: Readonly<Record<string, string>> = {
  AccessDenied: 'AccessDeniedException',
  AlreadyExists: 'AlreadyExistsException',
  InternalFailure: 'HandlerInternalFailureException',
  InvalidRequest: 'InvalidRequestException',
  NotStabilized: 'NotStabilizedException',
  ServiceInternalError: 'ServiceInternalErrorException',
  ServiceLimitExceeded: 'ServiceLimitExceededException',
  Throttling: 'ThrottlingException',
};

// AWS: seen as "AWS::EC2::PrefixList Handler returned status FAILED: null (HandlerErrorCode: InternalFailure,
// RequestToken: …)".
export function handlerFailed(
  typeName: string,
  { code, message, token }: { readonly code: string; readonly message: string; readonly token: string },
): never {
  throw new AwsError(
    exceptions[code] ?? 'GeneralServiceException',
    `${typeName} Handler returned status FAILED: ${message} (HandlerErrorCode: ${code}, RequestToken: ${token})`,
  );
}

const codes: ReadonlySet<string> = new Set<HandlerErrorCode>([
  'AccessDenied',
  'AlreadyExists',
  'GeneralServiceException',
  'InternalFailure',
  'InvalidRequest',
  'NotFound',
  'NotStabilized',
  'NotUpdatable',
  'ResourceConflict',
  'ServiceInternalError',
  'ServiceLimitExceeded',
  'ServiceTimeout',
  'Throttling',
]);

/** A handler's error code as progress events know it. */
export const errorCodeOf = (code: string): HandlerErrorCode =>
  codes.has(code) ? (code as HandlerErrorCode) : 'GeneralServiceException';
