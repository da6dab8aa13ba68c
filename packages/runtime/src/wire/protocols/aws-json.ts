import { isStream, type Answer } from '../answer.ts';
import { answeredEventStream, eventStreamType } from '../formats/event-stream.ts';
import { jsonText } from '../formats/json-text.ts';
import { parseJson, readJson } from '../formats/json.ts';
import type { Incoming, Selected } from '../incoming.ts';
import { Refusal } from '../refusal.ts';
import type { ServiceModel } from '../schema/service-model.ts';
import type { StructureShape } from '../schema/shape.ts';
import { jsonError, queryErrorHeader, resolve } from './failure.ts';
import type { Failure, Protocol, ReadCall, WriteCall } from './protocol.ts';

const names = { jsonName: false };
const contentType = 'application/x-amz-json-';
/** As it is asked, so it is answered. */
const contentTypes = ['1.1', '1.0'].map((version) => contentType + version);
const noLabels: ReadonlyMap<string, string> = new Map();

/** awsJson 1.0 and 1.1: everything is a POST to `/`, the operation in X-Amz-Target, JSON in and out. */
export const awsJson: Protocol = {
  name: 'aws-json',
  selectsByHead: true,

  select(model: ServiceModel, { headers }: Incoming): Selected {
    const target = headers.get('x-amz-target') ?? '';
    const dot = target.lastIndexOf('.');
    const prefix = target.slice(0, Math.max(dot, 0));
    const operation = model.operations.get(target.slice(dot + 1));
    // Some clients say the prefix of botocore's model, which is longer than that of the SDK's schema.
    const isPrefix = prefix === model.targetPrefix || prefix.endsWith(`.${model.targetPrefix}`);
    if (!operation || !isPrefix) throw new Refusal('UnknownOperation', '');
    return { operation, labels: noLabels };
  },

  read({ selected, body }: ReadCall): Record<string, unknown> {
    const { input } = selected.operation;
    const json = body instanceof Buffer && body.length > 0 ? parseJson(body) : {};
    return readJson(input, json, names) as Record<string, unknown>;
  },

  write({ model, incoming, operation, output }: WriteCall): Answer {
    const live = liveBody({ model, operation, output });
    if (live)
      return {
        status: 200,
        headers: { ...headersOf(incoming, model), 'content-type': eventStreamType },
        body: live,
      };
    const json = operation.hasOutput ? jsonText(operation.output, output ?? {}, names) : '{}';
    return { status: 200, headers: headersOf(incoming, model), body: json };
  },

  fail(failure: Failure): Answer {
    const { name, status } = resolve(failure);
    const headers = { ...headersOf(failure.incoming, failure.model), ...queryErrorHeader(failure) };
    return { status, headers, body: jsonError(failure, { __type: name }) };
  },
};

/** Where the answer has events that are still to happen. */
function liveBody({ model, operation, output }: Omit<WriteCall, 'incoming'>): Answer['body'] | undefined {
  const given = (output ?? {}) as Record<string, unknown>;
  const member = operation.output.members.find(({ name }) => isStream(given[name]));
  if (!member) return undefined;
  const events = given[member.name] as AsyncIterable<Record<string, unknown>>;
  const isError = (name: string) => model.errors.has(name);
  return answeredEventStream(events, { union: member.shape as StructureShape, names, isError });
}

function headersOf({ id, headers }: Incoming, model: ServiceModel | undefined): Record<string, string> {
  const asked = headers.get('content-type') ?? '';
  const type =
    contentTypes.find((known) => asked.startsWith(known)) ?? `${contentType}${model?.jsonVersion ?? '1.1'}`;
  return { 'x-amzn-RequestId': id, 'content-type': type };
}
