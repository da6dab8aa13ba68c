import type { TestStateInput, TestStateOutput } from '@aws-sdk/client-sfn';
import { AwsError } from '../../../base/aws-error.ts';
import type { AwsCall } from '../../../base/effects/aws.ts';
import { EffectRefusal } from '../../../base/effects/effect.ts';
import type { Given } from '../../../base/given.ts';
import type { WaitingCall, WaitingHandler } from '../../../dispatch/service.ts';
import type { Reply } from '../../../dispatch/waits.ts';
import { rootThread, type Execution } from '../flow/execution-state.ts';
import { inspected } from '../flow/inspecting.ts';
import { Run } from '../flow/run.ts';
import { begun, goOn, waited } from '../flow/states.ts';
import { taskDone, taskRefused } from '../flow/tasks.ts';
import { httpTrace, type HttpTrace } from '../flow/http.ts';
import type { Machine } from '../language/definition.ts';
import { isObject, parsedJson, type Json, type JsonObject } from '../language/json.ts';
import { goneTo, machineToTest } from '../language/tested.ts';
import { invalidExecutionInput, validation } from '../errors.ts';
import { executionArn, executionFlowId, machineArn } from '../records.ts';
import { mocked, mockIn } from '../mocking.ts';
import { roleIn } from './state-machines.ts';
import { checkTestable, stateToTest, type Tested } from '../testing.ts';

type Asked = Given<TestStateInput>;

/** AWS: "The TestState API can run for up to five minutes". */
const testMsMax = 5 * 60 * 1000;

/** Runs one state, without a machine: as it would be run, or with what it is said to come to. Nothing of it is kept. */
// AWS: API reference, TestState; developer guide, "Testing state machines with TestState".
export const testState: WaitingHandler<Asked, TestStateOutput> = {
  async waits(asked, call) {
    const tested = stateToTest(asked);
    const mock = mockIn(asked, tested.state);
    checkTestable(asked, tested.state);
    if (asked.roleArn !== undefined) roleIn(call, asked.roleArn);
    const run = new Run(executionOf(asked, call, tested), call.now);
    run.contextGiven = contextIn(asked);
    begun(run);
    const thread = run.keep({ ...run.thread(rootThread)!, variables: variablesIn(asked) });
    if (mock) mocked(run, thread, tested.state, mock);
    const traced = mock ? {} : await performed(run, call);
    const after = run.finished();
    const result = mock && 'result' in mock ? mock.result : resultOf(after);
    const readerData = asked.stateConfiguration?.mapItemReaderData;
    const about = { run, thread, state: tested.state, result, readerData };
    return {
      ...outcome(run, after),
      ...(asked.inspectionLevel !== undefined &&
        asked.inspectionLevel !== 'INFO' && {
          inspectionData: {
            ...inspected(about),
            ...variablesOf(asked, after),
            ...errorDetails(run),
            ...(asked.inspectionLevel === 'TRACE' && traced),
          },
        }),
    };
  },
};

function executionOf(asked: Asked, call: WaitingCall, { name, state, language }: Tested): Execution {
  const scope = { account: call.account, region: call.region };
  const test = call.ids.uuid();
  const machine: Machine = machineToTest(name, state, language);
  const machineName = `TestState-${test.slice(0, 8)}`;
  return {
    scope,
    arn: executionArn(scope, machineName, test),
    flow: executionFlowId(scope, machineName, test),
    name: test,
    machineName,
    machineArn: machineArn(scope, machineName),
    type: 'EXPRESS',
    roleArn: asked.roleArn ?? '',
    definition: asked.definition,
    machine,
    input: (parsedJson(asked.input ?? '{}') ?? invalidExecutionInput('The input is not valid JSON')).value,
    startDate: call.now,
    status: 'RUNNING',
    threads: {},
    history: [],
  };
}

function objectIn(text: string | undefined, name: string): JsonObject | undefined {
  if (text === undefined) return undefined;
  const { value } = parsedJson(text) ?? {};
  // AWS: unverified words.
  return isObject(value) ? value : validation(`Invalid ${name} provided: it must be a JSON object`);
}

const variablesIn = ({ variables }: Asked): JsonObject => objectIn(variables, 'Variables') ?? {};
const contextIn = ({ context }: Asked): JsonObject | undefined => objectIn(context, 'Context object');

/** What it asks for is done, and what it waits for is waited for. Answers what went over HTTP. */
async function performed(run: Run, call: WaitingCall): Promise<HttpTrace> {
  let traced: HttpTrace = {};
  goOn(run);
  const thread = run.thread(rootThread);
  if (thread?.blocked?.on === 'time' && thread.blocked.goingTo === 'exit') {
    const { at } = thread.blocked;
    await call.ask(({ now }): Reply<true> => (now >= at ? { answer: true } : { againAt: at }), testMsMax);
    waited(run, thread);
  } else if (thread?.blocked?.on === 'task') {
    const effect = Object.values(run.effects)[0] as AwsCall;
    try {
      const output = await call.perform(effect);
      if (effect.operation === 'AskEndpoint') traced = httpTrace(effect.input, output);
      taskDone(run, thread, output);
    } catch (error) {
      if (!(error instanceof AwsError || error instanceof EffectRefusal)) throw error;
      const code = error instanceof AwsError ? error.name : error.code;
      taskRefused(run, thread, { code, reason: error.message });
    }
  }
  goOn(run);
  return traced;
}

/** What a task has come to, as its history tells. */
function resultOf({ history }: Execution): Json | undefined {
  const told = history.find(({ type }) => type === 'TaskSucceeded' || type === 'LambdaFunctionSucceeded');
  const [details] = Object.values(told?.details ?? {});
  return isObject(details) && typeof details['output'] === 'string'
    ? parsedJson(details['output'])?.value
    : undefined;
}

function outcome(run: Run, { status, output, error, cause, history }: Execution): TestStateOutput {
  const { handled } = run;
  const told = handled && { error: handled.error, cause: handled.cause };
  if (handled?.retryIndex !== undefined && status === 'RUNNING') return { ...told, status: 'RETRIABLE' };
  if (status !== 'SUCCEEDED') return { error: error ?? '', cause: cause ?? '', status: 'FAILED' };
  const entered = history.flatMap(({ details: { stateEnteredEventDetails: state } }) =>
    isObject(state) ? [String(state['name'])] : [],
  );
  const nextState = goneTo(entered.at(-1) ?? '');
  return {
    output: JSON.stringify(output),
    ...(nextState !== undefined && { nextState }),
    ...(handled ? { ...told, status: 'CAUGHT_ERROR' as const } : { status: 'SUCCEEDED' as const }),
  };
}

/** The variables there are when the state is left. */
function variablesOf(asked: Asked, { history }: Execution): { readonly variables?: string } {
  const left = history.flatMap(({ details: { stateExitedEventDetails: state } }) =>
    isObject(state) && isObject(state['assignedVariables']) ? [state['assignedVariables']] : [],
  );
  const assigned = Object.entries(left[0] ?? {}).map(([name, text]) => [
    name,
    parsedJson(String(text))?.value,
  ]);
  const all = { ...variablesIn(asked), ...(Object.fromEntries(assigned) as JsonObject) };
  return Object.keys(all).length > 0 ? { variables: JSON.stringify(all) } : {};
}

function errorDetails({ handled }: Run) {
  if (!handled) return {};
  const { catchIndex, retryIndex, backoffMs } = handled;
  return {
    errorDetails: {
      ...(catchIndex !== undefined && { catchIndex }),
      ...(retryIndex !== undefined && { retryIndex }),
      ...(backoffMs !== undefined && { retryBackoffIntervalSeconds: Math.round(backoffMs / 1000) }),
    },
  };
}
