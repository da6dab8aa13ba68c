// The exceptions of this service, in the words AWS uses. Nowhere else spells them.
import type { DashboardValidationMessage } from '@aws-sdk/client-cloudwatch';
import { AwsError } from '../../base/aws-error.ts';

/** AWS's ValidationError, which no model lists. */
export function validationError(message: string): never {
  throw new AwsError('ValidationError', message);
}

export function invalidValue(message: string): never {
  throw new AwsError('InvalidParameterValueException', message);
}

export function invalidParameter(parameter: string, value: unknown): never {
  return invalidValue(`The value ${String(value)} for parameter ${parameter} is invalid.`);
}

export function missingParameter(message: string): never {
  throw new AwsError('MissingRequiredParameterException', message);
}

export function invalidCombination(message: string): never {
  throw new AwsError('InvalidParameterCombinationException', message);
}

/** DeleteAlarms, SetAlarmState. */
export function alarmNotFound(): never {
  throw new AwsError('ResourceNotFound', 'Unknown alarm', {}, 404);
}

export function alarmsNotFound(names: readonly string[]): never {
  throw new AwsError('ResourceNotFound', `Alarms not found: ${names.join(', ')}`, {}, 404);
}

/** Tagging. */
export function resourceNotFound(arn: string): never {
  throw new AwsError('ResourceNotFoundException', `Resource not found: ${arn}`, {}, 404);
}

// AWS: unverified words.
export function alarmNamedNotFound(name: string): never {
  throw new AwsError('ResourceNotFoundException', `The alarm ${name} does not exist.`, {}, 404);
}

// AWS: unverified words.
export function anomalyDetectorNotFound(): never {
  throw new AwsError('ResourceNotFoundException', 'The anomaly detector does not exist.', {}, 404);
}

// AWS: unverified words.
export function muteRuleNotFound(name: string): never {
  throw new AwsError('ResourceNotFoundException', `The alarm mute rule ${name} does not exist.`, {}, 404);
}

export function invalidJson(): never {
  throw new AwsError('InvalidFormatFault', 'StateReasonData was not syntactically valid JSON');
}

export function invalidToken(): never {
  throw new AwsError('InvalidNextToken', 'The next token specified is invalid.');
}

/** What AWS would do and this house does not. */
export function notServed(what: string): never {
  return validationError(`${what} is not served by Penstock.`);
}

// AWS: unverified words.
export function dashboardsNotFound(names: readonly string[]): never {
  const message = `The following dashboards do not exist: ${names.join(', ')}`;
  throw new AwsError('DashboardNotFoundError', message, {}, 404);
}

export function dashboardInvalid(messages: readonly DashboardValidationMessage[]): never {
  const told = messages.map(({ DataPath, Message }) => `${DataPath}: ${Message}`).join(', ');
  throw new AwsError(
    'DashboardInvalidInputError',
    `The field DashboardBody must be a valid JSON object and contain valid widgets: ${told}`,
    { dashboardValidationMessages: messages },
  );
}
