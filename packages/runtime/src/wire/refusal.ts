/** Why `wire` itself says no, before or instead of asking the service. Each protocol has its own words for it. */
export type RefusalKind =
  | 'MissingAuthentication'
  | 'IncompleteSignature'
  | 'MalformedQueryAuthorization'
  | 'SignatureMismatch'
  | 'SignatureExpired'
  | 'PresignedExpired'
  | 'UnsignedHeaders'
  | 'UnknownAccessKey'
  | 'WrongToken'
  | 'ExpiredToken'
  | 'MissingPayloadHash'
  | 'WrongPayloadHash'
  | 'InvalidPayloadHash'
  | 'Malformed'
  | 'MalformedUri'
  | 'Invalid'
  | 'InvalidArgument'
  | 'MissingParameter'
  | 'InvalidDigest'
  | 'BadDigest'
  | 'IncompleteBody'
  | 'MissingLength'
  | 'TooLarge'
  | 'SlowBody'
  | 'MissingOperation'
  | 'UnknownOperation'
  | 'NotServed';

export class Refusal extends Error {
  readonly kind: RefusalKind;
  /** What S3 says beside code and message. */
  readonly members: Readonly<Record<string, string>>;

  constructor(kind: RefusalKind, message: string, members: Readonly<Record<string, string>> = {}) {
    super(message);
    this.kind = kind;
    this.members = members;
  }
}
