import { spawnSync } from 'node:child_process';
import { constants } from 'node:os';
import { keptNodeOptions } from '../own-program.ts';
import { shardOf, strategies, type Strategy } from './shards.ts';

const filesVariable = 'CODEBUILD_CURRENT_SHARD_FILES';

interface Asked {
  readonly search: string;
  readonly command: string;
  readonly strategy: Strategy;
}

/**
 * Runs the tests that are this build's. Answers the exit code.
 * AWS: user guide, "Use the codebuild-tests-run CLI command". Unverified: what it prints, what it does without files,
 * and that they are not put behind a command that takes them from the variable.
 */
export function testsRun(line: readonly string[]): number {
  const asked = askedBy(line);
  if (typeof asked === 'string') return refused(asked);
  const search = spawnSync('sh', ['-c', asked.search], {
    encoding: 'utf8',
    env: environment(),
    maxBuffer: Infinity,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (search.status !== 0) return refused(`the search for files failed: ${asked.search}`);
  const found = new Set(search.stdout.split('\n').map((each) => each.trim()));
  found.delete('');
  const shard = shardOf(process.env['PENSTOCK_SHARD']);
  const files = strategies[asked.strategy]([...found], shard);
  const part = `shard ${shard.index + 1} of ${shard.count}`;
  process.stdout.write(`codebuild-tests-run: ${files.length} of ${found.size} test files, ${part}\n`);
  return files.length === 0 ? 0 : run(asked.command, files);
}

/** What the system takes of one variable, with its name. */
const variableBytesMax = 131_071;

function run(command: string, files: readonly string[]): number {
  const listed = files.join('\n');
  const takesThem = command.includes(filesVariable);
  const fits = Buffer.byteLength(`${filesVariable}=${listed}`) < variableBytesMax;
  if (takesThem && !fits) return refused(`${files.length} test files are too many for ${filesVariable}`);
  const words = takesThem ? [command] : [`${command} "$@"`, 'sh', ...files];
  const env = { ...environment(), ...(fits && { [filesVariable]: listed }) };
  const { status, signal, error } = spawnSync('sh', ['-c', ...words], { stdio: 'inherit', env });
  if (error) return refused(error.message);
  return status ?? 128 + constants.signals[signal!];
}

/** Of the commands of the build. */
function environment(): NodeJS.ProcessEnv {
  const { [keptNodeOptions]: NODE_OPTIONS, ...rest } = process.env;
  return { ...rest, ...(NODE_OPTIONS && { NODE_OPTIONS }) };
}

function askedBy(line: readonly string[]): Asked | string {
  const options: Record<string, string> = {};
  for (let at = 0; at < line.length; at++) {
    const [, name, attached] =
      /^--(test-command|files-search|sharding-strategy)(?:=([^]*))?$/.exec(line[at]!) ?? [];
    if (name === undefined) return `unknown argument: ${line[at]}`;
    options[name] = attached ?? line[++at] ?? '';
  }
  const { 'files-search': search, 'test-command': command, 'sharding-strategy': named } = options;
  const strategy = named ?? 'equal-distribution';
  if (!search || !command) return '--files-search and --test-command are required';
  if (!(strategy in strategies)) return `unknown sharding strategy: ${strategy}`;
  return { search, command, strategy: strategy as Strategy };
}

function refused(why: string): number {
  process.stderr.write(`codebuild-tests-run: ${why}\n`);
  return 1;
}
