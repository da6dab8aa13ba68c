import type { AwsCall, AwsWait } from '../../../base/effects/aws.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import type { Effect } from '../../../base/effects/effect.ts';
import type { State } from '../language/definition.ts';
import { isObject, parsedJson, StateError, type Json, type JsonObject } from '../language/json.ts';
import { hasSmallMembers, parseResource, type Resource } from '../language/resources.ts';
import { effectName, tokenOf } from './effect-name.ts';
import { errorName } from './error-names.ts';
import { stateOf, type Blocked, type Execution, type Thread } from './execution-state.ts';
import { failState } from './failing.ts';
import { leave } from './going.ts';
import { great, smallened, textual } from './members.ts';
import { numberIn } from './querying.ts';
import type { Run } from './run.ts';

type OnTask = Extract<Blocked, { on: 'task' }>;
type Called = Extract<Resource, { kind: 'call' }>;

/** Begins a task: asks for what its resource is. */
export function beginTask(run: Run, thread: Thread, state: State, given: (token: string) => Json): void {
  const resource = parseResource(state.Resource!)!;
  const task = thread.tasks;
  const parameters = given(tokenOf(run.execution.flow, thread.id, task));
  const timeout = numberIn(run, thread, state, 'TimeoutSeconds');
  const heartbeat = numberIn(run, thread, state, 'HeartbeatSeconds');
  const blocked: OnTask = {
    on: 'task',
    task,
    phase: resource.kind === 'activity' ? 'token' : 'call',
    parameters,
    ...(timeout !== undefined && { timeoutMs: timeout * 1000 }),
    ...(heartbeat !== undefined && { heartbeatMs: heartbeat * 1000 }),
  };
  const counted = resource.kind === 'activity' ? blocked : counting(blocked, run.now);
  const begun = scheduled(run, { ...thread, tasks: task + 1, blocked: counted }, resource, parameters);
  run.effects[effectName(begun.id, task)] =
    resource.kind === 'activity'
      ? offer(run.execution, resource, tokenOf(run.execution.flow, thread.id, task), parameters)
      : effectOf(run.execution, resource, parameters);
}

/** From now on its time runs. */
const counting = (blocked: OnTask, now: number): OnTask => ({
  ...blocked,
  ...(blocked.timeoutMs !== undefined && { deadline: now + blocked.timeoutMs }),
  ...(blocked.heartbeatMs !== undefined && { heartbeatAt: now + blocked.heartbeatMs }),
});

/** Workers are told. AWS: no permission of the machine's role is asked for. */
const offer = (
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

function scheduled(run: Run, thread: Thread, resource: Resource, parameters: Json): Thread {
  const input = JSON.stringify(parameters);
  if (resource.kind === 'function') {
    const details = { resource: resource.functionArn, input, inputDetails: { truncated: false } };
    const asked = run.log(thread, 'LambdaFunctionScheduled', {
      lambdaFunctionScheduledEventDetails: details,
    });
    return run.log(asked, 'LambdaFunctionStarted');
  }
  if (resource.kind === 'activity') {
    const { timeoutMs, heartbeatMs } = thread.blocked as OnTask;
    const details = {
      resource: resource.activityArn,
      input,
      inputDetails: { truncated: false },
      ...(timeoutMs !== undefined && { timeoutInSeconds: timeoutMs / 1000 }),
      ...(heartbeatMs !== undefined && { heartbeatInSeconds: heartbeatMs / 1000 }),
    };
    return run.log(thread, 'ActivityScheduled', { activityScheduledEventDetails: details });
  }
  const details = { ...kindOf(resource), region: run.execution.scope.region, parameters: input };
  const asked = run.log(thread, 'TaskScheduled', { taskScheduledEventDetails: details });
  return run.log(asked, 'TaskStarted', { taskStartedEventDetails: kindOf(resource) });
}

const kindOf = ({ type, operation, pattern }: Called) => ({
  resourceType: type,
  resource: `${operation.charAt(0).toLowerCase()}${operation.slice(1)}${
    pattern === 'request response' ? '' : pattern === 'token' ? '.waitForTaskToken' : `.${pattern}`
  }`,
});

const callAs = (
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

function effectOf(
  execution: Execution,
  resource: Exclude<Resource, { kind: 'activity' }>,
  parameters: Json,
): Effect {
  if (resource.kind === 'function')
    return callAs(execution, 'lambda', 'Invoke', {
      FunctionName: resource.functionArn,
      Payload: JSON.stringify(parameters),
    });
  const { service, operation } = resource;
  const input = textual(service, operation, isObject(parameters) ? parameters : {});
  if (service === 's3') return bodyCall(execution, operation, input);
  return callAs(execution, service, operation, hasSmallMembers(service) ? smallened(input) : input);
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

/** What the call, or the end of what it has begun, has answered. */
export function taskDone(run: Run, thread: Thread, output: any): void {
  const blocked = thread.blocked as OnTask;
  const resource = parseResource(stateOf(run.execution, thread).Resource!)!;
  // A worker has to take it now.
  if (resource.kind === 'activity') return;
  if (resource.kind === 'function') return functionDone(run, thread, output);
  if (blocked.phase === 'call' && resource.service === 'lambda' && output.FunctionError !== undefined)
    return taskFailed(run, thread, functionFailure(output));
  if (blocked.phase === 'call' && resource.pattern !== 'request response')
    return submitted(run, thread, resource, output);
  if (blocked.phase === 'sync') return synced(run, thread, resource, output);
  succeeded(run, thread, answerOf(resource, output));
}

function functionDone(run: Run, thread: Thread, output: any): void {
  if (output.FunctionError !== undefined) {
    const failure = functionFailure(output);
    const { error, cause } = failure;
    const failed = run.log(thread, 'LambdaFunctionFailed', {
      lambdaFunctionFailedEventDetails: { error, cause },
    });
    return failState(run, failed, failure);
  }
  const result = parsedJson(output.Payload ?? 'null')?.value ?? null;
  const details = { output: JSON.stringify(result), outputDetails: { truncated: false } };
  leaving(
    run,
    run.log(thread, 'LambdaFunctionSucceeded', { lambdaFunctionSucceededEventDetails: details }),
    result,
  );
}

/** AWS: the error's name is that of the exception, and its cause what the function answered. */
function functionFailure({ Payload = '' }: { readonly Payload?: string }): StateError {
  const { value } = parsedJson(Payload) ?? {};
  const name = isObject(value) ? value['errorType'] : undefined;
  return new StateError(typeof name === 'string' ? name : 'Exception', Payload);
}

function answerOf(resource: Called, output: any): Json {
  if (resource.service === 'lambda' && resource.operation === 'Invoke')
    return { ...output, Payload: parsedJson(output.Payload ?? 'null')?.value ?? output.Payload };
  return hasSmallMembers(resource.service) ? great(output) : (output ?? {});
}

/** What was begun is waited for, or whoever has the token. */
function submitted(run: Run, thread: Thread, resource: Called, output: any): void {
  const blocked = thread.blocked as OnTask;
  const details = { ...kindOf(resource), output: JSON.stringify(answerOf(resource, output)) };
  const after = run.log(thread, 'TaskSubmitted', { taskSubmittedEventDetails: details });
  const phase = resource.pattern === 'token' ? 'token' : 'sync';
  if (phase === 'token') return void run.keep({ ...after, blocked: { ...blocked, phase } });
  const { service } = resource;
  const began = { service, id: service === 'codebuild' ? output.build.id : output.executionArn };
  run.keep({ ...after, blocked: { ...blocked, phase, began } });
  run.effects[effectName(thread.id, blocked.task)] = endOf(run.execution, began);
}

function endOf(execution: Execution, { service, id }: NonNullable<OnTask['began']>): AwsWait {
  return service === 'codebuild'
    ? {
        ...callAs(execution, service, 'BatchGetBuilds', { ids: [id] }),
        type: 'aws.wait',
        until: 'builds[0].buildComplete',
      }
    : {
        ...callAs(execution, service, 'DescribeExecution', { executionArn: id }),
        type: 'aws.wait',
        until: "status != 'RUNNING'",
      };
}

/** AWS: "States.TaskFailed" where what was waited for has failed; its description is the cause. */
function synced(run: Run, thread: Thread, { service, pattern }: Called, output: any): void {
  const isBuild = service === 'codebuild';
  const status: string = isBuild ? output.builds[0].buildStatus : output.status;
  const told = isBuild ? { Build: great(output.builds[0]) } : (great(output) as JsonObject);
  if (status !== 'SUCCEEDED')
    return taskFailed(run, thread, new StateError('States.TaskFailed', JSON.stringify(told)));
  const parsed = pattern === 'sync:2' ? { ...told, Output: parsedJson(output.output)?.value ?? null } : told;
  succeeded(run, thread, parsed);
}

function succeeded(run: Run, thread: Thread, result: Json): void {
  const resource = parseResource(stateOf(run.execution, thread).Resource!)!;
  const output = { output: JSON.stringify(result), outputDetails: { truncated: false } };
  if (resource.kind === 'activity')
    return leaving(
      run,
      run.log(thread, 'ActivitySucceeded', { activitySucceededEventDetails: output }),
      result,
    );
  const details = { ...(resource.kind === 'call' && kindOf(resource)), ...output };
  leaving(run, run.log(thread, 'TaskSucceeded', { taskSucceededEventDetails: details }), result);
}

function leaving(run: Run, thread: Thread, result: Json): void {
  try {
    leave(run, run.keep({ ...thread, blocked: undefined }), result);
  } catch (error) {
    if (!(error instanceof StateError)) throw error;
    failState(run, run.thread(thread.id)!, error);
  }
}

export function taskRefused(
  run: Run,
  thread: Thread,
  { code, reason }: { readonly code: string; readonly reason: string },
): void {
  const resource = parseResource(stateOf(run.execution, thread).Resource!)!;
  if (resource.kind === 'activity') {
    const details = { activityScheduleFailedEventDetails: { error: code, cause: reason } };
    return failState(run, run.log(thread, 'ActivityScheduleFailed', details), new StateError(code, reason));
  }
  const type = resource.kind === 'function' ? 'lambda' : resource.type;
  const failure =
    code === 'ResultTooLong'
      ? new StateError('States.DataLimitExceeded', `The state/task '${type}' returned ${reason}`)
      : new StateError(errorName(type, code), reason);
  taskFailed(run, thread, failure);
}

function taskFailed(run: Run, thread: Thread, failure: StateError): void {
  const { error, cause } = failure;
  failState(run, ended(run, thread, 'Failed', { error, cause }), failure);
}

/** By the events of what its resource is. Nothing of it is under way any more. */
function ended(run: Run, before: Thread, how: 'Failed' | 'TimedOut', said: JsonObject): Thread {
  const thread = run.keep({ ...before, blocked: undefined });
  const resource = parseResource(stateOf(run.execution, thread).Resource!)!;
  switch (resource.kind) {
    case 'function':
      return run.log(thread, `LambdaFunction${how}`, { [`lambdaFunction${how}EventDetails`]: said });
    case 'activity':
      return run.log(thread, `Activity${how}`, { [`activity${how}EventDetails`]: said });
    case 'call':
      return run.log(thread, `Task${how}`, { [`task${how}EventDetails`]: { ...kindOf(resource), ...said } });
  }
}

export type Report =
  /** A worker has taken it. */
  | { readonly type: 'started'; readonly worker?: string }
  | { readonly type: 'succeeded'; readonly output: Json }
  | { readonly type: 'failed'; readonly error: string; readonly cause: string }
  | { readonly type: 'alive' };

/** Somebody with the token says how a task goes. */
export function taskReported(run: Run, thread: Thread, report: Report): void {
  const blocked = thread.blocked as OnTask;
  const { heartbeatMs } = blocked;
  if (report.type === 'started') {
    const { worker: workerName } = report;
    const details = { activityStartedEventDetails: workerName === undefined ? {} : { workerName } };
    return void run.keep({
      ...run.log(thread, 'ActivityStarted', details),
      blocked: counting(blocked, run.now),
    });
  }
  run.cancels.push(...(report.type === 'alive' ? [] : [effectName(thread.id, blocked.task)]));
  if (report.type === 'succeeded') return succeeded(run, thread, report.output);
  if (report.type === 'failed') return taskFailed(run, thread, new StateError(report.error, report.cause));
  const heartbeatAt = heartbeatMs === undefined ? undefined : run.now + heartbeatMs;
  run.keep({ ...thread, blocked: { ...blocked, heartbeatAt } });
}

/** Too long without an end, or without a sign of life. */
export function taskLate(run: Run, thread: Thread): void {
  const blocked = thread.blocked as OnTask;
  run.cancels.push(effectName(thread.id, blocked.task));
  run.abandoned.push(thread);
  const error = (blocked.deadline ?? Infinity) <= run.now ? 'States.Timeout' : 'States.HeartbeatTimeout';
  failState(run, ended(run, thread, 'TimedOut', { error }), new StateError(error, ''));
}
