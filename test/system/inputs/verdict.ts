import type { ServiceModel } from '../../../packages/runtime/src/wire/schema/service-model.ts';
import type { Ending } from './caller.ts';

/** Errors that any operation may answer: AWS's "common errors", and what `wire` says of what cannot be read. */
const common: ReadonlySet<string> = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'InvalidParameterCombination',
  'InvalidParameterValue',
  'MalformedInput',
  'MalformedQueryString',
  'MissingParameter',
  'RequestEntityTooLargeException',
  'SerializationException',
  'UnknownOperationException',
  'ValidationError',
  'ValidationException',
]);

/** Errors that a service's model lists for none of its operations, or not for all that answer them, and that are right. */
const unlisted: Readonly<Record<string, readonly (readonly [names: RegExp, reason: string])[]>> = {
  cloudwatch: [
    [/^InvalidParameterValueException$/, 'what its SDK calls the common InvalidParameterValue'],
    [/^ResourceNotFound$/, 'DeleteDashboards, whose model lists less than GetDashboard has'],
  ],
  codedeploy: [
    [/^UnsupportedActionForDeploymentType/, 'says that a platform is not served here'],
    [/DoesNotExistException$/, 'ListTagsForResource, whose model lists less than TagResource has'],
  ],
  kms: [
    [
      /^InvalidAliasNameException$/,
      'the models of UpdateAlias and DeleteAlias list less than CreateAlias has',
    ],
  ],
  codepipeline: [
    [/^PipelineNotFoundException$/, 'UpdatePipeline, whose model lists no error for a missing one'],
  ],
  ec2: [[/./, 'its model lists no error for any operation']],
  elasticloadbalancing: [[/^InvalidConfigurationRequestException$/, 'says what is not served here']],
  s3: [
    [
      /^(AccessControlList|Bad|Bucket|Entity|Illegal|Invalid|KMS|KeyTooLong|Malformed|MetadataTooLarge|MethodNotAllowed|Missing|No|ObjectLock|Ownership|Precondition|Replication|ServerSide|Unsupported)/,
      'its "Error responses" are for all operations',
    ],
    [/^Unknown$/, 'HEAD has no body to name an error in, nor has what no HTTP server can read'],
    [/^SignatureDoesNotMatch$/, 'its SDK signs headers beyond ASCII in another way than it sends them'],
  ],
  s3control: [
    [/^(AccessPoint|Invalid|Malformed|No)/, 'its "Error responses" are S3’s, and its model lists few'],
  ],
};

const strict = process.env['STRICT'] === '1';

/** What is wrong with how a call ended, if anything is. */
export function wrongWith(model: ServiceModel, operationName: string, ending: Ending): string | undefined {
  const service = model.service.name;
  const operation = model.operations.get(operationName)!;
  if (ending.kind === 'answer' || ending.kind === 'unsent') return undefined;
  if (ending.kind === 'broken') return ending.message;
  const { status, name, message } = ending;
  // S3's SDK takes an answer without a body for this: an empty key is a call about the bucket.
  if (name === 'InternalError' && message === 'S3 aborted request') return undefined;
  // Lambda's model itself has 502 for a function that this place cannot run.
  if (name === 'InvalidRuntimeException' && status === 502 && service === 'lambda') return undefined;
  // AWS: S3's error responses have 501 NotImplemented.
  if (name === 'NotImplemented' && status === 501 && service.startsWith('s3')) return undefined;
  if (status >= 500) return `${status} ${name}: ${message}`;
  if (/\bat .+:\d+:\d+\)?$/m.test(message)) return `a stack trace: ${message}`;
  if (name === 'UnsupportedOperationException' && message.startsWith('Penstock ')) return undefined;
  if (common.has(name) || operation.errors.has(name)) return undefined;
  // Models list less than services answer: with STRICT=1 it is looked at.
  if (!strict && model.errors.has(name)) return undefined;
  // Where a service used to speak the query protocol, SDKs give an error the name it had there.
  if ([...operation.errors].some((error) => model.errors.get(error)?.code === name)) return undefined;
  if (unlisted[service]?.some(([names]) => names.test(name))) return undefined;
  return `${status} ${name} is not an error of ${operation.name}: ${message}`;
}
