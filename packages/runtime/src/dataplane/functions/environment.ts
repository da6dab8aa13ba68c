import path from 'node:path';
import type { FunctionProcess } from '../../base/effects/function.ts';
import { functionName } from './functions.ts';

/** Where the runtime lives and the code lies. */
export interface Place {
  readonly taskRoot: string;
  readonly runtimeRoot: string;
  readonly functionHandler: string;
  /** Where the files of layers are. */
  readonly opt: string;
}

/**
 * The whole environment of a function's process, but for the address of its Runtime API: nothing of the control
 * plane's own. AWS: developer guide, "Working with Lambda environment variables", Defined runtime environment
 * variables; the reserved ones cannot be given.
 */
export function environmentOf(effect: FunctionProcess, place: Place): Record<string, string> {
  const { name, version } = functionName(effect.function);
  const { opt, taskRoot } = place;
  const programs = [path.dirname(process.execPath), '/usr/local/bin', '/usr/bin', '/bin', `${opt}/bin`];
  return {
    PATH: programs.join(':'),
    LD_LIBRARY_PATH: [taskRoot, `${taskRoot}/lib`, `${opt}/lib`].join(':'),
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    ...codePaths(effect, opt),
    ...(effect.runtime !== undefined && { AWS_EXECUTION_ENV: `AWS_Lambda_${effect.runtime}` }),
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: `[${version}]`,
    ...effect.env,
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_LAMBDA_FUNCTION_VERSION: version,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(effect.memoryMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    LAMBDA_TASK_ROOT: taskRoot,
    LAMBDA_RUNTIME_DIR: place.runtimeRoot,
    _HANDLER: place.functionHandler,
    PENSTOCK_OPT: opt,
  };
}

/** AWS: "Packaging your layer content": where each language looks for the code of layers. */
function codePaths({ runtime = '' }: FunctionProcess, opt: string): Record<string, string> {
  const [, major] = /^nodejs(\d+)/.exec(runtime) ?? [];
  if (major === undefined) return {};
  return { NODE_PATH: [`${opt}/nodejs/node${major}/node_modules`, `${opt}/nodejs/node_modules`].join(':') };
}

/**
 * AWS: developer guide, "Building Lambda functions with Node.js", Experimental Node.js features: up to
 * Node.js 22 requiring ES modules and guessing a file's module system are off. From 24 on they are not
 * experimental.
 */
export function nodeOptions(effect: FunctionProcess): string[] {
  const major = Number(/^nodejs(\d+)/.exec(effect.runtime ?? '')?.[1] ?? 24);
  // Young objects would take 48 MB of whatever a function has. AWS: unverified: its runtimes give them a twentieth.
  const young = Math.max(1, Math.floor(effect.memoryMb / 20));
  const heap = [`--max-old-space-size=${effect.memoryMb}`, `--max-semi-space-size=${young}`];
  const quiet = '--disable-warning=ExperimentalWarning';
  if (major >= 24) return [...heap, quiet];
  return [...heap, quiet, '--no-experimental-require-module', '--no-experimental-detect-module'];
}
