import { hostname } from 'node:os';
import { UsageError } from './flags.ts';

export interface AgentFlags {
  readonly endpoint: string;
  readonly region: string;
  readonly name?: string;
  readonly tags?: readonly string[];
  readonly dir: string;
  readonly root: string;
  readonly git: string;
}

/** Not for scripts: whoever deploys decides what they may do, and gives them that. */
const withheld = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'];

/** Plays a server until it is told to stop. Answers the exit code. */
export async function agent(flags: AgentFlags): Promise<number> {
  const say = (sentence: string) => void process.stderr.write(`${sentence}\n`);
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  try {
    const { runAgent } = await import('../agent/agent.ts');
    await runAgent({
      endpoint: endpointOf(flags.endpoint),
      region: flags.region,
      credentials: credentialsOf(process.env),
      name: flags.name ?? hostname(),
      tags: (flags.tags ?? []).map(tagOf),
      folder: flags.dir,
      root: flags.root,
      git: flags.git.replace(/\/$/, ''),
      env: environmentOf(process.env),
      log: say,
      signal: stop.signal,
    });
    return 0;
  } catch (error) {
    if (stop.signal.aborted) return 0;
    say(error instanceof Error ? error.message : String(error));
    return error instanceof UsageError ? 2 : 1;
  }
}

function endpointOf(text: string): string {
  if (/^https?:$/.test(URL.parse(text)?.protocol ?? '')) return text;
  throw new UsageError(`--endpoint takes http://127.0.0.1:4566, not '${text}'.`);
}

export function tagOf(text: string): { readonly Key: string; readonly Value: string } {
  const [, Key = '', Value = ''] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (Key !== '') return { Key, Value };
  throw new UsageError(`--tags takes key=value, not '${text}'.`);
}

/** Without any, those that Penstock gives everybody; with some, what the SDK finds. */
function credentialsOf(env: NodeJS.ProcessEnv) {
  const isSaid = Object.keys(env).some((name) =>
    /^AWS_(ACCESS_KEY_ID|PROFILE|ROLE_ARN|CONTAINER_)/.test(name),
  );
  return isSaid ? undefined : { accessKeyId: 'test', secretAccessKey: 'test' };
}

const environmentOf = (env: NodeJS.ProcessEnv): Record<string, string> =>
  Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) =>
      value === undefined || withheld.includes(name) ? [] : [[name, value]],
    ),
  );
