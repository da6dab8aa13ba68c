import type { Work } from './action.ts';
import { artifactFile, inputNamed, readText, unpacked } from './artifact-files.ts';
import { ActionFailure, type Script } from './script.ts';

/** A parameter of a stack set's template. */
export interface StackSetParameter {
  readonly ParameterKey?: string;
  readonly ParameterValue?: string;
  readonly UsePreviousValue?: boolean;
}

/** Where instances are to be: accounts, or units of an organization. */
export interface Targets {
  readonly Accounts?: readonly string[];
  readonly DeploymentTargets?: { readonly OrganizationalUnitIds: readonly string[] };
}

/** Unpacks the artifacts of which the configuration names files by these keys. */
export function* opened(work: Work, keys: readonly string[]): Script<void> {
  const names = keys.flatMap((key) => artifactFile(work.configuration[key] ?? '')?.artifact ?? []);
  const artifacts = [...new Set(names)].map((name) => inputNamed(work, name));
  if (artifacts.length > 0) yield* unpacked(work, artifacts);
}

/** The text that a key names a file for. */
export function* fileText(work: Work, key: string): Script<string> {
  const file = artifactFile(work.configuration[key] ?? '');
  // AWS: unverified words.
  if (!file)
    throw new ActionFailure(
      `${key} ${work.configuration[key] ?? ''} is not of the form Artifact::File`,
      'ConfigurationError',
    );
  return yield* readText(work, file);
}

/** What is written in the configuration, or in a file that it names; undefined where there is nothing. */
function* textOf(work: Work, key: string): Script<string | undefined> {
  const text = work.configuration[key];
  if (text === undefined || text === '') return undefined;
  return artifactFile(text) ? yield* fileText(work, key) : text;
}

/** AWS: action reference, "Template parameter data types": shorthand, or a file that holds a list. */
export function* parametersOf(work: Work, key: string): Script<readonly StackSetParameter[] | undefined> {
  const text = yield* textOf(work, key);
  if (text === undefined) return undefined;
  const list = listIn(text);
  return list ? (list as readonly StackSetParameter[]) : shorthand(text);
}

const members = /,(?=(?:ParameterKey|ParameterValue|UsePreviousValue|ResolvedValue)=)/;

/** `ParameterKey=A,ParameterValue=b ParameterKey=C,UsePreviousValue=true` */
export function shorthand(text: string): StackSetParameter[] {
  return text
    .trim()
    .split(/[\s,]+(?=ParameterKey=)/)
    .filter(Boolean)
    .map((entry) => {
      const pairs = entry.split(members).map((pair): [string, string] => {
        const equals = pair.indexOf('=');
        return [pair.slice(0, equals).trim(), pair.slice(equals + 1).trim()];
      });
      const { UsePreviousValue, ParameterKey = '', ParameterValue } = Object.fromEntries(pairs);
      return {
        ParameterKey,
        ...(ParameterValue !== undefined && { ParameterValue }),
        ...(UsePreviousValue === 'true' && { UsePreviousValue: true }),
      };
    });
}

/** AWS: action reference, DeploymentTargets: a list of accounts or of units, or a file that holds one. */
export function* targetsOf(work: Work): Script<Targets | undefined> {
  const text = yield* textOf(work, 'DeploymentTargets');
  if (text === undefined) return undefined;
  const ids = (listIn(text) ?? text.split(',')).map((id) => String(id).trim()).filter(Boolean);
  return ids.every((id) => /^\d{12}$/.test(id))
    ? { Accounts: ids }
    : { DeploymentTargets: { OrganizationalUnitIds: ids } };
}

export const listOf = (text = ''): string[] =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean);

function listIn(text: string): readonly unknown[] | undefined {
  if (!text.trimStart().startsWith('[')) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) throw new ActionFailure('The file is not a valid JSON list.');
    throw error;
  }
}

/** How an operation goes about its accounts and regions. */
// AWS: action reference: "Regions are updated in the order in which they are entered".
export function preferencesOf({ configuration }: Work): object {
  const regions = listOf(configuration['Regions']);
  const numbers = ['FailureTolerancePercentage', 'MaxConcurrentPercentage'].flatMap((key) =>
    configuration[key] ? [[key, Number(configuration[key])]] : [],
  );
  return {
    OperationPreferences: {
      ...(Object.fromEntries(numbers) as object),
      ...(regions.length > 0 && { RegionOrder: regions }),
    },
  };
}
