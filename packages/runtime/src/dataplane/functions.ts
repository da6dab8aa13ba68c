import { parseArn } from '../base/arn.ts';
import { EffectRefusal } from '../base/effects/effect.ts';
import type { FunctionInvoke, FunctionInvoked, FunctionRemove } from '../base/effects/function.ts';

export type FunctionEffect = FunctionInvoke | FunctionRemove;

/** Runs functions. What a function throws is its answer; refused is only what there is no way to run. */
export interface Functions {
  perform(effect: FunctionEffect): Promise<FunctionInvoked | object>;
}

// AWS: developer guide, "Lambda runtimes", Supported runtimes; those of Node.js that are deprecated or to
// come included.
const served = ['nodejs18.x', 'nodejs20.x', 'nodejs22.x', 'nodejs24.x'];

/** Says no to a runtime that is not here, and names those that are. */
export function refuseRuntime(runtime: string): void {
  if (served.includes(runtime)) return;
  const there = `Penstock runs ${served.join(', ')}, all on its own Node.js`;
  const why = runtime.startsWith('python') ? 'Python is not served yet' : 'it is not served';
  throw new EffectRefusal('NoSuchRuntime', `The runtime ${runtime} is not here: ${why}. ${there}.`);
}

/** The parts of a qualified function ARN. */
export function functionName(arn: string): { readonly name: string; readonly version: string } {
  const [, name = arn, version = '$LATEST'] = parseArn(arn)?.resource.split(':') ?? [];
  return { name, version };
}

/**
 * What a caller gets where a function did not answer. AWS: its own Runtime Interface Emulator has the same
 * members.
 */
export function failure(errorType: string, errorMessage: string): string {
  return JSON.stringify({ errorType, errorMessage });
}

/** `3.00`: whole milliseconds as seconds. */
export const seconds = (ms: number): string => (ms / 1000).toFixed(2);
