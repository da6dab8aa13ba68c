import { AwsError } from '../base/aws-error.ts';
import type { Refusal, RefusalKind } from './refusal.ts';
import type { ProtocolName } from './schema/operation-model.ts';

/** Name and status of an error, and its sentence where it is always the same. */
type Words = readonly [name: string, status: number, message?: string];

/** The services that share a vocabulary for what goes wrong before they are asked. */
type Family = 'json' | 'rest' | 'query' | 'ec2' | 'xml' | 's3';

const families: Readonly<Record<ProtocolName, Family>> = {
  'aws-json': 'json',
  'rpc-cbor': 'json',
  'rest-json': 'rest',
  'aws-query': 'query',
  'ec2-query': 'ec2',
  'rest-xml': 'xml',
  's3-rest-xml': 's3',
};

const mismatch =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access ' +
  'Key and signing method. Consult the service documentation for details.';
const invalidToken = 'The security token included in the request is invalid.';
const expiredToken = 'The security token included in the request is expired';
const unknownOperation = 'The requested operation is not recognized by the service.';
const tooLarge = 'The request payload is larger than the limit.';
const slow =
  'Your socket connection to the server was not read from or written to within the timeout period. Idle ' +
  'connections will be closed.';
const ec2Failure = 'AWS was not able to validate the provided access credentials';

const invalidSignature: Words = ['InvalidSignatureException', 400];
const signatureDoesNotMatch: Words = ['SignatureDoesNotMatch', 403];
const serialization: Words = ['SerializationException', 400];

// AWS: "Common Error Types" and "Common Parameters" of each service's API reference; S3: "Error responses";
// EC2: "Error codes for the Amazon EC2 API". Statuses of JSON services for authentication: seen in DynamoDB and KMS
// (400) and Lambda (403).
const json: Readonly<Record<RefusalKind, Words>> = {
  MissingAuthentication: ['MissingAuthenticationTokenException', 400, 'Missing Authentication Token'],
  IncompleteSignature: ['IncompleteSignatureException', 400],
  MalformedQueryAuthorization: ['IncompleteSignatureException', 400],
  SignatureMismatch: ['InvalidSignatureException', 400, mismatch],
  SignatureExpired: invalidSignature,
  PresignedExpired: invalidSignature,
  UnsignedHeaders: invalidSignature,
  UnknownAccessKey: ['UnrecognizedClientException', 400, invalidToken],
  WrongToken: ['UnrecognizedClientException', 400, invalidToken],
  ExpiredToken: ['ExpiredTokenException', 400, expiredToken],
  MissingPayloadHash: invalidSignature,
  WrongPayloadHash: ['InvalidSignatureException', 400, mismatch],
  InvalidPayloadHash: ['InvalidSignatureException', 400, mismatch],
  Malformed: serialization,
  MalformedUri: serialization,
  Invalid: ['ValidationException', 400],
  InvalidArgument: serialization,
  MissingParameter: ['ValidationException', 400],
  InvalidDigest: serialization,
  BadDigest: serialization,
  IncompleteBody: serialization,
  MissingLength: ['MissingContentLength', 411],
  TooLarge: ['RequestEntityTooLargeException', 413, tooLarge],
  SlowBody: ['RequestTimeoutException', 400, slow],
  MissingOperation: ['UnknownOperationException', 400, unknownOperation],
  UnknownOperation: ['UnknownOperationException', 400, unknownOperation],
  NotServed: ['UnsupportedOperationException', 400],
};

const rest: Readonly<Partial<Record<RefusalKind, Words>>> = {
  MissingAuthentication: ['MissingAuthenticationTokenException', 403, 'Missing Authentication Token'],
  IncompleteSignature: ['IncompleteSignatureException', 403],
  MalformedQueryAuthorization: ['IncompleteSignatureException', 403],
  SignatureMismatch: ['InvalidSignatureException', 403, mismatch],
  SignatureExpired: ['InvalidSignatureException', 403],
  PresignedExpired: ['InvalidSignatureException', 403],
  UnsignedHeaders: ['InvalidSignatureException', 403],
  UnknownAccessKey: ['UnrecognizedClientException', 403, invalidToken],
  WrongToken: ['UnrecognizedClientException', 403, invalidToken],
  ExpiredToken: ['ExpiredTokenException', 403, expiredToken],
  WrongPayloadHash: ['InvalidSignatureException', 403, mismatch],
  MissingOperation: ['UnknownOperationException', 404, unknownOperation],
  UnknownOperation: ['UnknownOperationException', 404, unknownOperation],
};

const query: Readonly<Partial<Record<RefusalKind, Words>>> = {
  MissingAuthentication: ['MissingAuthenticationToken', 403, 'Request is missing Authentication Token'],
  IncompleteSignature: ['IncompleteSignature', 400],
  MalformedQueryAuthorization: ['IncompleteSignature', 400],
  SignatureMismatch: ['SignatureDoesNotMatch', 403, mismatch],
  SignatureExpired: signatureDoesNotMatch,
  PresignedExpired: signatureDoesNotMatch,
  UnsignedHeaders: signatureDoesNotMatch,
  UnknownAccessKey: ['InvalidClientTokenId', 403, invalidToken],
  WrongToken: ['InvalidClientTokenId', 403, invalidToken],
  ExpiredToken: ['ExpiredToken', 403, expiredToken],
  MissingPayloadHash: signatureDoesNotMatch,
  WrongPayloadHash: ['SignatureDoesNotMatch', 403, mismatch],
  InvalidPayloadHash: ['SignatureDoesNotMatch', 403, mismatch],
  Malformed: ['MalformedInput', 400],
  MalformedUri: ['MalformedQueryString', 400, 'The query string contains a syntax error.'],
  Invalid: ['ValidationError', 400],
  InvalidArgument: ['InvalidParameterValue', 400],
  MissingParameter: ['MissingParameter', 400],
  IncompleteBody: ['MalformedInput', 400],
  InvalidDigest: ['MalformedInput', 400],
  BadDigest: ['MalformedInput', 400],
  TooLarge: ['RequestEntityTooLarge', 413, tooLarge],
  SlowBody: ['RequestTimeout', 400, slow],
  MissingOperation: ['MissingAction', 400],
  UnknownOperation: ['InvalidAction', 400],
  NotServed: ['UnsupportedOperation', 400],
};

// AWS: Route 53, "Common errors" and InvalidInput, which each of its operations has.
const xml: Readonly<Partial<Record<RefusalKind, Words>>> = {
  ...query,
  Malformed: ['InvalidInput', 400],
  Invalid: ['InvalidInput', 400],
  InvalidArgument: ['InvalidInput', 400],
};

const ec2: Readonly<Partial<Record<RefusalKind, Words>>> = {
  ...query,
  MissingAuthentication: ['MissingParameter', 400, 'The request must contain the parameter AWSAccessKeyId'],
  SignatureMismatch: ['AuthFailure', 401, ec2Failure],
  SignatureExpired: ['RequestExpired', 400, 'Request has expired.'],
  PresignedExpired: ['RequestExpired', 400, 'Request has expired.'],
  UnknownAccessKey: ['AuthFailure', 401, ec2Failure],
  WrongToken: ['AuthFailure', 401, ec2Failure],
  ExpiredToken: ['RequestExpired', 400, 'Request has expired.'],
  Malformed: ['InvalidParameterValue', 400],
  Invalid: ['InvalidParameterValue', 400],
};

const s3: Readonly<Record<RefusalKind, Words>> = {
  MissingAuthentication: ['AccessDenied', 403, 'Access Denied'],
  IncompleteSignature: ['AuthorizationHeaderMalformed', 400],
  MalformedQueryAuthorization: ['AuthorizationQueryParametersError', 400],
  SignatureMismatch: [
    'SignatureDoesNotMatch',
    403,
    'The request signature we calculated does not match the signature you provided. ' +
      'Check your key and signing method.',
  ],
  SignatureExpired: [
    'RequestTimeTooSkewed',
    403,
    'The difference between the request time and the current time is too large.',
  ],
  PresignedExpired: ['AccessDenied', 403, 'Request has expired'],
  UnsignedHeaders: ['AccessDenied', 403],
  UnknownAccessKey: [
    'InvalidAccessKeyId',
    403,
    'The AWS Access Key Id you provided does not exist in our records.',
  ],
  WrongToken: ['InvalidToken', 400, 'The provided token is malformed or otherwise invalid.'],
  ExpiredToken: ['ExpiredToken', 400, 'The provided token has expired.'],
  MissingPayloadHash: [
    'InvalidRequest',
    400,
    'Missing required header for this request: x-amz-content-sha256',
  ],
  WrongPayloadHash: [
    'XAmzContentSHA256Mismatch',
    400,
    "The provided 'x-amz-content-sha256' header does not match what was computed.",
  ],
  InvalidPayloadHash: [
    'InvalidArgument',
    400,
    'x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER, ' +
      'STREAMING-AWS4-HMAC-SHA256-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER, or a valid sha256 value.',
  ],
  Malformed: ['MalformedXML', 400],
  MalformedUri: ['InvalidURI', 400, "Couldn't parse the specified URI."],
  Invalid: ['InvalidArgument', 400],
  InvalidArgument: ['InvalidArgument', 400],
  MissingParameter: ['InvalidRequest', 400],
  InvalidDigest: ['InvalidDigest', 400, 'The Content-MD5 you specified was invalid.'],
  BadDigest: ['BadDigest', 400],
  IncompleteBody: ['IncompleteBody', 400],
  MissingLength: ['MissingContentLength', 411, 'You must provide the Content-Length HTTP header.'],
  TooLarge: ['EntityTooLarge', 400, 'Your proposed upload exceeds the maximum allowed size'],
  SlowBody: ['RequestTimeout', 400, slow],
  MissingOperation: ['MethodNotAllowed', 405],
  UnknownOperation: ['MethodNotAllowed', 405],
  NotServed: ['NotImplemented', 400],
};

const vocabularies: Readonly<Record<Family, Readonly<Partial<Record<RefusalKind, Words>>>>> = {
  json,
  rest,
  query,
  ec2,
  xml,
  s3,
};

/** A refusal of ours in the words of the services that speak this protocol. */
export function refusedCall(protocol: ProtocolName, refusal: Refusal): AwsError {
  const family = families[protocol];
  const [name, status, message] = vocabularies[family][refusal.kind] ?? json[refusal.kind];
  const members = family === 's3' ? refusal.members : {};
  return new AwsError(name, message ?? refusal.message, members, status);
}

/** What a bug of ours answers. */
export function internalFailure(protocol: ProtocolName): AwsError {
  const [name, message] =
    families[protocol] === 's3'
      ? ['InternalError', 'We encountered an internal error. Please try again.']
      : [
          'InternalFailure',
          'The request processing has failed because of an unknown error, exception or failure.',
        ];
  return new AwsError(name ?? '', message ?? '', {}, 500);
}
