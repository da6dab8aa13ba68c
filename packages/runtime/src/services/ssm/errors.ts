// The exceptions of this service, in the words AWS uses. Nowhere else spells them.
import { AwsError } from '../../base/aws-error.ts';

/** AWS: ParameterNotFound of GetParameter comes without a sentence. */
export function parameterNotFound(): never {
  throw new AwsError('ParameterNotFound', '');
}

export function parameterNamedNotFound(name: string): never {
  throw new AwsError('ParameterNotFound', `Parameter ${name} not found.`);
}

export function versionNotFound(name: string, selector: string): never {
  throw new AwsError(
    'ParameterVersionNotFound',
    `Systems Manager could not find version ${selector} of ${name}. Verify the version and try again.`,
  );
}

export function parameterAlreadyExists(): never {
  throw new AwsError(
    'ParameterAlreadyExists',
    'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
  );
}

export function invalidKeyId(sentence: string): never {
  throw new AwsError('InvalidKeyId', sentence);
}

export function validation(sentence: string): never {
  throw new AwsError('ValidationException', sentence);
}

export function reservedName(name: string): never {
  throw new AwsError('AccessDeniedException', `No access to reserved parameter name: ${name}.`);
}

export function hierarchyTooDeep(name: string): never {
  // AWS: unverified sentence.
  throw new AwsError(
    'HierarchyLevelLimitExceededException',
    `A parameter hierarchy can have a maximum of 15 levels: ${name}.`,
  );
}

export function invalidAllowedPattern(pattern: string): never {
  // AWS: unverified sentence.
  throw new AwsError('InvalidAllowedPatternException', `The regular expression is not valid: ${pattern}`);
}

export function patternMismatch(pattern: string): never {
  throw new AwsError(
    'ParameterPatternMismatchException',
    `Parameter value, cannot be validated against allowedPattern: ${pattern}`,
  );
}

export function oldestVersionLabelled(name: string, version: number): never {
  throw new AwsError(
    'ParameterMaxVersionLimitExceeded',
    `You attempted to create a new version of ${name} by calling the PutParameter API with the overwrite flag. ` +
      `Version ${version}, the oldest version, can't be deleted because it has a label associated with it. ` +
      'Move the label to another version of the parameter, and try again.',
  );
}

export function tooManyLabels(): never {
  throw new AwsError(
    'ParameterVersionLabelLimitExceeded',
    'A parameter version can have maximum 10 labels.Move one or more labels to another version and try again.',
  );
}

// AWS: unverified sentences of the policies' exceptions.
export function invalidPolicyType(type: string): never {
  throw new AwsError('InvalidPolicyTypeException', `The policy type is not valid: ${type}.`);
}

export function invalidPolicyAttribute(sentence: string): never {
  throw new AwsError('InvalidPolicyAttributeException', sentence);
}

export function incompatiblePolicies(sentence: string): never {
  throw new AwsError('IncompatiblePolicyException', sentence);
}

export function tooManyPolicies(): never {
  throw new AwsError('PoliciesLimitExceededException', 'A parameter can have maximum 10 policies.');
}

export function invalidFilterKey(sentence: string): never {
  throw new AwsError('InvalidFilterKey', sentence);
}

export function invalidFilterOption(option: string, valid: readonly string[]): never {
  throw new AwsError(
    'InvalidFilterOption',
    `The following filter option is not valid: ${option}. Valid options include: [${valid.join(', ')}].`,
  );
}

export function invalidFilterValue(sentence: string): never {
  throw new AwsError('InvalidFilterValue', sentence);
}

export function invalidNextToken(): never {
  throw new AwsError('InvalidNextToken', 'The specified token is not valid.');
}

export function invalidResourceType(type: string): never {
  throw new AwsError('InvalidResourceType', `${type} is not a valid resource type.`);
}

export function invalidResourceId(): never {
  throw new AwsError(
    'InvalidResourceId',
    'The resource ID is not valid. Verify that you entered the correct ID and try again.',
  );
}

export function tooManyTags(): never {
  throw new AwsError('TooManyTagsError', 'A resource can have maximum 50 tags.');
}

// AWS: the sentences of OpsItems are unverified.
export function opsItemNotFound(id: string): never {
  throw new AwsError('OpsItemNotFoundException', `OpsItem ID ${id} does not exist.`);
}

export function opsItemExists(id: string): never {
  throw new AwsError('OpsItemAlreadyExistsException', `Similar OpsItem ${id} already exists.`, {
    OpsItemId: id,
  });
}

export function opsItemParameterInvalid(parameter: string, message: string): never {
  throw new AwsError('OpsItemInvalidParameterException', message, { ParameterNames: [parameter] });
}
