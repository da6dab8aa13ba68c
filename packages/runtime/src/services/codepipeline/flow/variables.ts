import { own } from '../../../base/own.ts';
import type { EnvironmentVariable } from '../actions/action.ts';
import type { ActionDeclared } from '../declaration/declaration.ts';

/** The values that actions may refer to: by namespace, then by name. */
export type Namespaces = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** AWS: user guide, "Variables": `#{namespace.variable_key}`. */
const reference = /#\{([A-Za-z0-9@_-]+)\.([^{}\s]+)\}/g;

/** What a text refers to. */
export const referencesIn = (
  text: string,
): { readonly reference: string; readonly namespace: string; readonly name: string }[] =>
  [...text.matchAll(reference)].map(([whole, namespace = '', name = '']) => ({
    reference: whole,
    namespace,
    name,
  }));

/** A configuration with its references replaced; or the first reference that has no value. */
export function resolved(
  configuration: Readonly<Record<string, string>>,
  namespaces: Namespaces,
): { readonly configuration: Readonly<Record<string, string>> } | { readonly unresolved: string } {
  if (!Object.values(configuration).some((text) => text.includes('#{'))) return { configuration };
  const missing = Object.values(configuration)
    .flatMap(referencesIn)
    .find(({ namespace, name }) => own(own(namespaces, namespace), name) === undefined);
  if (missing) return { unresolved: missing.reference };
  const replaced = Object.entries(configuration).map(([key, text]) => [key, replacedIn(text, namespaces)]);
  return { configuration: Object.fromEntries(replaced) };
}

interface Unresolved {
  readonly unresolved: string;
}

/** An action, or a rule. */
type Configured = Pick<ActionDeclared, 'configuration' | 'commands' | 'environmentVariables'>;

/** What of it may refer to variables. AWS: unverified that commands may, as environment variables do. */
export function resolvedAction(
  { configuration, commands, environmentVariables }: Configured,
  namespaces: Namespaces,
):
  | Unresolved
  | {
      readonly configuration: Readonly<Record<string, string>>;
      readonly commands?: readonly string[];
      readonly environmentVariables?: readonly EnvironmentVariable[];
    } {
  const whole = resolved(configuration, namespaces);
  const lines = resolved(Object.fromEntries((commands ?? []).entries()), namespaces);
  const values = environmentVariables?.map(({ name, value }) => [name, value]) ?? [];
  const environment = resolved(Object.fromEntries(values), namespaces);
  if ('unresolved' in whole) return whole;
  if ('unresolved' in lines) return lines;
  if ('unresolved' in environment) return environment;
  return {
    configuration: whole.configuration,
    ...(commands && { commands: commands.map((_, index) => lines.configuration[index]!) }),
    ...(environmentVariables && {
      environmentVariables: environmentVariables.map(({ name, type }) => ({
        name,
        value: environment.configuration[name]!,
        type: type ?? 'PLAINTEXT',
      })),
    }),
  };
}

function replacedIn(text: string, namespaces: Namespaces): string {
  return text.replace(
    reference,
    (whole, namespace: string, name: string) => own(own(namespaces, namespace), name) ?? whole,
  );
}
