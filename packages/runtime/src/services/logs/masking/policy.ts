import { own } from '../../../base/own.ts';
import { regularExpressionOf } from '../../../base/regular-expression.ts';
import { invalidParameter, notServed } from '../errors.ts';
import { managedIdentifiers, type Identifier } from './identifiers.ts';

/** AWS: user guide: "arn:aws:dataprotection::aws:data-identifier/EmailAddress". */
const arnOf = /^arn:aws[\w-]*:dataprotection::aws:data-identifier\/([\w-]+)$/;
/** AWS: user guide, "Custom data identifiers": quotas. */
const customMax = 10;
const regexLengthMax = 200;

interface Statement {
  readonly DataIdentifier?: readonly string[];
  readonly Operation?: {
    readonly Audit?: { readonly FindingsDestination?: object };
    readonly Deidentify?: { readonly MaskConfig?: object };
  };
}

interface Document {
  readonly Configuration?: { readonly CustomDataIdentifier?: readonly Custom[] };
  readonly Statement?: readonly Statement[];
}

interface Custom {
  readonly Name: string;
  readonly Regex: string;
}

/** What a data protection policy finds, and masks. */
export function readProtection(text: string): readonly Identifier[] {
  const { Statement: statements, Configuration } = documentIn(text);
  if (!Array.isArray(statements) || statements.length !== 2) malformed('it must have two statements');
  const [audit, mask] = statements as readonly Statement[];
  const destination = audit?.Operation?.Audit?.FindingsDestination;
  if (!destination)
    malformed('its first statement must have the operation Audit, with a FindingsDestination');
  if (Object.keys(destination as object).length > 0) notServed('destinations of audit findings');
  const config = mask?.Operation?.Deidentify?.MaskConfig;
  if (!config || Object.keys(config).length > 0)
    malformed('its second statement must have the operation Deidentify, with an empty MaskConfig');
  const names = audit?.DataIdentifier ?? [];
  if (
    !Array.isArray(names) ||
    names.length === 0 ||
    JSON.stringify(names) !== JSON.stringify(mask?.DataIdentifier)
  )
    malformed('both statements must have the same list DataIdentifier');
  const custom = customOf(Configuration?.CustomDataIdentifier ?? []);
  return names.map((name) => {
    const managed = arnOf.exec(name)?.[1];
    if (managed === undefined)
      return own(custom, name) ?? malformed(`it has no custom data identifier ${name}`);
    return managedIdentifiers.get(managed) ?? notServed(`the data identifier ${managed}`);
  });
}

function documentIn(text: string): Document {
  try {
    const document: unknown = JSON.parse(text);
    if (typeof document === 'object' && document !== null) return document;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  return malformed('it is no JSON object');
}

function customOf(list: readonly Custom[]): Readonly<Record<string, Identifier>> {
  if (!Array.isArray(list) || !list.every((each) => typeof each?.Name === 'string'))
    malformed('its custom data identifiers must be a list, each with a Name');
  if (list.length > customMax) malformed(`it has more than ${customMax} custom data identifiers`);
  for (const { Name, Regex } of list)
    if (typeof Regex !== 'string' || Regex.length > regexLengthMax || !regularExpressionOf(Regex))
      malformed(`the regular expression of ${Name} is not valid`);
  return Object.fromEntries(list.map(({ Name, Regex }) => [Name, { pattern: Regex }]));
}

// AWS: unverified words.
const malformed = (why: string): never => invalidParameter(`Invalid data protection policy: ${why}.`);
