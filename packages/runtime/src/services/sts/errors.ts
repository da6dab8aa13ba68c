// The exceptions of this service, in the words AWS uses. Nowhere else spells them.
import { AwsError } from '../../base/aws-error.ts';

/** AWS does not tell a role that is not there from one that may not be assumed. */
export function assumeRoleDenied(callerArn: string, roleArn: string, action = 'sts:AssumeRole'): never {
  throw new AwsError(
    'AccessDenied',
    `User: ${callerArn} is not authorized to perform: ${action} on resource: ${roleArn}`,
    {},
    403,
  );
}

export function durationTooLong(): never {
  throw new AwsError(
    'ValidationError',
    'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
  );
}

export function chainedTooLong(): never {
  throw new AwsError(
    'ValidationError',
    'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.',
  );
}

export function invalidTags(sentence: string): never {
  throw new AwsError('InvalidParameterValue', sentence);
}

export function malformedPolicy(): never {
  throw new AwsError('MalformedPolicyDocumentException', 'This policy contains invalid Json');
}

export function unknownAccessKey(): never {
  // AWS: unverified; there an id tells its account by itself.
  throw new AwsError('ValidationError', 'The access key id is not one that this house has issued or knows.');
}

export function sessionMayNotGetSessionToken(): never {
  throw new AwsError('AccessDenied', 'Cannot call GetSessionToken with session credentials', {}, 403);
}
