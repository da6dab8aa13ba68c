import { hourMs, type ActionProvider, type Work } from './action.ts';
import { worked } from './jobs.ts';
import { played, type Script, type ScriptMemory } from './script.ts';

/** AWS: quotas, "Custom action: 24 hours". */
const timeoutMs = 24 * hourMs;

/**
 * An action of a type that somebody has made: its jobs are for whoever polls for them. What its configuration may
 * be is told by the type's record, when the pipeline is declared.
 */
export const custom: ActionProvider<ScriptMemory> = {
  type: {
    category: 'Build',
    provider: 'Custom',
    inputs: { min: 0, max: 5 },
    outputs: { min: 0, max: 5 },
    configuration: [],
  },
  timeoutMs: () => timeoutMs,
  // AWS: unverified words.
  timeoutError: () => ({
    code: 'JobFailed',
    message: 'The job timed out before its worker reported a result.',
  }),
  ...played(script),
};

function script(work: Work): Script {
  return worked(work, { queryable: work.configuration });
}
