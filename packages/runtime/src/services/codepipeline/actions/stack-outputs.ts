import type { Work } from './action.ts';
import { publishedFile } from './artifact-files.ts';
import type { Script } from './script.ts';
import type { Stack } from './stack-operations.ts';

/** AWS: action reference, OutputFileName: a JSON file with the stack's outputs, in the action's output artifact. */
export function* publishOutputs(work: Work, { Outputs = [] }: Stack): Script<void> {
  const { OutputFileName } = work.configuration;
  const [artifact] = work.outputs;
  if (!artifact || !OutputFileName) return;
  const outputs = Outputs.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]);
  const text = JSON.stringify(Object.fromEntries(outputs));
  yield* publishedFile(work, artifact, { path: OutputFileName, text });
}
