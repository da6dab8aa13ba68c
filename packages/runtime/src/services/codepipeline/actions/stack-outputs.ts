import type { Work } from './action.ts';
import { awsCall, doing, type Script } from './script.ts';
import type { Stack } from './stack-operations.ts';

/** AWS: action reference, OutputFileName: a JSON file with the stack's outputs, in the action's output artifact. */
export function* publishOutputs(work: Work, { Outputs = [] }: Stack): Script<void> {
  const { OutputFileName } = work.configuration;
  const [artifact] = work.outputs;
  if (!artifact || !OutputFileName) return;
  const workspace = `${work.actionExecutionId}/outputs`;
  const outputs = Outputs.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]);
  const text = JSON.stringify(Object.fromEntries(outputs));
  const write = [{ path: OutputFileName, text }];
  yield* doing('write outputs', { type: 'workspace.prepare', workspace, unpack: [], write });
  const pack = { type: 'workspace.pack', workspace, baseDirectory: '', files: [OutputFileName] } as const;
  const { zip } = yield* doing('pack outputs', pack);
  yield* doing(
    'put outputs',
    awsCall(work, 's3', 'PutObject', {
      Bucket: artifact.bucket,
      Key: artifact.key,
      Body: zip,
      ContentType: 'application/zip',
    }),
  );
  yield* doing('forget outputs', { type: 'workspace.remove', workspace });
}
