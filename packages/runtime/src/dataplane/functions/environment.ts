import path from 'node:path';
import type { FunctionInvoke } from '../../base/effects/function.ts';
import { functionName } from '../functions.ts';

/** Where the runtime lives and the code lies. */
export interface Place {
  readonly taskRoot: string;
  readonly runtimeRoot: string;
  readonly runtimeApi: string;
}

/**
 * The whole environment of a function's process: nothing of the control plane's own. AWS: developer guide,
 * "Working with Lambda environment variables", Defined runtime environment variables; the reserved ones
 * cannot be given.
 */
export function environmentOf(effect: FunctionInvoke, place: Place): Record<string, string> {
  const { name, version } = functionName(effect.function);
  return {
    PATH: [path.dirname(process.execPath), '/usr/local/bin', '/usr/bin', '/bin'].join(':'),
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    AWS_EXECUTION_ENV: `AWS_Lambda_${effect.runtime}`,
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: `[${version}]`,
    ...effect.env,
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_LAMBDA_FUNCTION_VERSION: version,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(effect.memoryMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_RUNTIME_API: place.runtimeApi,
    LAMBDA_TASK_ROOT: place.taskRoot,
    LAMBDA_RUNTIME_DIR: place.runtimeRoot,
    _HANDLER: effect.functionHandler,
  };
}

/**
 * AWS: developer guide, "Building Lambda functions with Node.js", Experimental Node.js features: up to
 * Node.js 22 requiring ES modules and guessing a file's module system are off. From 24 on they are not
 * experimental.
 */
export function nodeOptions(effect: FunctionInvoke): string[] {
  const major = Number(/^nodejs(\d+)/.exec(effect.runtime)?.[1]);
  const heap = `--max-old-space-size=${effect.memoryMb}`;
  const quiet = '--disable-warning=ExperimentalWarning';
  if (major >= 24) return [heap, quiet];
  return [heap, quiet, '--no-experimental-require-module', '--no-experimental-detect-module'];
}
