import { AwsError } from '../../base/aws-error.ts';

// AWS: S3 API reference, "Error responses": codes, statuses and sentences.

export const noSuchBucket = (bucket: string): never => {
  throw new AwsError('NoSuchBucket', 'The specified bucket does not exist', { BucketName: bucket }, 404);
};

export const noSuchKey = (key: string): never => {
  throw new AwsError('NoSuchKey', 'The specified key does not exist.', { Key: key }, 404);
};

export const noSuchVersion = (key: string, versionId: string): never => {
  const members = { Key: key, VersionId: versionId };
  throw new AwsError('NoSuchVersion', 'The specified version does not exist.', members, 404);
};

/** What HEAD answers, which has no body to say more in. */
export const notFound = (): never => {
  throw new AwsError('NotFound', 'Not Found', {}, 404);
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

/** What one endpoint for all regions answers where the signature names another region than the bucket's. */
export const wrongRegion = (region: string, expected: string): never => {
  const message = `The authorization header is malformed; the region '${region}' is wrong; expecting '${expected}'`;
  throw new AwsError('AuthorizationHeaderMalformed', message, { Region: expected });
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
  throw new AwsError('MethodNotAllowed', message, { Method: method, ResourceType: 'DeleteMarker' }, 405);
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
