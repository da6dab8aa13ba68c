import type { StepPlan } from '../flow/command-state.ts';
import type { CommandDocument, StepDeclared } from './content.ts';
import { spelled } from './spelling.ts';
import { filled, type Values } from './parameters.ts';

/** What nodes are to do by a document, with its parameters put in. */
export function planOf({ steps, schemaVersion }: CommandDocument, values: Values): StepPlan[] {
  return steps.map((step) => {
    const inputs = filled(step.inputs, values) as Readonly<Record<string, unknown>>;
    const { onFailure, onSuccess } = inputs;
    return {
      name: step.name,
      action: step.action,
      folder: step.folder,
      does: deedOf(step, inputs, schemaVersion),
      exitsOn: [
        ...(onFailure === 'exit' || onFailure === 'successAndExit' ? (['Failed'] as const) : []),
        ...(onSuccess === 'exit' ? (['Success'] as const) : []),
      ],
      forgives: onFailure === 'successAndExit',
      isLast: spelled(inputs['finallyStep']) === 'true',
    };
  });
}

const scripts = 'aws:runShellScript';

/** AWS: the published agent's runpluginutil says what is not done on a node, and why. */
function deedOf(
  step: StepDeclared,
  inputs: Readonly<Record<string, unknown>>,
  schemaVersion: string,
): StepPlan['does'] {
  const { name, action, precondition } = step;
  const isOfPlatforms = schemaVersion === '2.2';
  const unmet = Object.entries(precondition ?? {}).find(([, operands]) => !isMet(operands));
  if (unmet) {
    const [operator, operands] = unmet;
    const which = `'"${operator}": [${operands.join(', ')}]'`;
    return {
      refused: `Step execution skipped due to unsatisfied preconditions: ${which}. Step name: ${name}`,
      skipped: true,
    };
  }
  if (action === scripts) return scriptOf(inputs);
  if (isOfPlatforms && action === 'aws:runPowerShellScript')
    return {
      refused: `Step execution skipped due to unsupported plugin: ${action}. Step name: ${name}`,
      skipped: true,
    };
  return {
    refused: `Plugin with name ${action} is not supported in current platform. Step name: ${name}`,
    skipped: false,
  };
}

/** Whether it is said of what all nodes here are: Linux. */
function isMet(operands: readonly string[]): boolean {
  const [one, other] = operands.map((each) => (each === 'platformType' ? 'Linux' : each));
  return one === other;
}

/** AWS: "Default is 3600 (1 hour)". The published agent's pluginutil takes it for what is not between these, too. */
const defaultTimeoutSeconds = 3600;
const [leastTimeoutSeconds, longestTimeoutSeconds] = [5, 172_800];

function scriptOf(inputs: Readonly<Record<string, unknown>>): StepPlan['does'] {
  const { runCommand, workingDirectory, timeoutSeconds } = inputs;
  const lines = Array.isArray(runCommand) ? runCommand.map(spelled) : [spelled(runCommand ?? '')];
  const directory = typeof workingDirectory === 'string' ? workingDirectory.trim() : '';
  const seconds = Math.trunc(Number(spelled(timeoutSeconds)));
  const isInRange = seconds >= leastTimeoutSeconds && seconds <= longestTimeoutSeconds;
  return {
    script: `${lines.join('\n')}\n`,
    ...(directory !== '' && { directory }),
    timeoutSeconds: isInRange ? seconds : defaultTimeoutSeconds,
  };
}
