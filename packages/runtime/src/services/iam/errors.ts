// The exceptions of this service, in the words AWS uses. Nowhere else spells them.
import { AwsError } from '../../base/aws-error.ts';

export type Entity = 'role' | 'user' | 'group';

export function noSuchEntity(entity: Entity, name: string): never {
  throw new AwsError('NoSuchEntityException', `The ${entity} with name ${name} cannot be found.`);
}

export function entityAlreadyExists(entity: Entity, name: string): never {
  const kind = entity.charAt(0).toUpperCase() + entity.slice(1);
  throw new AwsError('EntityAlreadyExistsException', `${kind} with name ${name} already exists.`);
}

// AWS: seen in these words.
export function noPasswordPolicy(account: string): never {
  throw new AwsError(
    'NoSuchEntityException',
    `The Password Policy with domain name ${account} cannot be found.`,
  );
}

// AWS: seen in these words.
export function noPasswordPolicyToDelete(): never {
  throw new AwsError('NoSuchEntityException', 'The account policy with name PasswordPolicy cannot be found.');
}

export function noSuchInlinePolicy(entity: Entity, name: string): never {
  throw new AwsError('NoSuchEntityException', `The ${entity} policy with name ${name} cannot be found.`);
}

export function noSuchBoundary(entity: Entity, name: string): never {
  // AWS: unverified sentence.
  throw new AwsError('NoSuchEntityException', `The ${entity} ${name} has no permissions boundary.`);
}

export function noSuchInstanceProfile(name: string): never {
  throw new AwsError('NoSuchEntityException', `Instance Profile ${name} cannot be found.`);
}

export function instanceProfileAlreadyExists(name: string): never {
  throw new AwsError('EntityAlreadyExistsException', `Instance Profile ${name} already exists.`);
}

export function noSuchProvider(kind: 'OpenIDConnect' | 'SAML', arn: string): never {
  const sentence =
    kind === 'OpenIDConnect'
      ? `OpenIDConnect Provider not found for arn ${arn}`
      : `Manifest not found for arn ${arn}`;
  throw new AwsError('NoSuchEntityException', sentence);
}

export function providerAlreadyExists(sentence: string): never {
  throw new AwsError('EntityAlreadyExistsException', sentence);
}

export function invalidInput(sentence: string): never {
  throw new AwsError('InvalidInputException', sentence);
}

/** AWS: "Cannot exceed quota for PoliciesPerRole: 10", and its kin. */
export function quotaExceeded(quota: string, max: number): never {
  throw new AwsError('LimitExceededException', `Cannot exceed quota for ${quota}: ${max}`);
}

export function inlinePolicyTooLarge(entity: Entity, name: string, max: number): never {
  throw new AwsError(
    'LimitExceededException',
    `Maximum policy size of ${max} bytes exceeded for ${entity} ${name}`,
  );
}

export function tooManyPolicyVersions(): never {
  throw new AwsError(
    'LimitExceededException',
    'A managed policy can have up to 5 versions. Before you create a new version, you must delete an existing version.',
  );
}

export function defaultPolicyVersion(): never {
  throw new AwsError('DeleteConflictException', 'Cannot delete the default version of a policy.');
}

export function policyHasVersions(): never {
  throw new AwsError(
    'DeleteConflictException',
    "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. " +
      'The default version is deleted with the policy.',
  );
}

export function documentNotKept(arn: string): never {
  throw new AwsError('UnsupportedOperationException', `Penstock does not keep the document of ${arn}.`);
}

export function protectedRole(name: string): never {
  throw new AwsError(
    'UnmodifiableEntityException',
    `Cannot perform the operation on the protected role '${name}' - this role is only modifiable by AWS`,
  );
}

export function noSuchDeletionTask(id: string): never {
  // AWS: unverified sentence.
  throw new AwsError('NoSuchEntityException', `The deletion task with id ${id} cannot be found.`);
}

export function accountAliasTaken(alias: string): never {
  throw new AwsError('EntityAlreadyExistsException', `The account alias ${alias} already exists.`);
}

export function noSuchAccountAlias(alias: string): never {
  throw new AwsError('NoSuchEntityException', `The account alias ${alias} cannot be found.`);
}

export function noSuchPolicy(arn: string): never {
  throw new AwsError('NoSuchEntityException', `Policy ${arn} was not found.`);
}

export function noSuchPolicyVersion(arn: string, version: string): never {
  throw new AwsError(
    'NoSuchEntityException',
    `Policy ${arn} version ${version} does not exist or is not attachable.`,
  );
}

export function policyNotAttachable(arn: string): never {
  throw new AwsError('NoSuchEntityException', `Policy ${arn} does not exist or is not attachable.`);
}

export function policyAlreadyExists(name: string): never {
  throw new AwsError(
    'EntityAlreadyExistsException',
    `A policy called ${name} already exists. Duplicate names are not allowed.`,
  );
}

export function loginProfileExists(user: string): never {
  throw new AwsError('EntityAlreadyExistsException', `Login Profile for user ${user} already exists.`);
}
export function noSuchLoginProfile(user: string): never {
  throw new AwsError('NoSuchEntityException', `Login Profile for User ${user} cannot be found.`);
}
export function passwordTooWeak(): never {
  const message = 'Password does not conform to the account password policy.'; // AWS: unverified sentence.
  throw new AwsError('PasswordPolicyViolationException', message);
}
export function noSuchAccessKey(id: string): never {
  throw new AwsError('NoSuchEntityException', `The Access Key with id ${id} cannot be found.`);
}

export function noSuchDevice(serial: string): never {
  throw new AwsError(
    'NoSuchEntityException',
    `VirtualMFADevice with serial number ${serial} does not exist.`,
  );
}

// AWS: unverified wording, as are the next two.
export function noDeviceOf(user: string): never {
  throw new AwsError('NoSuchEntityException', `MFA Device invalid for user ${user}.`);
}

export function deviceExists(name: string): never {
  throw new AwsError(
    'EntityAlreadyExistsException',
    `MFADevice entity at the same path and name already exists: ${name}`,
  );
}

export function deviceInUse(): never {
  throw new AwsError('DeleteConflictException', 'MFA VirtualDevice in use. Must deactivate first.');
}

// AWS: seen in these words.
export function invalidCode(serial: string): never {
  throw new AwsError(
    'InvalidAuthenticationCodeException',
    `Authentication code for device ${serial} is not valid.`,
  );
}

export function mustFirst(deed: string): never {
  throw new AwsError('DeleteConflictException', `Cannot delete entity, must ${deed} first.`);
}

export function policyAttached(): never {
  throw new AwsError('DeleteConflictException', 'Cannot delete a policy attached to entities.');
}

export function malformedPolicyDocument(sentence: string): never {
  throw new AwsError('MalformedPolicyDocumentException', sentence);
}

export function userNameMissing(): never {
  throw new AwsError('ValidationError', 'Must specify userName when calling with non-User credentials');
}

export function invalidMarker(): never {
  throw new AwsError('ValidationError', 'Invalid Marker.');
}

export function noSuchServerCertificate(name: string): never {
  throw new AwsError('NoSuchEntityException', `The Server Certificate with name ${name} cannot be found.`);
}

export function serverCertificateAlreadyExists(name: string): never {
  throw new AwsError(
    'EntityAlreadyExistsException',
    `The Server Certificate with name ${name} already exists.`,
  );
}

// AWS: unverified, as are the next two: which of a certificate's faults gets which words.
export function malformedCertificate(): never {
  throw new AwsError(
    'MalformedCertificateException',
    'Unable to parse certificate. Please ensure the certificate is in PEM format.',
  );
}

export function keyPairMismatch(): never {
  throw new AwsError(
    'KeyPairMismatchException',
    'The private key does not match the public key of the certificate.',
  );
}

export function serverCertificateInUse({
  id,
  inUseBy,
}: {
  readonly id: string;
  readonly inUseBy: readonly string[];
}): never {
  throw new AwsError(
    'DeleteConflictException',
    `Certificate: ${id} is currently in use by ${inUseBy[0]}. Please remove it first before deleting it from IAM.`,
  );
}
