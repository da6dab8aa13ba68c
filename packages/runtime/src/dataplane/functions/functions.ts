import { parseArn } from '../../base/arn.ts';
import { EffectRefusal } from '../../base/effects/effect.ts';
import type {
  FunctionInvoke,
  FunctionInvoked,
  FunctionProvision,
  FunctionRemove,
  FunctionStream,
  FunctionStreamed,
} from '../../base/effects/function.ts';

export type FunctionEffect = FunctionInvoke | FunctionStream | FunctionProvision | FunctionRemove;

/** Runs functions. What a function throws is its answer; refused is only what there is no way to run. */
export interface Functions {
  perform(effect: FunctionEffect): Promise<FunctionInvoked | FunctionStreamed | object>;
}

/** What runs a function: a program of this machine, or one that the function brings along. */
export type Language = 'node' | 'python' | 'own';

// AWS: developer guide, "Lambda runtimes", Supported runtimes; those that are deprecated or to come included.
const languages: readonly (readonly [RegExp, Language])[] = [
  [/^nodejs(18|20|22|24)\.x$/, 'node'],
  [/^python3\.(8|9|1\d)$/, 'python'],
  [/^provided(\.al2|\.al2023)?$/, 'own'],
];

/** The language of a runtime; says no to one that is not here, and names those that are. */
export function languageOf(runtime: string): Language {
  const language = languages.find(([names]) => names.test(runtime))?.[1];
  if (language) return language;
  throw new EffectRefusal(
    'NoSuchRuntime',
    `The runtime ${runtime} is not here. Penstock runs nodejs18.x to nodejs24.x on its own Node.js, python3.8 and ` +
      'later on the Python of this machine, and provided, provided.al2 and provided.al2023, which bring a bootstrap.',
  );
}

/** The parts of a qualified function ARN. */
export function functionName(arn: string): { readonly name: string; readonly version: string } {
  const [, name = arn, version = '$LATEST'] = parseArn(arn)?.resource.split(':') ?? [];
  return { name, version };
}

/** What a function of any version is counted by. */
export const unqualified = (arn: string): string => arn.split(':').slice(0, 7).join(':');

export function throttled(): EffectRefusal {
  return new EffectRefusal('Throttled', 'as many invocations of the function as may be are under way');
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
