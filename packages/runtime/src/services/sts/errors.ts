// The exceptions of this service, in the words AWS uses. Nowhere else spells them.
import { AwsError } from '../../base/aws-error.ts';

/** AWS does not tell a role that is not there from one that may not be assumed. */
export function assumeRoleDenied(callerArn: string, roleArn: string): never {
  throw new AwsError(
    'AccessDenied',
    `User: ${callerArn} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`,
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

export function sessionMayNotGetSessionToken(): never {
  throw new AwsError('AccessDenied', 'Cannot call GetSessionToken with session credentials', {}, 403);
}
