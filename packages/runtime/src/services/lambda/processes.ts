import type { FunctionProcess } from '../../base/effects/function.ts';
import type { Scope } from '../../base/scope.ts';
import { functionArn, type Version } from './records.ts';

/** What a version's processes are started with, but for their environment. */
export function processOf(scope: Scope, version: Version): Omit<FunctionProcess, 'revision' | 'env'> {
  const { image, imageSettings, layers } = version;
  return {
    function: functionArn(scope, version.functionName, version.version),
    code: version.code,
    runtime: version.runtime,
    functionHandler: version.functionHandler,
    ...(layers.length > 0 && { layers: layers.map(({ content }) => content) }),
    ...(image && { image: { ...imageSettings, content: image.content } }),
    memoryMb: version.memoryMb,
  };
}
