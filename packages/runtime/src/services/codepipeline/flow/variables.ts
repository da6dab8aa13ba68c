import { own } from '../../../base/own.ts';
/** The values that actions may refer to: by namespace, then by name. */
export type Namespaces = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** AWS: user guide, "Variables": `#{namespace.variable_key}`. */
const reference = /#\{([A-Za-z0-9@_-]+)\.([^{}\s]+)\}/g;

/** A configuration with its references replaced; or the first reference that has no value. */
export function resolved(
  configuration: Readonly<Record<string, string>>,
  namespaces: Namespaces,
): { readonly configuration: Readonly<Record<string, string>> } | { readonly unresolved: string } {
  const missing = Object.values(configuration)
    .flatMap((text) => [...text.matchAll(reference)])
    .find(([, namespace = '', name = '']) => own(own(namespaces, namespace), name) === undefined);
  if (missing) return { unresolved: missing[0] };
  const replaced = Object.entries(configuration).map(([key, text]) => [key, replacedIn(text, namespaces)]);
  return { configuration: Object.fromEntries(replaced) };
}

function replacedIn(text: string, namespaces: Namespaces): string {
  return text.replace(
    reference,
    (whole, namespace: string, name: string) => own(own(namespaces, namespace), name) ?? whole,
  );
}
