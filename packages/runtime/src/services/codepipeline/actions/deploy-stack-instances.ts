import type { ActionProvider, Work } from './action.ts';
import { folderRemoval } from './artifact-files.ts';
import { entityLinks } from './console-links.ts';
import { stackSetTimeoutMs } from './deploy-stack-set.ts';
import { ActionFailure, played, type Script, type ScriptMemory } from './script.ts';
import { listOf, opened, parametersOf, preferencesOf, targetsOf } from './stack-set-input.ts';
import { foundSet, performed, succeeding } from './stack-set-operations.ts';

/** CloudFormationStackInstances: instances of a stack set that is there already. */
// AWS: "AWS CloudFormation StackSets deploy action reference".
export const deployStackInstances: ActionProvider<ScriptMemory> = {
  type: {
    category: 'Deploy',
    provider: 'CloudFormationStackInstances',
    inputs: { min: 0, max: 2 },
    outputs: { min: 0, max: 0 },
    configuration: [
      { name: 'StackSetName', required: true },
      { name: 'DeploymentTargets' },
      { name: 'Regions', required: true },
      { name: 'ParameterOverrides' },
      { name: 'FailureTolerancePercentage', type: 'Number' },
      { name: 'MaxConcurrentPercentage', type: 'Number' },
    ],
    entityUrlTemplate: entityLinks.stackSets,
  },
  timeoutMs: () => stackSetTimeoutMs,
  ...played(script),
  tidy: (work) => ({ clean: folderRemoval(work) }),
};

function* script(work: Work): Script {
  const { configuration } = work;
  yield* opened(work, ['DeploymentTargets', 'ParameterOverrides']);
  const overrides = yield* parametersOf(work, 'ParameterOverrides');
  const targets = yield* targetsOf(work);
  // AWS: action reference: with Regions, DeploymentTargets have to be there, too. Unverified words.
  if (!targets) throw new ActionFailure('DeploymentTargets is required with Regions.', 'ConfigurationError');
  const set = yield* foundSet(work);
  const name = configuration['StackSetName']!;
  if (!set) throw new ActionFailure(`StackSet ${name} not found`);
  // AWS: action reference: instances that are there are updated.
  const operation = yield* performed(work, 'CreateStackInstances', {
    ...targets,
    Regions: listOf(configuration['Regions']),
    ...(overrides && { ParameterOverrides: overrides }),
    ...preferencesOf(work),
  });
  return succeeding(work, set, operation);
}
