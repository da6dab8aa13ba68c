import { parseArn } from '../../../base/arn.ts';
import type { AwsCall } from '../../../base/effects/aws.ts';
import type { Scope } from '../../../base/scope.ts';
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

/** Who asks for a task: the machine's role, or one of the task's own. */
export interface Asking extends Pick<Execution, 'roleArn' | 'scope'> {
  /** Where the execution is. */
  readonly home: Scope;
  readonly assumedBy?: string;
}

export function askingOf({ roleArn, scope: home }: Execution, role: string | undefined): Asking {
  if (role === undefined) return { roleArn, scope: home, home };
  const account = parseArn(role)?.account ?? home.account;
  return { roleArn: role, scope: { ...home, account }, home, assumedBy: roleArn };
}

export const callAs = (
  { roleArn: as, scope }: Asking,
  service: string,
  operation: string,
  input: object,
): AwsCall => ({
  type: 'aws.call',
  service,
  operation,
  input,
  as,
  // AWS: as seen in the wild: templates have `"false"` where the SDK wants a boolean.
  loose: true,
  byUser: true,
  scope,
});

/** What a task asks for. */
export function effectOf(
  asking: Asking,
  resource: Exclude<Resource, { kind: 'activity' }>,
  parameters: Json,
): AwsCall {
  const given = isObject(parameters) ? parameters : {};
  if (resource.kind === 'call' && resource.service === 'http') return httpCall(asking.home, given);
  const call =
    resource.kind === 'function'
      ? callAs(asking, 'lambda', 'Invoke', {
          FunctionName: resource.functionArn,
          Payload: JSON.stringify(parameters),
        })
      : callAs(asking, resource.service, resource.operation, inputOf(resource, given));
  const isWaited = asking.assumedBy !== undefined || call.service === 's3';
  return isWaited ? forTask(call, asking) : call;
}

/** What an operation is given, by the names of its API. */
export function inputOf({ service, operation }: Called, parameters: JsonObject): JsonObject {
  const input = textual(service, operation, parameters);
  return hasSmallMembers(service) ? smallened(input) : input;
}

/** Asked by a call of the house's own: see `operations/task-calls.ts`. */
const forTask = (
  { service, operation, input, as }: AwsCall,
  { home: scope, assumedBy }: Asking,
): AwsCall => ({
  type: 'aws.call',
  service: 'states',
  operation: 'CallForTask',
  input: { service, operation, input, as, ...(assumedBy !== undefined && { assumedBy }) },
  as: servicePrincipal('states'),
  scope,
});

/** What an operation has answered, by the names of the language. */
export function answerOf(resource: Called, output: any): Json {
  if (resource.service === 'lambda' && resource.operation === 'Invoke')
    return { ...output, Payload: parsedJson(output.Payload ?? 'null')?.value ?? output.Payload };
  return hasSmallMembers(resource.service) ? great(output) : (output ?? {});
}
