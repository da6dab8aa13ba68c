import type { ActionDeclared } from '../declaration/declaration.ts';
import type { ActionProvider, Work } from './action.ts';
import { builtByCommands, exportedBy, shownOf } from './managed-build.ts';
import { played, type Script, type ScriptMemory } from './script.ts';

/**
 * Commands: what a shell is to do, without a build project. Its time-out, 55 minutes, is the build's own.
 * AWS: user guide, "Commands action reference"; unverified counts of artifacts.
 */
export const computeCommands: ActionProvider<ScriptMemory> = {
  type: {
    category: 'Compute',
    provider: 'Commands',
    inputs: { min: 1, max: 10 },
    outputs: { min: 0, max: 1 },
    configuration: [],
    pipelineType: 'V2',
  },
  refused,
  ...played(script),
};

/** AWS: unverified words; the rules are those of the action's reference. */
function refused({ name, commands = [], region }: ActionDeclared, home: string): string | undefined {
  if (commands.length === 0) return `Action '${name}' of the provider Commands has no commands`;
  if (commands.some((command) => command.includes('\n')))
    return `Action '${name}' has a command of several lines: commands must be in single-line format`;
  if (region !== undefined && region !== home)
    return `Action '${name}' of the provider Commands cannot be in another region than its pipeline`;
  return undefined;
}

function* script(work: Work): Script {
  const [artifact] = work.outputs;
  const [declared] = work.action.outputArtifacts;
  const build = yield* builtByCommands(work, {
    commands: work.commands ?? [],
    variables: work.environmentVariables,
    exported: work.action.outputVariables ?? [],
    // AWS: unverified what an output artifact without files is.
    output: artifact && { artifact, files: declared?.files ?? ['**/*'] },
  });
  return { shows: shownOf(build), variables: exportedBy(build) };
}
