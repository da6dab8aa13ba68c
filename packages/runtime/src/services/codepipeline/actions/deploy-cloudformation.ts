import { hourMs, type ActionProvider, type Succeeded, type Work } from './action.ts';
import { folderRemoval } from './artifact-files.ts';
import { entityLinks } from './console-links.ts';
import { ActionFailure, played, type Script, type ScriptMemory } from './script.ts';
import { publishOutputs } from './stack-outputs.ts';
import { deleted, executed, found, prepared, settled, stackShown, type Stack } from './stack-operations.ts';
import { stackInput } from './stack-input.ts';

/** AWS: quotas, "Action timeout, CloudFormation deployment action: 3 days". */
const timeoutMs = 72 * hourMs;

/** AWS: "CloudFormation deploy action reference", ActionMode. */
const modes: Readonly<Record<string, (work: Work) => Script>> = {
  CREATE_UPDATE: createOrUpdate,
  REPLACE_ON_FAILURE: replaceOnFailure,
  DELETE_ONLY: deleteOnly,
  CHANGE_SET_REPLACE: replaceChangeSet,
  CHANGE_SET_EXECUTE: executeChangeSet,
};

/** CloudFormation: a stack or a change set from a template that an artifact holds. */
export const deployCloudFormation: ActionProvider<ScriptMemory> = {
  type: {
    category: 'Deploy',
    provider: 'CloudFormation',
    inputs: { min: 0, max: 10 },
    outputs: { min: 0, max: 1 },
    configuration: [
      { name: 'ActionMode', required: true },
      { name: 'StackName', required: true },
      { name: 'ChangeSetName' },
      { name: 'TemplatePath' },
      { name: 'TemplateConfiguration' },
      { name: 'Capabilities' },
      { name: 'RoleArn' },
      { name: 'ParameterOverrides' },
      { name: 'OutputFileName' },
    ],
    entityUrlTemplate: entityLinks.stacks,
  },
  timeoutMs: () => timeoutMs,
  ...played(script),
  tidy: (work) => ({ clean: folderRemoval(work) }),
};

function script(work: Work): Script {
  const { ActionMode = '' } = work.configuration;
  const mode = Object.hasOwn(modes, ActionMode) ? modes[ActionMode] : undefined;
  // AWS: unverified words.
  if (!mode) throw new ActionFailure(`ActionMode ${ActionMode} is not supported.`, 'ConfigurationError');
  return mode(work);
}

function* createOrUpdate(work: Work): Script {
  const stack = yield* found(work);
  // AWS: as seen in the wild.
  if (stack && !/^(CREATE|UPDATE|UPDATE_ROLLBACK|IMPORT|IMPORT_ROLLBACK)_COMPLETE$/.test(stack.StackStatus))
    throw new ActionFailure(`Stack exists but with non-updatable status: ${stack.StackStatus}`);
  return yield* succeeding(work, yield* settled(work, stack, yield* stackInput(work)));
}

/** AWS: action reference: a stack in a failed state is deleted, and made again. */
function* replaceOnFailure(work: Work): Script {
  const stack = yield* found(work);
  const input = yield* stackInput(work);
  const failed = stack && /^(ROLLBACK_COMPLETE|.*_FAILED)$/.test(stack.StackStatus);
  if (failed) yield* deleted(work, stack);
  return yield* succeeding(work, yield* settled(work, failed ? undefined : stack, input));
}

function* deleteOnly(work: Work): Script {
  const stack = yield* found(work);
  if (stack) yield* deleted(work, stack);
  return { shows: { summary: 'Stack deleted' } };
}

function* replaceChangeSet(work: Work): Script {
  const stack = yield* found(work);
  const input = yield* stackInput(work);
  const changeSet = yield* prepared(work, stack, input);
  const told = yield* found(work);
  return { shows: { ...stackShown(work, told), summary: changeSet }, variables: variablesOf(told) };
}

function* executeChangeSet(work: Work): Script {
  return yield* succeeding(work, yield* executed(work));
}

/** What a stack that has been made or changed leaves behind: its outputs, as variables and as a file. */
function* succeeding(work: Work, stack: Stack): Script<Succeeded> {
  yield* publishOutputs(work, stack);
  return {
    shows: { ...stackShown(work, stack), summary: `Stack ${stack.StackStatus}` },
    variables: variablesOf(stack),
  };
}

function variablesOf(stack: Stack | undefined): Readonly<Record<string, string>> {
  const outputs = stack?.Outputs ?? [];
  return Object.fromEntries(outputs.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));
}
