import { parseArn } from '../../../base/arn.ts';
import type { AwsCall } from '../../../base/effects/aws.ts';
import type { Ran, Invocation } from './invocation.ts';

export type Condition = 'Success' | 'RetriesExhausted' | 'EventAgeExceeded';

/** Where a function may have something sent: a call that sends `text` there. Undefined for what is no such place. */
function sending(arn: string, text: string): Pick<AwsCall, 'service' | 'operation' | 'input'> | undefined {
  const place = parseArn(arn);
  switch (place?.service) {
    case 'sqs':
      return {
        service: 'sqs',
        operation: 'SendMessage',
        input: { QueueUrl: queueUrl(arn), MessageBody: text },
      };
    case 'sns':
      return { service: 'sns', operation: 'Publish', input: { TopicArn: arn, Message: text } };
    case 'lambda':
      return {
        service: 'lambda',
        operation: 'Invoke',
        input: { FunctionName: arn, InvocationType: 'Event', Payload: text },
      };
    default:
      return undefined;
  }
}

/** A queue's URL names its account and itself; which host it names is all the same. */
function queueUrl(arn: string): string {
  const { region, account, resource } = parseArn(arn)!;
  return `https://sqs.${region}.amazonaws.com/${account}/${resource}`;
}

const scopeOf = (arn: string, { account, region }: Invocation) => ({
  account,
  region: parseArn(arn)?.region || region,
});

/** Tells a destination how an invocation ended. AWS: "Capturing records of Lambda asynchronous invocations". */
export function destinationCall(
  invocation: Invocation,
  destination: string,
  { condition, now }: { readonly condition: Condition; readonly now: number },
): AwsCall | undefined {
  const text = JSON.stringify(record(invocation, condition, now));
  const asked =
    parseArn(destination)?.service === 'events'
      ? event(destination, text, condition)
      : sending(destination, text);
  if (!asked) return undefined;
  return { type: 'aws.call', ...asked, as: invocation.role, scope: scopeOf(destination, invocation) };
}

function event(bus: string, text: string, condition: Condition) {
  const { requestContext } = JSON.parse(text) as { requestContext: { functionArn: string } };
  const outcome = condition === 'Success' ? 'Success' : 'Failure';
  const entry = {
    EventBusName: bus,
    Source: 'lambda',
    DetailType: `Lambda Function Invocation Result - ${outcome}`,
    Resources: [bus, requestContext.functionArn],
    Detail: text,
  };
  return { service: 'events', operation: 'PutEvents', input: { Entries: [entry] } };
}

function record(invocation: Invocation, condition: Condition, now: number): object {
  const { requestId, functionArn, attempt, payload, ran } = invocation;
  return {
    version: '1.0',
    timestamp: new Date(now).toISOString(),
    requestContext: { requestId, functionArn, condition, approximateInvokeCount: attempt },
    requestPayload: JSON.parse(payload) as unknown,
    ...(ran && {
      responseContext: {
        statusCode: 200,
        executedVersion: ran.executedVersion,
        ...(ran.functionError !== undefined && { functionError: ran.functionError }),
      },
      responsePayload: readable(ran.payload),
    }),
  };
}

/** A function that streams may have answered what is no JSON. */
function readable(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/** Sends the event itself to the dead-letter queue. AWS: "Adding a dead-letter queue": its three attributes. */
export function deadLetterCall(invocation: Invocation, target: string): AwsCall | undefined {
  const asked = sending(target, invocation.payload);
  if (!asked || asked.service === 'lambda') return undefined;
  const input = { ...asked.input, MessageAttributes: attributes(invocation) };
  return { type: 'aws.call', ...asked, input, as: invocation.role, scope: scopeOf(target, invocation) };
}

function attributes({ requestId, ran }: Invocation): object {
  return {
    RequestID: { DataType: 'String', StringValue: requestId },
    ErrorCode: { DataType: 'Number', StringValue: ran ? '200' : '429' },
    ErrorMessage: { DataType: 'String', StringValue: messageOf(ran) },
  };
}

/** AWS: "ErrorMessage (String): the first 1 KB of the error message". */
function messageOf(ran: Ran | undefined): string {
  const said = ran ? readable(ran.payload) : undefined;
  const message = (said as { errorMessage?: unknown } | undefined)?.errorMessage;
  return String(message ?? 'Rate Exceeded.').slice(0, 1024) || '-';
}
