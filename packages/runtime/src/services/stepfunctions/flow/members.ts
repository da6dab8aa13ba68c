import { isObject, type Json, type JsonObject } from '../language/json.ts';

const renamed = (value: Json, name: (key: string) => string): Json => {
  if (Array.isArray(value)) return value.map((each: Json) => renamed(each, name));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [name(key), renamed(each, name)]));
};

/** `Name` as `name`, all the way down: how services of the JSON protocols spell what the language has great. */
export const smallened = (value: JsonObject): JsonObject =>
  renamed(value, (key) => key.charAt(0).toLowerCase() + key.slice(1)) as JsonObject;

export const great = (value: Json): Json =>
  renamed(value, (key) => key.charAt(0).toUpperCase() + key.slice(1));

/** Members that are JSON text to the service, and may be given as JSON. */
const texts: Readonly<Record<string, string>> = {
  'events PutEvents': 'Detail',
  'lambda Invoke': 'Payload',
  'sns Publish': 'Message',
  'sqs SendMessage': 'MessageBody',
  'states SendTaskSuccess': 'Output',
  'states StartExecution': 'Input',
  'states StartSyncExecution': 'Input',
};

/** AWS: references of the optimised integrations: their bodies may be JSON. */
export function textual(service: string, operation: string, parameters: JsonObject): JsonObject {
  const member = texts[`${service} ${operation}`];
  if (member === undefined) return parameters;
  if (service === 'events' && Array.isArray(parameters['Entries']))
    return {
      ...parameters,
      Entries: (parameters['Entries'] as readonly Json[]).map((each) => withText(each, member)),
    };
  return withText(parameters, member) as JsonObject;
}

function withText(value: Json, member: string): Json {
  if (!isObject(value) || value[member] === undefined) return value;
  const body = value[member]!;
  const isText = typeof body === 'string' && member !== 'Payload';
  return isText ? value : { ...value, [member]: JSON.stringify(body) };
}
