// How CloudFormation refuses a template. What is wrong with it is said where it is found, in AWS's words.
import { AwsError } from '../../../base/aws-error.ts';

export function invalid(message: string): never {
  throw new AwsError('ValidationError', message);
}

/** `Template format error: …`: the document is not one of a template. */
export function formatError(words: string): never {
  return invalid(`Template format error: ${words}`);
}

/** `Template error: …`: a function in it is wrong. */
export function templateError(words: string): never {
  return invalid(`Template error: ${words}`);
}

/** AWS: a template that is text or a list, such as a file's name, is of "unsupported structure". */
export function unsupportedStructure(): never {
  return formatError('unsupported structure.');
}

export function notWellFormed(language: 'JSON' | 'YAML', line: number, column: number): never {
  return formatError(`${language} not well-formed. (line ${line}, column ${column})`);
}

export function aliasesNotAllowed(): never {
  return templateError('YAML aliases are not allowed in CloudFormation templates');
}
