import type { AwsCall } from '../../../base/effects/aws.ts';
import type { Said } from '../../../base/effects/instance.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import type { CommandState, Invocation, OutputBucket, Plugin } from './command-state.ts';

interface Output {
  readonly stdout: Said;
  readonly stderr: Said;
}

/** AWS: user guide, "Understanding command output": `<prefix>/<command>/<node>/awsrunShellScript/<step>`. */
export function folderOf(
  { commandId, output }: { readonly commandId: string; readonly output?: OutputBucket | undefined },
  { instanceId }: Pick<Invocation, 'instanceId'>,
  { action, folder }: Plugin,
): string {
  const places = [commandId, instanceId, action.replaceAll(':', ''), folder];
  return [...(output?.prefix ? [output.prefix.replace(/\/+$/, '')] : []), ...places].join('/');
}

/** What brings the output of the last script where the command wants it. AWS: nothing is written of nothing. */
export function keepsOf(state: CommandState, invocation: Invocation, output: Output, now: number): AwsCall[] {
  const plugin = invocation.plugins.at(-1)!;
  const names = (['stdout', 'stderr'] as const).filter((name) => output[name].text !== '');
  const { bucket, region = state.region } = state.output ?? {};
  const objects = names.flatMap((name) =>
    bucket !== undefined && output[name].whole
      ? [
          nodeCall({ ...state, ...invocation, region }, 's3', 'PutObject', {
            Bucket: bucket,
            Key: `${folderOf(state, invocation, plugin)}/${name}`,
            Body: output[name].whole,
            ContentType: 'text/plain',
          }),
        ]
      : [],
  );
  const { logGroup: logGroupName } = state;
  if (logGroupName === undefined || names.length === 0) return objects;
  const node = { ...state, ...invocation };
  const group = nodeCall(node, 'logs', 'CreateLogGroup', { logGroupName });
  const streams = names.flatMap((name) => {
    const logStreamName = `${streamOf(state, invocation, plugin)}/${name}`;
    const logEvents = eventsOf(output[name].text, now);
    const named = { logGroupName, logStreamName };
    return [
      nodeCall(node, 'logs', 'CreateLogStream', named),
      nodeCall(node, 'logs', 'PutLogEvents', { ...named, logEvents }),
    ];
  });
  return [...objects, group, ...streams];
}

/** AWS: the published agent's runpluginutil: names of streams have no colons. */
const streamOf = ({ commandId }: CommandState, { instanceId }: Invocation, { name }: Plugin): string =>
  `${commandId}/${instanceId}/${name.replaceAll(':', '-')}`;

/** AWS: the published agent's cloudwatchlogspublisher: events of so many bytes, cut where a line ends. */
const eventBytesMax = 200_000;

function eventsOf(text: string, timestamp: number) {
  const messages: string[] = [];
  let message = '';
  for (const line of text.match(/[^\n]*\n|[^\n]+$/g) ?? []) {
    if (message !== '' && Buffer.byteLength(message) + Buffer.byteLength(line) > eventBytesMax) {
      messages.push(message);
      message = '';
    }
    message += line;
  }
  return [...messages, message].map((each) => ({ timestamp, message: each.replace(/\n$/, '') }));
}

/** AWS: a node writes by the role of its profile. One that has none is let in as the service. */
const nodeCall = (
  { account, region, role }: Pick<CommandState, 'account' | 'region'> & Pick<Invocation, 'role'>,
  service: string,
  operation: string,
  input: object,
): AwsCall => ({
  type: 'aws.call',
  service,
  operation,
  input,
  as: role ?? servicePrincipal('ssm'),
  scope: { account, region },
});
