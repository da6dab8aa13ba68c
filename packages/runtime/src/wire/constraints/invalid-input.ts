import { AwsError } from '../../base/aws-error.ts';
import type { OperationModel, ProtocolName } from '../schema/operation-model.ts';
import { validationSentence, type Violation } from './violation.ts';

/** What a service answers to an input that its model rules out: each kind of service has its own habit. */
export function invalidInput(
  protocol: ProtocolName,
  operation: OperationModel,
  violations: readonly Violation[],
): AwsError {
  const [first] = violations;
  switch (protocol) {
    case 's3-rest-xml':
      return invalidForS3(operation, violations);
    case 'ec2-query':
      return invalidForEc2(violations);
    case 'aws-query':
      if (first?.missing && operation.errors.has('MissingRequiredParameterException')) return missing(first);
      return new AwsError('ValidationError', validationSentence(violations));
    case 'rest-xml':
      // AWS: seen for Route 53.
      return new AwsError('InvalidInput', validationSentence(violations));
    default:
      if (first?.missing && operation.errors.has('MissingRequiredParameterException')) return missing(first);
      return new AwsError(exceptionOf(operation, violations), validationSentence(violations));
  }
}

/**
 * The exception that the operation has for such a case: one for the very member (CodeCommit, CodeDeploy), the general
 * one, or the parameter's (Logs, ECR, ECS).
 */
// AWS: seen for Logs (InvalidParameterException with these sentences), IAM, CodePipeline; otherwise unverified.
function exceptionOf({ errors }: OperationModel, violations: readonly Violation[]): string {
  const [first] = violations;
  if (violations.length === 1 && first) {
    const member = first.member.charAt(0).toUpperCase() + first.member.slice(1);
    const own = first.missing ? `${member}RequiredException` : `Invalid${member}Exception`;
    if (errors.has(own)) return own;
  }
  if (errors.has('ValidationException') || !errors.has('InvalidParameterException'))
    return 'ValidationException';
  return 'InvalidParameterException';
}

// AWS: CloudWatch: "The parameter MetricData.member.1.MetricName is required."
function missing({ path }: Violation): AwsError {
  const name = path
    .split('.')
    .map((part) => (part === 'member' ? part : part.charAt(0).toUpperCase() + part.slice(1)))
    .join('.')
    .replace(/(\d+)\.member/g, 'member.$1');
  return new AwsError('MissingRequiredParameterException', `The parameter ${name} is required.`);
}

// AWS: EC2 error codes, MissingParameter and InvalidParameterValue.
function invalidForEc2(violations: readonly Violation[]): AwsError {
  const [first] = violations;
  if (first?.missing)
    return new AwsError('MissingParameter', `The request must contain the parameter ${first.path}`);
  const value = typeof first?.value === 'object' ? '' : `(${String(first?.value)}) `;
  return new AwsError('InvalidParameterValue', `Value ${value}for parameter ${first?.path} is invalid.`);
}

// AWS: S3 error responses; its sentence for each argument is its own, ours is the general one.
function invalidForS3(operation: OperationModel, violations: readonly Violation[]): AwsError {
  const [first] = violations;
  const traits = operation.input.byName.get(first?.member ?? '')?.traits ?? {};
  const name = traits.httpHeader ?? traits.httpQuery ?? first?.member ?? '';
  if (traits.httpPayload || (!traits.httpHeader && !traits.httpQuery && !traits.httpLabel))
    return new AwsError(
      'MalformedXML',
      'The XML you provided was not well-formed or did not validate against our published schema',
    );
  if (first?.missing)
    return new AwsError(
      'InvalidRequest',
      `Missing required ${traits.httpHeader ? 'header' : 'parameter'} for this request: ${name}`,
    );
  if (name === 'x-amz-storage-class')
    return new AwsError('InvalidStorageClass', 'The storage class you specified is not valid');
  const value = String(first?.value).slice(0, 2_048);
  return new AwsError('InvalidArgument', validationSentence(violations), {
    ArgumentName: name,
    ArgumentValue: value,
  });
}
