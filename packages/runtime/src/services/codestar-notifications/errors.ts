// The exceptions of this service, in the words AWS uses. Nowhere else spells them.
import { AwsError } from '../../base/aws-error.ts';

const refuse = (name: string, Message: string): never => {
  throw new AwsError(name, Message, { Message });
};

// AWS: unverified wording of all of these; the API reference gives the exceptions and their occasions.
export const ruleNotFound = (arn: string): never =>
  refuse('ResourceNotFoundException', `The notification rule ${arn} does not exist.`);

export const ruleNameTaken = (name: string): never =>
  refuse('ResourceAlreadyExistsException', `A notification rule with the name ${name} already exists.`);

export const invalid = (message: string): never => refuse('ValidationException', message);

export const invalidNextToken = (): never =>
  refuse('InvalidNextTokenException', 'The value for NextToken is not valid.');

export const limitExceeded = (message: string): never => refuse('LimitExceededException', message);

export const misconfigured = (message: string): never => refuse('ConfigurationException', message);
