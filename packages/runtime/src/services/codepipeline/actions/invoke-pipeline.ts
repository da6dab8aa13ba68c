import type { AwsWait } from '../../../base/effects/aws.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import type { ActionProvider, Work } from './action.ts';
import { consoleLinks } from './console-links.ts';
import { ActionFailure, awsCall, doing, played, type Script, type ScriptMemory } from './script.ts';

/**
 * CodePipeline: an execution of another pipeline. It is over when that one is: its time-outs are that pipeline's.
 * AWS: user guide, "AWS CodePipeline invoke action reference"; unverified that the action waits for the end.
 */
export const invokePipeline: ActionProvider<ScriptMemory> = {
  type: {
    category: 'Invoke',
    provider: 'CodePipeline',
    inputs: { min: 0, max: 0 },
    outputs: { min: 0, max: 0 },
    configuration: [
      { name: 'PipelineName', required: true },
      { name: 'SourceRevisions' },
      { name: 'Variables' },
    ],
    pipelineType: 'V2',
  },
  ...played(script),
};

function* script(work: Work): Script {
  const name = work.configuration['PipelineName'];
  const variables = listIn(work, 'Variables');
  const sourceRevisions = listIn(work, 'SourceRevisions');
  const { pipelineExecutionId } = yield* doing(
    'start',
    awsCall(work, 'codepipeline', 'StartPipelineExecution', {
      name,
      clientRequestToken: work.actionExecutionId,
      ...(variables && { variables }),
      ...(sourceRevisions && { sourceRevisions }),
    }),
  );
  const shows = {
    externalExecutionId: pipelineExecutionId,
    externalExecutionUrl: consoleLinks.pipeline(work.scope.region, name!),
  };
  const wait: AwsWait = {
    type: 'aws.wait',
    service: 'codepipeline',
    operation: 'GetPipelineExecution',
    input: { pipelineName: name, pipelineExecutionId },
    until: "!contains(['InProgress', 'Stopping'], pipelineExecution.status)",
    // AWS: the reference asks for no other permission than codepipeline:StartPipelineExecution.
    as: servicePrincipal('codepipeline'),
    scope: work.scope,
  };
  const { pipelineExecution } = yield* doing('wait', wait, shows);
  // AWS: unverified words.
  const summary = `Pipeline execution ${pipelineExecutionId} of ${name} ended as ${pipelineExecution.status}`;
  if (pipelineExecution.status === 'Succeeded') return { shows: { ...shows, summary } };
  throw new ActionFailure(summary, 'JobFailed', { ...shows, summary });
}

/** AWS: "you specify variables as a serialized JSON string": a list of objects. Unverified words. */
function listIn(work: Work, key: string): readonly unknown[] | undefined {
  const text = work.configuration[key];
  if (text === undefined) return undefined;
  const list = parsed(text);
  if (!Array.isArray(list))
    throw new ActionFailure(`The ${key} configuration is not a valid JSON array.`, 'ConfigurationError');
  return list;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
