import type { ActionDeclared } from '../declaration/declaration.ts';
import { hourMs, minuteMs, type ActionError, type ActionProvider, type Work } from './action.ts';
import { worked, type Job } from './jobs.ts';
import { awsCall, doing, played, type Script, type ScriptMemory } from './script.ts';

/** AWS: quotas, "Action timeout, Lambda: 24 hours"; a function that says nothing has 20 minutes. */
const timeoutMs = 24 * hourMs;
const silentMs = 20 * minuteMs;

/** Lambda: a function that is given a job and reports by PutJobSuccessResult or PutJobFailureResult. */
export const invokeLambda: ActionProvider<ScriptMemory> = {
  type: {
    category: 'Invoke',
    provider: 'Lambda',
    inputs: { min: 0, max: 5 },
    outputs: { min: 0, max: 5 },
    configuration: [{ name: 'FunctionName', required: true }, { name: 'UserParameters' }],
  },
  timeoutMs: () => timeoutMs,
  timeoutError: functionSilent,
  ...played(script),
};

/** AWS: as seen in the wild. */
export function functionSilent({ configuration }: Pick<ActionDeclared, 'configuration'>): ActionError {
  return {
    code: 'JobFailed',
    message:
      `The AWS Lambda function ${configuration['FunctionName']} failed to return a result. Check the function ` +
      'to verify that it has permission to call the PutJobSuccessResult action and that it made a call to ' +
      'PutJobSuccessResult.',
  };
}

/** AWS: a function that answers with a continuation token is invoked again with it. */
function script(work: Work): Script {
  return worked(work, {
    silentMs,
    *begin(job, ordinal) {
      yield* doing(`invoke ${ordinal}`, invocation(work, job));
    },
  });
}

/** AWS: user guide, "JSON event example" of the Lambda invoke action. */
function invocation(work: Work, { id, data }: Job) {
  const { actionTypeId: _type, pipelineContext: _context, ...told } = data;
  const { FunctionName } = work.configuration;
  const event = { 'CodePipeline.job': { id, accountId: work.pipelineScope.account, data: told } };
  return awsCall(work, 'lambda', 'Invoke', {
    FunctionName,
    InvocationType: 'Event',
    Payload: JSON.stringify(event),
  });
}
