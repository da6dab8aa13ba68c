import type { CommandDocument } from './content.ts';

/** AWS: as its own documents limit it: two days. */
const executionTimeoutPattern =
  '([1-9][0-9]{0,4})|(1[0-6][0-9]{4})|(17[0-1][0-9]{3})|(172[0-7][0-9]{2})|(172800)';

const runShellScript: CommandDocument = {
  schemaVersion: '1.2',
  description: 'Run a shell script or specify the commands to run.',
  parameters: {
    commands: {
      type: 'StringList',
      description: '(Required) The lines of a shell script.',
      minItems: 1,
    },
    workingDirectory: {
      type: 'String',
      default: '',
      description: '(Optional) The folder of the node that the script begins in.',
      maxChars: 4096,
    },
    executionTimeout: {
      type: 'String',
      default: '3600',
      description: '(Optional) How many seconds the script may take.',
      allowedPattern: executionTimeoutPattern,
    },
  },
  steps: [
    {
      name: 'aws:runShellScript',
      action: 'aws:runShellScript',
      folder: '0.awsrunShellScript',
      inputs: {
        id: '0.aws:runShellScript',
        runCommand: '{{ commands }}',
        workingDirectory: '{{ workingDirectory }}',
        timeoutSeconds: '{{ executionTimeout }}',
      },
    },
  ],
};

/** Documents that everybody has. */
export const amazonDocuments: Readonly<Record<string, CommandDocument>> = {
  'AWS-RunShellScript': runShellScript,
};

/** Such a document as AWS writes it. */
export function contentOf({ schemaVersion, description, parameters, steps }: CommandDocument): string {
  const properties = Object.groupBy(steps, ({ action }) => action);
  const runtimeConfig = Object.fromEntries(
    Object.entries(properties).map(([action, all = []]) => [
      action,
      { properties: all.map(({ inputs }) => inputs) },
    ]),
  );
  return JSON.stringify({ schemaVersion, description, parameters, runtimeConfig }, undefined, 2);
}
