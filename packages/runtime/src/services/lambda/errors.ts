// The exceptions of this service, in the words AWS uses. Nowhere else spells them.
import { AwsError } from '../../base/aws-error.ts';

const user = { Type: 'User' };

export function functionNotFound(arn: string): never {
  throw new AwsError('ResourceNotFoundException', `Function not found: ${arn}`, user);
}

export function aliasNotFound(arn: string): never {
  throw new AwsError('ResourceNotFoundException', `Cannot find alias arn: ${arn}`, user);
}

/** `message` is AWS's whole sentence. */
export function accessDenied(message: string): never {
  throw new AwsError('AccessDeniedException', message, {}, 403);
}

export function policyNotFound(): never {
  return noSuchResource();
}

export function statementNotFound(statementId: string): never {
  const message = `Statement ${statementId} is not found in resource policy.`;
  throw new AwsError('ResourceNotFoundException', message, user);
}

export function statementExists(statementId: string): never {
  const message =
    `The statement id (${statementId}) provided already exists. ` +
    'Please provide a new statement id, or remove the existing statement.';
  throw new AwsError('ResourceConflictException', message, user);
}

// AWS: unverified wording.
export function policyTooLong(lengthMax: number): never {
  const message = `The resource policy is longer than ${lengthMax} bytes.`;
  throw new AwsError('PolicyLengthExceededException', message, user);
}

// AWS: unverified wording.
export function publicPolicy(): never {
  throw new AwsError(
    'PublicPolicyException',
    'The resource policy would grant public access to the function.',
    user,
  );
}

export function functionExists(name: string): never {
  throw new AwsError('ResourceConflictException', `Function already exist: ${name}`, user);
}

export function aliasExists(arn: string): never {
  throw new AwsError('ResourceConflictException', `Alias already exists: ${arn}`, user);
}

export function revisionMismatch(): never {
  const message =
    'The Revision Id provided does not match the latest Revision Id. ' +
    'Call the GetFunction/GetAlias API to retrieve the latest Revision Id';
  throw new AwsError('PreconditionFailedException', message, user);
}

export function invalidParameter(message: string): never {
  throw new AwsError('InvalidParameterValueException', message, user);
}

export function unreadableZip(): never {
  return invalidParameter('Could not unzip uploaded file. Please check your file, then try to upload again.');
}

export function unzippedTooLarge(): never {
  return invalidParameter('Unzipped size must be smaller than 262144000 bytes');
}

// AWS: seen in these words.
export function codeNotVerified(name: string): never {
  throw new AwsError(
    'CodeVerificationFailedException',
    'Lambda cannot deploy the function. The function or layer might be signed using a signature that the client is ' +
      `not configured to accept. Check the provided signature for ${name}.`,
    user,
  );
}

// AWS: unverified wording.
export function codeSigningConfigNotFound(arn: string): never {
  throw new AwsError(
    'CodeSigningConfigNotFoundException',
    `The code signing configuration cannot be found: ${arn}`,
    user,
    404,
  );
}

// AWS: unverified wording.
export function codeSigningConfigInUse(arn: string): never {
  throw new AwsError(
    'ResourceConflictException',
    `The code signing configuration is used by functions: ${arn}`,
    user,
  );
}

/** AWS: developer guide, "Using code signing": it is not supported for functions that are images. */
export function signedImage(): never {
  return invalidParameter('CodeSigningConfigArn is not supported for functions of the package type Image.');
}

export function roleNotAssumable(): never {
  return invalidParameter('The role defined for the function cannot be assumed by Lambda.');
}

export function objectNotRead(code: string, message: string): never {
  return invalidParameter(
    `Error occurred while GetObject. S3 Error Code: ${code}. S3 Error Message: ${message}`,
  );
}

export function imageNotThere(uri: string): never {
  return invalidParameter(`Source image ${uri} does not exist. Provide a valid source image.`);
}

// AWS: unverified: the sentences of the next two.
export function imageUriInvalid(uri: string): never {
  return invalidParameter(`Source image ${uri} is not valid. Provide a valid source image.`);
}

export function imageUnreadable(uri: string): never {
  return invalidParameter(
    `The image manifest, config or layer media type for the source image ${uri} is not supported.`,
  );
}

export function layerNotFound(arn: string): never {
  throw new AwsError('ResourceNotFoundException', `Layer version ${arn} does not exist.`, user);
}

export function attachedLayerNotFound(arn: string): never {
  return invalidParameter(`Layer version ${arn} does not exist.`);
}

export function layerNotAllowed(caller: string, arn: string): never {
  const message = `User: ${caller} is not authorized to perform: lambda:GetLayerVersion on resource: ${arn}`;
  throw new AwsError('AccessDeniedException', message, {}, 403);
}

export function reservedVariables(names: readonly string[]): never {
  return invalidParameter(
    'Lambda was unable to configure your environment variables because the environment variables you have ' +
      'provided contains reserved keys that are currently not supported for modification. ' +
      `Reserved keys used in this request: ${names.join(', ')}`,
  );
}

export function codeChanged(given: string, current: string): never {
  return invalidParameter(
    `CodeSHA256 (${given}) is different from current CodeSHA256 in $LATEST (${current}). ` +
      'Please try again with the CodeSHA256 in $LATEST.',
  );
}

export function versionAlreadyRouted(version: string): never {
  return invalidParameter(
    `Invalid function version ${version}. Function version ${version} is already included in routing ` +
      'configuration.',
  );
}

export function latestNotRouted(): never {
  return invalidParameter('$LATEST is not supported for an alias pointing to more than 1 version');
}

export function payloadNotJson(reason: string): never {
  const message = `Could not parse request body into json: ${reason}`;
  throw new AwsError('InvalidRequestContentException', message, user);
}

export function requestTooLarge(bytesMax: number): never {
  const message = `Request must be smaller than ${bytesMax} bytes for the InvokeFunction operation`;
  throw new AwsError('RequestTooLargeException', message, user);
}

export function runtimeNotSupported(message: string): never {
  throw new AwsError('InvalidRuntimeException', message, user);
}

export function tooManyInvocations(): never {
  const reason = 'ReservedFunctionConcurrentInvocationLimitExceeded';
  throw new AwsError('TooManyRequestsException', 'Rate Exceeded.', { ...user, Reason: reason }, 429);
}

export function tooMuchReserved(unreservedMin: number): never {
  return invalidParameter(
    "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below " +
      `its minimum value of [${unreservedMin}].`,
  );
}

export function noEventInvokeConfig(arn: string): never {
  const message = `The function ${arn} doesn't have an EventInvokeConfig`;
  throw new AwsError('ResourceNotFoundException', message, user);
}

export function noProvisionedConcurrency(): never {
  const message = 'No Provisioned Concurrency Config found for this function';
  throw new AwsError('ProvisionedConcurrencyConfigNotFoundException', message, user);
}

export function noSuchResource(): never {
  throw new AwsError('ResourceNotFoundException', 'The resource you requested does not exist.', user);
}

export function urlExists(): never {
  throw new AwsError('ResourceConflictException', 'FunctionUrlConfig exists for this Lambda function', user);
}

export function mappingExists(source: string, name: string, uuid: string): never {
  const message =
    `An event source mapping with SQS arn (" ${source} ") and function (" ${name} ") already exists. ` +
    `Please update or delete the existing mapping with UUID ${uuid}`;
  throw new AwsError('ResourceConflictException', message, user);
}

export function queueTooImpatient(queueSeconds: number, functionSeconds: number): never {
  return invalidParameter(
    `Queue visibility timeout: ${queueSeconds} seconds is less than Function timeout: ${functionSeconds} seconds`,
  );
}

export function sourceNotReadable(code: string, message: string): never {
  return invalidParameter(
    `Error occurred while ReceiveMessage. SQS Error Code: ${code}. SQS Error Message: ${message}`,
  );
}

export function unknownSource(): never {
  return invalidParameter('Unrecognized event source.');
}

// AWS: as seen in the wild.
export const crossAccountRole = (): never => accessDenied('Cross-account pass role is not allowed.');

/** What AWS would do and this house does not. */
export function notServed(member: string): never {
  return invalidParameter(`${member} is not served by Penstock.`);
}
