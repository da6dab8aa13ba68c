import type { AwsCall } from '../../../base/effects/aws.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import { isObject, parsedJson, type Json, type JsonObject } from '../language/json.ts';
import { hasSmallMembers, type Resource } from '../language/resources.ts';
import type { Execution } from './execution-state.ts';
import { httpCall } from './http.ts';
import { great, smallened, textual } from './members.ts';

export type Called = Extract<Resource, { kind: 'call' }>;

/** Workers are told. AWS: no permission of the machine's role is asked for. */
export const offer = (
  { scope }: Execution,
  { activityArn }: Extract<Resource, { kind: 'activity' }>,
  token: string,
  parameters: Json,
): AwsCall => ({
  type: 'aws.call',
  service: 'states',
  operation: 'OfferActivityTask',
  input: { activityArn, token, input: JSON.stringify(parameters) },
  as: servicePrincipal('states'),
  scope,
});

/** As events of its history name it. */
export const kindOf = ({ type, operation, pattern }: Called) => ({
  resourceType: type,
  resource: `${operation.charAt(0).toLowerCase()}${operation.slice(1)}${
    pattern === 'request response' ? '' : pattern === 'token' ? '.waitForTaskToken' : `.${pattern}`
  }`,
});

/** As the machine's role. */
export const callAs = (
  { roleArn: as, scope }: Execution,
  service: string,
  operation: string,
  input: object,
): AwsCall => ({
  type: 'aws.call',
  service,
  operation,
  input,
  as,
  scope,
});

/** What a task asks for. */
export function effectOf(
  execution: Execution,
  resource: Exclude<Resource, { kind: 'activity' }>,
  parameters: Json,
): AwsCall {
  if (resource.kind === 'function')
    return callAs(execution, 'lambda', 'Invoke', {
      FunctionName: resource.functionArn,
      Payload: JSON.stringify(parameters),
    });
  const { service, operation } = resource;
  const given = isObject(parameters) ? parameters : {};
  if (service === 'http') return httpCall(execution, given);
  const input = inputOf(resource, given);
  return service === 's3'
    ? bodyCall(execution, operation, input)
    : callAs(execution, service, operation, input);
}

/** What an operation is given, by the names of its API. */
export function inputOf({ service, operation }: Called, parameters: JsonObject): JsonObject {
  const input = textual(service, operation, parameters);
  return hasSmallMembers(service) ? smallened(input) : input;
}

/** Of S3, whose bodies are no JSON. */
const bodyCall = ({ roleArn, scope }: Execution, operation: string, input: object): AwsCall => ({
  type: 'aws.call',
  service: 'states',
  operation: 'CallWithBody',
  input: { operation, input, as: roleArn },
  as: servicePrincipal('states'),
  scope,
});

/** What an operation has answered, by the names of the language. */
export function answerOf(resource: Called, output: any): Json {
  if (resource.service === 'lambda' && resource.operation === 'Invoke')
    return { ...output, Payload: parsedJson(output.Payload ?? 'null')?.value ?? output.Payload };
  return hasSmallMembers(resource.service) ? great(output) : (output ?? {});
}
