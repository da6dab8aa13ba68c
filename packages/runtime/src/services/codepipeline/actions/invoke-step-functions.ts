import type { AwsWait } from '../../../base/effects/aws.ts';
import { hourMs, type ActionProvider, type Shown, type Work } from './action.ts';
import {
  artifactFile,
  folderRemoval,
  inputNamed,
  publishedFile,
  readText,
  unpacked,
} from './artifact-files.ts';
import { consoleLinks } from './console-links.ts';
import { ActionFailure, awsCall, doing, played, type Script, type ScriptMemory } from './script.ts';

/** AWS: quotas, "Action timeout, Step Functions: 7 days". */
const timeoutMs = 7 * 24 * hourMs;

/** StepFunctions: an execution of a state machine, and its end. */
// AWS: user guide, action reference "AWS Step Functions".
export const invokeStepFunctions: ActionProvider<ScriptMemory> = {
  type: {
    category: 'Invoke',
    provider: 'StepFunctions',
    inputs: { min: 0, max: 1 },
    outputs: { min: 0, max: 1 },
    configuration: [
      { name: 'StateMachineArn', required: true },
      { name: 'ExecutionNamePrefix' },
      { name: 'InputType' },
      { name: 'Input' },
    ],
  },
  timeoutMs: () => timeoutMs,
  ...played(script),
  tidy: (work) => ({ clean: folderRemoval(work) }),
};

function* script(work: Work): Script {
  const { StateMachineArn = '', ExecutionNamePrefix } = work.configuration;
  const { type } = yield* doing(
    'machine',
    awsCall(work, 'states', 'DescribeStateMachine', { stateMachineArn: StateMachineArn }),
  );
  // AWS: of an express one: "You cannot designate an output artifact". Unverified words.
  if (type === 'EXPRESS' && work.outputs.length > 0)
    throw new ActionFailure(
      `The state machine ${StateMachineArn} is an express one, and leaves no output artifact`,
      'ConfigurationError',
    );
  const input = yield* inputOf(work);
  // AWS: "the prefix is prepended to the action execution ID".
  const name = [ExecutionNamePrefix, work.actionExecutionId].filter(Boolean).join('-');
  const started = awsCall(work, 'states', 'StartExecution', {
    stateMachineArn: StateMachineArn,
    name,
    ...(input !== undefined && { input }),
  });
  const { executionArn } = yield* doing('start', started);
  const shows = {
    externalExecutionId: executionArn,
    externalExecutionUrl: consoleLinks.stateMachineExecution(work.scope.region, executionArn),
  };
  // AWS: of an express one: "the action does not wait for the state machine execution to complete".
  if (type === 'EXPRESS') return { shows, variables: { StateMachineArn } };
  const ended = yield* awaited(work, executionArn, shows);
  const [artifact] = work.outputs;
  // AWS: "the output artifact is populated with the output of the state machine". Unverified what its file is called.
  if (artifact) yield* publishedFile(work, artifact, { path: 'output.json', text: ended.output ?? '{}' });
  return { shows, variables: { StateMachineArn, ExecutionArn: executionArn } };
}

/** The execution's end; the action fails where it has not succeeded. */
function* awaited(work: Work, executionArn: string, shows: Shown): Script<{ readonly output?: string }> {
  const wait: AwsWait = {
    ...awsCall(work, 'states', 'DescribeExecution', { executionArn }),
    type: 'aws.wait',
    until: "status != 'RUNNING'",
  };
  const ended = yield* doing('wait', wait, shows);
  if (ended.status === 'SUCCEEDED') return ended;
  // AWS: unverified words.
  const why = [ended.error, ended.cause].filter(Boolean).join(': ');
  throw new ActionFailure(
    `State machine execution ended as ${ended.status}${why && `. ${why}`}`,
    'JobFailed',
    shows,
  );
}

/** AWS: InputType: Literal, the default, is given as it is; FilePath names a file of the input artifact. */
function* inputOf(work: Work): Script<string | undefined> {
  const { InputType = 'Literal', Input } = work.configuration;
  if (InputType === 'Literal' || Input === undefined) return Input;
  const [artifact] = work.inputs;
  if (InputType !== 'FilePath' || !artifact)
    // AWS: unverified words.
    throw new ActionFailure(
      'InputType must be Literal, or FilePath with an input artifact',
      'ConfigurationError',
    );
  yield* unpacked(work, [artifact]);
  const file = artifactFile(Input) ?? { artifact: artifact.name, path: Input };
  inputNamed(work, file.artifact);
  const text = yield* readText(work, file);
  yield* doing('clean', folderRemoval(work));
  return text;
}
