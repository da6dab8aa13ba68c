import {
  call,
  made,
  nameFor,
  ResourceFailure,
  wait,
  type Made,
  type Properties,
  type ResourceType,
  type Stood,
  type Wanted,
  type Work,
} from '../../../dispatch/resource.ts';
import { AwsError } from '../../../base/aws-error.ts';
import { parseArn } from '../../../base/arn.ts';

/** `AWS::CloudFormation::CustomResource`, and every `Custom::…`: somebody's function or topic does the work. */
// AWS: TemplateReference, "AWS::CloudFormation::CustomResource"; user guide, "Custom resource request objects".
export const customResource = (typeName: string): ResourceType => ({
  typeName,
  *create(wanted) {
    const { properties } = wanted;
    // What cannot be asked has made nothing, and is not asked to delete anything either.
    const id = yield* ask(typeName, wanted, { RequestType: 'Create', properties });
    try {
      return madeOf(yield* responseTo(id, properties), nameFor(wanted));
    } catch (error) {
      if (!(error instanceof ResourceFailure || error instanceof AwsError)) throw error;
      // It may have made something before it failed, and is told to delete it.
      const physicalId = error instanceof CustomFailure ? error.physicalId : undefined;
      yield* made(physicalId ?? nameFor(wanted));
      throw error;
    }
  },
  *update(wanted, had) {
    const { physicalId, properties: before } = had;
    const { properties } = wanted;
    if (properties['ServiceToken'] !== before['ServiceToken'])
      throw new ResourceFailure('Modifying service token is not allowed.', 'InvalidRequest');
    const id = yield* ask(typeName, wanted, { RequestType: 'Update', properties, before, physicalId });
    return madeOf(yield* responseTo(id, properties), physicalId);
  },
  *delete(had) {
    const { physicalId, properties } = had;
    const id = yield* ask(typeName, had, { RequestType: 'Delete', properties, physicalId });
    yield* responseTo(id, properties);
  },
});

/** A `FAILED` that names what was made all the same. */
class CustomFailure extends ResourceFailure {
  readonly physicalId: string | undefined;

  constructor(message: string, physicalId: string | undefined) {
    super(message);
    this.physicalId = physicalId;
  }
}

interface Request {
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  readonly properties: Properties;
  readonly before?: Properties;
  readonly physicalId?: string;
}

interface Response {
  readonly Status?: string;
  readonly Reason?: string;
  readonly PhysicalResourceId?: string;
  readonly Data?: Properties;
  readonly NoEcho?: boolean | string;
}

/** Sends a request, and answers its id. */
function* ask(typeName: string, stood: Stood | Wanted, request: Request): Work<string> {
  const { stackId, logicalId } = stood;
  const { id, url } = yield* call<{ id: string; url: string }>('cloudformation', 'OpenResponse', {
    kind: 'custom',
    stackId,
    logicalId,
  });
  const { RequestType, properties, before, physicalId } = request;
  const serviceToken = String(properties['ServiceToken'] ?? '');
  yield* send(serviceToken, {
    RequestType,
    ServiceToken: serviceToken,
    ResponseURL: url,
    StackId: stackId,
    RequestId: id,
    LogicalResourceId: logicalId,
    ...(physicalId !== undefined && { PhysicalResourceId: physicalId }),
    ResourceType: typeName,
    ResourceProperties: texts(properties),
    ...(before && { OldResourceProperties: texts(before) }),
  });
  return id;
}

function* responseTo(id: string, properties: Properties): Work<Response> {
  try {
    return read(yield* answerTo(id, timeoutOf(properties)), id);
  } finally {
    yield* call('cloudformation', 'CloseResponse', { id });
  }
}

/** AWS: every value reaches the function as text, as CloudFormation has handed it over since its beginning. */
function texts(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(texts);
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, texts(member)]));
}

function* send(serviceToken: string, message: object): Work<void> {
  const arn = parseArn(serviceToken);
  if (arn?.service === 'lambda')
    yield* call(
      'lambda',
      'Invoke',
      { FunctionName: serviceToken, InvocationType: 'Event', Payload: JSON.stringify(message) },
      arn.region,
    );
  else if (arn?.service === 'sns')
    yield* call(
      'sns',
      'Publish',
      {
        TopicArn: serviceToken,
        Subject: 'AWS CloudFormation custom resource request',
        Message: JSON.stringify(message),
      },
      arn.region,
    );
  else throw new ResourceFailure('Invalid service token.', 'InvalidRequest');
}

// AWS: ServiceTimeout, "The default value is 3600 seconds (1 hour)".
const timeoutOf = (properties: Properties): number => Number(properties['ServiceTimeout'] ?? 3600) * 1000;

function* answerTo(id: string, timeoutMs: number): Work<string> {
  try {
    const { answers } = yield* wait<{ answers: readonly string[] }>(
      'cloudformation',
      'ReadResponse',
      { id },
      { until: 'answers', timeoutMs },
    );
    return answers[0]!;
  } catch (error) {
    if (!(error instanceof AwsError) || error.name !== 'NotStabilized') throw error;
    throw new ResourceFailure(
      'CloudFormation did not receive a response from your Custom Resource. Please check your logs for requestId ' +
        `[${id}]. If you are using the Python cfn-response module, you may need to update your Lambda function ` +
        'code so that CloudFormation can attach the updated version.',
      'NotStabilized',
    );
  }
}

// AWS: user guide, "Custom resource response objects": at most 4096 bytes. The sentences are those of stack events.
function read(text: string, id: string): Response {
  if (Buffer.byteLength(text) > 4096) throw new ResourceFailure('Response object is too long.');
  const response = parsed(text);
  const { Status, Reason, PhysicalResourceId } = response;
  if (Status === 'SUCCESS') return response;
  if (Status !== 'FAILED') throw new ResourceFailure('Invalid Response object: Invalid Status');
  throw new CustomFailure(
    `Received response status [FAILED] from custom resource. Message returned: ${Reason ?? ''} (RequestId: ${id})`,
    PhysicalResourceId,
  );
}

function parsed(text: string): Response {
  try {
    const response: unknown = JSON.parse(text);
    if (typeof response === 'object' && response !== null) return response;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new ResourceFailure('Invalid Response object: Value is not valid JSON');
}

// AWS: user guide, "Custom resource response objects", NoEcho: "whether to mask the output".
const madeOf = ({ PhysicalResourceId, Data = {}, NoEcho }: Response, otherwise: string): Made => ({
  physicalId: PhysicalResourceId ?? otherwise,
  attributes: Data,
  ...((NoEcho === true || NoEcho === 'true') && { noEcho: true }),
});

export const isCustom = (typeName: string): boolean =>
  typeName === 'AWS::CloudFormation::CustomResource' || typeName.startsWith('Custom::');
