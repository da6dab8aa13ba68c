import type { AwsWait } from '../../../base/effects/aws.ts';
import type { State } from '../language/definition.ts';
import { isObject, parsedJson, StateError, type Json, type JsonObject } from '../language/json.ts';
import { filledIn } from '../language/jsonata.ts';
import { parseResource, type Resource } from '../language/resources.ts';
import { filled } from '../language/templates.ts';
import { jobs, serviceOfJob } from '../jobs/index.ts';
import type { Begun } from '../jobs/job.ts';
import {
  answerOf,
  askingOf,
  callAs,
  effectOf,
  inputOf,
  kindOf,
  offer,
  type Asking,
  type Called,
} from './calls.ts';
import { effectName, tokenOf } from './effect-name.ts';
import { errorName } from './error-names.ts';
import { stateOf, type Blocked, type Thread } from './execution-state.ts';
import { failState } from './failing.ts';
import { chosen, leave } from './going.ts';
import { httpFailure, httpOutcome } from './http.ts';
import { isJsonata, knownTo, numberIn } from './querying.ts';
import { scopeOf, type Run } from './run.ts';

type OnTask = Extract<Blocked, { on: 'task' }>;

/** Begins a task: asks for what its resource is. */
export function beginTask(run: Run, thread: Thread, state: State, given: (token: string) => Json): void {
  const resource = parseResource(state.Resource!)!;
  const task = thread.tasks;
  const parameters = given(tokenOf(run.execution.flow, thread.id, task));
  const role = credentialsOf(run, thread, state);
  const timeout = numberIn(run, thread, state, 'TimeoutSeconds');
  const heartbeat = numberIn(run, thread, state, 'HeartbeatSeconds');
  const blocked: OnTask = {
    on: 'task',
    task,
    phase: resource.kind === 'activity' ? 'token' : 'call',
    parameters,
    ...(role !== undefined && { role }),
    ...(timeout !== undefined && { timeoutMs: timeout * 1000 }),
    ...(heartbeat !== undefined && { heartbeatMs: heartbeat * 1000 }),
  };
  const counted = resource.kind === 'activity' ? blocked : counting(blocked, run.now);
  const begun = scheduled(run, { ...thread, tasks: task + 1, blocked: counted }, resource, parameters);
  run.effects[effectName(begun.id, task)] =
    resource.kind === 'activity'
      ? offer(run.execution, resource, tokenOf(run.execution.flow, thread.id, task), parameters)
      : effectOf(askingOf(run.execution, role), resource, parameters);
}

/** AWS: Amazon States Language, Credentials: the role that a task is done as. */
function credentialsOf(run: Run, thread: Thread, state: State): string | undefined {
  if (state.Credentials === undefined) return undefined;
  const known = isJsonata(state)
    ? filledIn(state.Credentials, 'Credentials', knownTo(run, thread))
    : filled(state.Credentials, scopeOf(run, thread, chosen(run, thread, state)));
  const role = isObject(known) ? known['RoleArn'] : undefined;
  if (typeof role === 'string') return role;
  // AWS: unverified words.
  throw new StateError('States.Runtime', `The Credentials of the state '${thread.state}' name no role`);
}

/** From now on its time runs. */
const counting = (blocked: OnTask, now: number): OnTask => ({
  ...blocked,
  ...(blocked.timeoutMs !== undefined && { deadline: now + blocked.timeoutMs }),
  ...(blocked.heartbeatMs !== undefined && { heartbeatAt: now + blocked.heartbeatMs }),
});

function scheduled(run: Run, thread: Thread, resource: Resource, parameters: Json): Thread {
  const input = JSON.stringify(parameters);
  if (resource.kind === 'function') {
    const details = {
      resource: resource.functionArn,
      input,
      inputDetails: { truncated: false },
      ...credentialsTold(thread),
    };
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
  const details = {
    ...kindOf(resource),
    region: run.execution.scope.region,
    parameters: input,
    ...credentialsTold(thread),
  };
  const asked = run.log(thread, 'TaskScheduled', { taskScheduledEventDetails: details });
  return run.log(asked, 'TaskStarted', { taskStartedEventDetails: kindOf(resource) });
}

function credentialsTold({ blocked }: Thread) {
  const { role } = blocked as OnTask;
  return role === undefined ? {} : { taskCredentials: { roleArn: role } };
}

/** What the call, or the end of what it has begun, has answered. */
export function taskDone(run: Run, thread: Thread, output: any): void {
  const blocked = thread.blocked as OnTask;
  const resource = parseResource(stateOf(run.execution, thread).Resource!)!;
  // A worker has to take it now.
  if (resource.kind === 'activity') return;
  if (resource.kind === 'function') return functionDone(run, thread, output);
  if (blocked.phase === 'call' && resource.service === 'lambda' && output.FunctionError !== undefined)
    return taskFailed(run, thread, functionFailure(output));
  if (resource.service === 'http') return httpAnswered(run, thread, output);
  if (output?.FailedEntryCount > 0 && resource.type === 'events')
    // AWS: developer guide, "Add EventBridge events"; unverified what the cause is.
    return taskFailed(run, thread, new StateError('EventBridge.FailedEntry', JSON.stringify(output)));
  if (blocked.phase === 'call' && resource.pattern !== 'request response')
    return submitted(run, thread, resource, output);
  if (blocked.phase === 'sync') return synced(run, thread, resource, output);
  succeeded(run, thread, answerOf(resource, output));
}

function httpAnswered(run: Run, thread: Thread, output: any): void {
  const outcome = httpOutcome(output);
  if (outcome instanceof StateError) return taskFailed(run, thread, outcome);
  succeeded(run, thread, outcome);
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

/** What was begun is waited for, or whoever has the token. */
function submitted(run: Run, thread: Thread, resource: Called, output: any): void {
  const blocked = thread.blocked as OnTask;
  const answer = answerOf(resource, output);
  const details = { ...kindOf(resource), output: JSON.stringify(answer) };
  const after = run.log(thread, 'TaskSubmitted', { taskSubmittedEventDetails: details });
  if (resource.pattern === 'token')
    return void run.keep({ ...after, blocked: { ...blocked, phase: 'token' } });
  const job = jobOf(resource);
  const given = isObject(blocked.parameters) ? blocked.parameters : {};
  const begun = jobs[job]!.begun(output, inputOf(resource, given));
  // AWS: as seen in the wild, of ECS.
  if (!begun) return taskFailed(run, after, new StateError('AmazonECS.Unknown', JSON.stringify(answer)));
  const began = { job, ...begun };
  run.keep({ ...after, blocked: { ...blocked, phase: 'sync', began } });
  run.effects[effectName(thread.id, blocked.task)] = endOf(askingOf(run.execution, blocked.role), began);
}

const jobOf = ({ service, operation }: Called): string => `${service}:${operation}`;

function endOf(asking: Asking, began: Begun): AwsWait {
  const { operation, input, until } = jobs[began.job]!.end(began);
  return { ...callAs(asking, serviceOfJob(began.job), operation, input), type: 'aws.wait', until };
}

/** AWS: "States.TaskFailed" where what was waited for has failed; its description is the cause. */
function synced(run: Run, thread: Thread, resource: Called, output: any): void {
  const { succeeded: isGood, told } = jobs[jobOf(resource)]!.outcome(output);
  if (!isGood) return taskFailed(run, thread, new StateError('States.TaskFailed', JSON.stringify(told)));
  const parsed =
    resource.pattern === 'sync:2'
      ? { ...(told as JsonObject), Output: parsedJson(output.output)?.value ?? null }
      : told;
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
  taskFailed(run, thread, refusal(resource.kind === 'function' ? 'lambda' : resource.type, code, reason));
}

function refusal(type: string, code: string, reason: string): StateError {
  if (code === 'RoleNotAssumed') return new StateError('States.TaskFailed', reason);
  if (type === 'http') return httpFailure(code, reason);
  return code === 'ResultTooLong'
    ? new StateError('States.DataLimitExceeded', `The state/task '${type}' returned ${reason}`)
    : new StateError(errorName(type, code), reason);
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
