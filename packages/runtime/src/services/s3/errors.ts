import { AwsError } from '../../base/aws-error.ts';

// AWS: S3 API reference, "Error responses": codes, statuses and sentences.

export const noSuchBucket = (bucket: string): never => {
  throw new AwsError('NoSuchBucket', 'The specified bucket does not exist', { BucketName: bucket }, 404);
};

/** `deleted`: a marker is what is there. */
export const noSuchKey = (key: string, deleted = false): never => {
  const members = { Key: key, ...(deleted && { DeleteMarker: true }) };
  throw new AwsError('NoSuchKey', 'The specified key does not exist.', members, 404);
};

export const noSuchVersion = (key: string, versionId: string): never => {
  const members = { Key: key, VersionId: versionId };
  throw new AwsError('NoSuchVersion', 'The specified version does not exist.', members, 404);
};

/** What HEAD answers, which has no body to say more in. */
export const notFound = (deleted = false): never => {
  throw new AwsError('NotFound', 'Not Found', deleted ? { DeleteMarker: true } : {}, 404);
};

export const bucketAlreadyExists = (bucket: string): never => {
  const message =
    'The requested bucket name is not available. The bucket namespace is shared by all users of the system. ' +
    'Please select a different name and try again.';
  throw new AwsError('BucketAlreadyExists', message, { BucketName: bucket }, 409);
};

export const bucketAlreadyOwnedByYou = (bucket: string): never => {
  const message = 'Your previous request to create the named bucket succeeded and you already own it.';
  throw new AwsError('BucketAlreadyOwnedByYou', message, { BucketName: bucket }, 409);
};

export const bucketNotEmpty = (bucket: string): never => {
  const message = 'The bucket you tried to delete is not empty';
  throw new AwsError('BucketNotEmpty', message, { BucketName: bucket }, 409);
};

export const bucketNotEmptyOfVersions = (bucket: string): never => {
  const message = 'The bucket you tried to delete is not empty. You must delete all versions in the bucket.';
  throw new AwsError('BucketNotEmpty', message, { BucketName: bucket }, 409);
};

export const invalidBucketName = (bucket: string): never => {
  throw new AwsError('InvalidBucketName', 'The specified bucket is not valid.', { BucketName: bucket });
};

export const illegalLocationConstraint = (constraint: string): never => {
  const message =
    `The ${constraint} location constraint is incompatible for the region specific endpoint this request was ` +
    'sent to.';
  throw new AwsError('IllegalLocationConstraintException', message);
};

/**
 * A call signed for another region than the bucket's. One endpoint stands for all of S3's here: who signs for us-east-1
 * is answered as by the global one, others as by that of their region.
 */
// AWS: error responses, AuthorizationHeaderMalformed and PermanentRedirect; user guide, "Request routing".
export const wrongRegion = (bucket: string, region: string, expected: string): never => {
  if (region === 'us-east-1') {
    const message = `The authorization header is malformed; the region '${region}' is wrong; expecting '${expected}'`;
    throw new AwsError('AuthorizationHeaderMalformed', message, { Region: expected });
  }
  const message =
    'The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future ' +
    'requests to this endpoint.';
  const Endpoint = `${bucket}.s3.${expected}.amazonaws.com`;
  throw new AwsError('PermanentRedirect', message, { Endpoint, Bucket: bucket, Region: expected }, 301);
};

export const accessDenied = (): never => {
  throw new AwsError('AccessDenied', 'Access Denied', {}, 403);
};

export const preconditionFailed = (condition: string): never => {
  const message = 'At least one of the pre-conditions you specified did not hold';
  throw new AwsError('PreconditionFailed', message, { Condition: condition }, 412);
};

export const notModified = (): never => {
  throw new AwsError('NotModified', 'Not Modified', {}, 304);
};

export const invalidRange = (range: string, size: number): never => {
  const members = { RangeRequested: range, ActualObjectSize: size };
  throw new AwsError('InvalidRange', 'The requested range is not satisfiable', members, 416);
};

export const methodNotAllowed = (method: string): never => {
  const message = 'The specified method is not allowed against this resource.';
  throw new AwsError(
    'MethodNotAllowed',
    message,
    { Method: method, ResourceType: 'DeleteMarker', DeleteMarker: true },
    405,
  );
};

export const badDigest = (digest: string): never => {
  const message = `The ${digest} you specified did not match the calculated checksum.`;
  throw new AwsError('BadDigest', message);
};

export const invalidRequest = (message: string): never => {
  throw new AwsError('InvalidRequest', message);
};

export const invalidArgument = (message: string, argument: string, value: string): never => {
  throw new AwsError('InvalidArgument', message, { ArgumentName: argument, ArgumentValue: value });
};

export const invalidEncryptionAlgorithm = (algorithm: string): never => {
  throw new AwsError(
    'InvalidEncryptionAlgorithmError',
    'The Encryption request you specified is not valid. Supported value: AES256.',
    { ArgumentName: 'x-amz-server-side-encryption', ArgumentValue: algorithm },
  );
};

export const encryptionNotApplicable = (): never =>
  invalidRequest('The encryption parameters are not applicable to this object.');

export const wrongCustomerKey = (): never => {
  throw new AwsError(
    'AccessDenied',
    'Requests specifying Server Side Encryption with Customer provided keys must provide the correct secret key.',
    {},
    403,
  );
};

// AWS: user guide, "Troubleshoot access denied (403 Forbidden) errors".
export const customerKeysBlocked = (caller: string, operation: string, path: string): never => {
  throw new AwsError(
    'AccessDenied',
    `User: ${caller} is not authorized to perform: s3:${operation} on resource: "arn:aws:s3:::${path}" because this ` +
      'bucket has blocked upload requests that specify Server Side Encryption with Customer provided keys (SSE-C). ' +
      'Please specify a different server-side encryption type',
    {},
    403,
  );
};

export const copyOntoItself = (): never => {
  throw new AwsError(
    'InvalidRequest',
    'This copy request is illegal because it is trying to copy an object to itself without changing the ' +
      "object's metadata, storage class, website redirect location or encryption attributes.",
  );
};

export const malformedXml = (): never => {
  const message = 'The XML you provided was not well-formed or did not validate against our published schema';
  throw new AwsError('MalformedXML', message);
};

/** What S3 says of a part of a bucket's configuration that is not there. */
// AWS: error responses, and each operation's page; terraform's provider and boto3 wait for these codes.
const unset = {
  cors: ['NoSuchCORSConfiguration', 'The CORS configuration does not exist'],
  lifecycle: ['NoSuchLifecycleConfiguration', 'The lifecycle configuration does not exist'],
  objectLock: [
    'ObjectLockConfigurationNotFoundError',
    'Object Lock configuration does not exist for this bucket',
  ],
  ownership: ['OwnershipControlsNotFoundError', 'The bucket ownership controls were not found'],
  policy: ['NoSuchBucketPolicy', 'The bucket policy does not exist'],
  publicAccessBlock: [
    'NoSuchPublicAccessBlockConfiguration',
    'The public access block configuration was not found',
  ],
  replication: ['ReplicationConfigurationNotFoundError', 'The replication configuration was not found'],
  tags: ['NoSuchTagSet', 'The TagSet does not exist'],
  website: ['NoSuchWebsiteConfiguration', 'The specified bucket does not have a website configuration'],
} as const;

export const notConfigured = (aspect: keyof typeof unset, bucket: string): never => {
  const [code, message] = unset[aspect];
  throw new AwsError(code, message, { BucketName: bucket }, 404);
};

export const noSuchConfiguration = (): never => {
  throw new AwsError('NoSuchConfiguration', 'The specified configuration does not exist.', {}, 404);
};

export const invalidTargetBucketForLogging = (bucket: string): never => {
  const message =
    'The target bucket for logging does not exist, is not owned by you, or does not have the appropriate ' +
    'grants for the log-delivery group.';
  throw new AwsError('InvalidTargetBucketForLogging', message, { TargetBucket: bucket });
};

export const invalidTag = (message: string, key: string, value?: string): never => {
  throw new AwsError('InvalidTag', message, {
    TagKey: key,
    ...(value !== undefined && { TagValue: value }),
  });
};

export const badRequest = (message: string): never => {
  throw new AwsError('BadRequest', message);
};

export const invalidBucketState = (message: string): never => {
  throw new AwsError('InvalidBucketState', message, {}, 409);
};

export const notImplemented = (message: string): never => {
  throw new AwsError('NotImplemented', message, {}, 501);
};

export const malformedPolicy = (message: string): never => {
  throw new AwsError('MalformedPolicy', message);
};

export const malformedAcl = (): never => {
  const message = 'The XML you provided was not well-formed or did not validate against our published schema';
  throw new AwsError('MalformedACLError', message);
};

export const accessControlListNotSupported = (): never => {
  throw new AwsError('AccessControlListNotSupported', 'The bucket does not allow ACLs');
};

export const invalidBucketAclWithOwnership = (): never => {
  const message = "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting";
  throw new AwsError('InvalidBucketAclWithObjectOwnership', message);
};

export const invalidBucketAclWithBlock = (): never => {
  const message = 'Bucket cannot have public ACLs set with BlockPublicAccess enabled';
  throw new AwsError('InvalidBucketAclWithBlockPublicAccessError', message);
};

/** An access that is refused for a reason that S3 tells. AWS: user guide, "Access denied error messages". */
export const notAuthorized = (who: string, action: string, resource: string, because: string): never => {
  const message = `User: ${who} is not authorized to perform: ${action} on resource: "${resource}" ${because}`;
  throw new AwsError('AccessDenied', message, {}, 403);
};

export const protectedByLock = (): never => {
  throw new AwsError('AccessDenied', 'Access Denied because object protected by object lock.', {}, 403);
};

export const noSuchObjectLock = (): never => {
  const message = 'The specified object does not have a ObjectLock configuration';
  throw new AwsError('NoSuchObjectLockConfiguration', message, {}, 404);
};

export const invalidDestinations = (arn: string, why: string): never => {
  const message = 'Unable to validate the following destination configurations';
  throw new AwsError('InvalidArgument', message, { ArgumentName1: arn, ArgumentValue1: why });
};

/** AWS: S3 tells what KMS said as `KMS.DisabledException` and the like; a missing permission is its own. */
export const keyRefused = (error: AwsError): never => {
  if (error.name.startsWith('AccessDenied')) throw new AwsError('AccessDenied', error.message, {}, 403);
  throw new AwsError(`KMS.${error.name}`, error.message);
};

export const entityTooLarge = (size: number, max: number): never => {
  const members = { ProposedSize: size, MaxSizeAllowed: max };
  throw new AwsError('EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size', members);
};

export const keyTooLong = (bytes: number): never => {
  const members = { Size: bytes, MaxSizeAllowed: 1024 };
  throw new AwsError('KeyTooLongError', 'Your key is too long', members);
};

export const invalidObjectState = (storageClass: string): never => {
  const message = "The operation is not valid for the object's storage class";
  throw new AwsError('InvalidObjectState', message, { StorageClass: storageClass }, 403);
};

export const invalidPartNumber = (asked: number, there: number): never => {
  const members = { ActualPartCount: there, PartNumberRequested: asked };
  throw new AwsError('InvalidPartNumber', 'The requested partnumber is not satisfiable', members, 416);
};

export const noSuchUpload = (uploadId: string): never => {
  const message =
    'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or ' +
    'completed.';
  throw new AwsError('NoSuchUpload', message, { UploadId: uploadId }, 404);
};

export const invalidPart = (uploadId: string, number: number, etag: string): never => {
  const message =
    'One or more of the specified parts could not be found.  The part may not have been uploaded, or the ' +
    "specified entity tag may not match the part's entity tag.";
  throw new AwsError('InvalidPart', message, { UploadId: uploadId, PartNumber: number, ETag: etag });
};

export const invalidPartOrder = (uploadId: string): never => {
  const message =
    'The list of parts was not in ascending order. The parts list must be specified in order by part number.';
  throw new AwsError('InvalidPartOrder', message, { UploadId: uploadId });
};

export const entityTooSmall = (size: number, min: number, number: number, etag: string): never => {
  const message = 'Your proposed upload is smaller than the minimum allowed size';
  const members = { ProposedSize: size, MinSizeAllowed: min, PartNumber: number, ETag: etag };
  throw new AwsError('EntityTooSmall', message, members);
};

export const crossOriginDisabled = (): never => {
  const message = 'CORSResponse: CORS is not enabled for this bucket.';
  throw new AwsError('AccessForbidden', message, {}, 403);
};

export const crossOriginRefused = (): never => {
  const message =
    'CORSResponse: This CORS request is not allowed. This is usually because the evalution of Origin, request ' +
    "method / Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by the resource's " +
    'CORS spec.';
  throw new AwsError('AccessForbidden', message, {}, 403);
};

export const invalidStorageClass = (): never => {
  throw new AwsError('InvalidStorageClass', 'The storage class you specified is not valid');
};

/** AWS: as S3 Control answers. */
export const noSuchAccessPoint = (): never => {
  throw new AwsError('NoSuchAccessPoint', 'The specified accesspoint does not exist', {}, 404);
};

export const noSuchAccessPointPolicy = (): never => {
  throw new AwsError('NoSuchAccessPointPolicy', 'The access point policy does not exist', {}, 404);
};

export const accessPointExists = (): never => {
  const message = 'Your previous request to create the named accesspoint succeeded and you already own it.';
  throw new AwsError('AccessPointAlreadyOwnedByYou', message, {}, 409);
};

/** AWS: unverified sentence. */
export const bucketHasAccessPoints = (bucket: string): never => {
  const message = 'The bucket you tried to delete has access points attached. Delete them first.';
  throw new AwsError('BucketHasAccessPointsAttached', message, { BucketName: bucket }, 409);
};

/** AWS: unverified of access points. */
export const methodNotAllowedHere = (): never => {
  const message = 'The specified method is not allowed against this resource.';
  throw new AwsError('MethodNotAllowed', message, { ResourceType: 'ACCESS_POINT' }, 405);
};
