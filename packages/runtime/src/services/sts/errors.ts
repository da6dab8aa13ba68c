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

export function sessionMayNotCall(operation: string): never {
  throw new AwsError('AccessDenied', `Cannot call ${operation} with session credentials`, {}, 403);
}

/** AWS does not say which of provider, subject and conditions it was. */
// AWS: seen in these words, with the space at their end.
export function mfaIncomplete(): never {
  mfaFailed(', must provide both MFA serial number and one time pass code. ');
}

export function mfaNotTheirs(): never {
  const please = 'Please verify your MFA serial number is valid and associated with this user.';
  mfaFailed(`, unable to validate MFA code.  ${please}`);
}

export function mfaWrong(): never {
  mfaFailed(' with invalid MFA one time pass code. ');
}

function mfaFailed(how: string): never {
  throw new AwsError('AccessDenied', `MultiFactorAuthentication failed${how}`, {}, 403);
}

export function webIdentityDenied(): never {
  throw new AwsError('AccessDenied', 'Not authorized to perform sts:AssumeRoleWithWebIdentity', {}, 403);
}

export function notAToken(): never {
  invalidToken(
    'The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)',
  );
}

export function noProvider(issuer: string): never {
  invalidToken(`No OpenIDConnect provider found in your account for ${issuer}`);
}

export function incorrectAudience(): never {
  invalidToken('Incorrect token audience');
}

export function noVerificationKey(): never {
  invalidToken(
    "Couldn't retrieve verification key from your identity provider, please reference AssumeRoleWithWebIdentity " +
      'documentation for requirements',
  );
}

// AWS: unverified, these words.
export function wrongSignature(): never {
  invalidToken('The signature of the token could not be verified.');
}

export function tokenExpired(now: number, expiry: number): never {
  throw new AwsError(
    'ExpiredTokenException',
    `Token expired: current date/time ${now} must be before the expiration date/time ${expiry}`,
  );
}

export function providerSilent(reason: string): never {
  throw new AwsError('IDPCommunicationError', `The identity provider could not be reached: ${reason}`);
}

function invalidToken(sentence: string): never {
  throw new AwsError('InvalidIdentityToken', sentence);
}
