import { own } from '../../../base/own.ts';
import { isFound } from '../../../base/patient-search.ts';
import { invalid, templateError } from './errors.ts';
import type { Known } from './known.ts';
import { parameterTypeOf } from './parameter-types.ts';
import type { ParameterDeclaration, Template } from './template.ts';

/** A parameter as a caller gives it. */
export interface GivenParameter {
  readonly ParameterKey?: string;
  readonly ParameterValue?: string;
  readonly UsePreviousValue?: boolean;
  /** Its value will be known only when the stack that it is given by has been changed. */
  readonly isUnknown?: boolean;
}

/** The text of each parameter of a template. */
export type ParameterTexts = Readonly<Record<string, string>>;

/**
 * Gives each parameter its text: what the caller gives, what it was before, or its default. Refuses what the template
 * does not allow. Values that stand in Systems Manager are checked by `parameterValues`.
 */
export function parameterTexts(
  template: Pick<Template, 'Parameters'>,
  given: readonly GivenParameter[],
  previous: ParameterTexts = {},
): ParameterTexts {
  const declared = template.Parameters;
  const byKey = new Map(given.map((each) => [each.ParameterKey ?? '', each]));
  const strange = [...byKey].filter(([key]) => !own(declared, key));
  const kept = strange.find(([, { UsePreviousValue }]) => UsePreviousValue);
  if (kept) notBefore(kept[0]);
  if (strange.length > 0)
    invalid(`Parameters: [${strange.map(([key]) => key).join(', ')}] do not exist in the template`);
  const texts = Object.entries(declared).map(
    ([key, declaration]) => [key, textOf(key, byKey.get(key), previous) ?? declaration.Default] as const,
  );
  const missing = texts.filter(([, text]) => text === undefined).map(([key]) => key);
  if (missing.length > 0) invalid(`Parameters: [${missing.join(', ')}] must have values`);
  const complete = Object.fromEntries(texts) as ParameterTexts;
  for (const [key, declaration] of Object.entries(declared))
    if (!parameterTypeOf(declaration.Type)?.stored && !byKey.get(key)?.isUnknown)
      checkValue(key, declaration, complete[key]!);
  return complete;
}

function textOf(
  key: string,
  given: GivenParameter | undefined,
  previous: ParameterTexts,
): string | undefined {
  if (!given?.UsePreviousValue) return given?.ParameterValue;
  if (given.ParameterValue)
    invalid(
      `Invalid input for parameter key ${key}. ` +
        'Cannot specify usePreviousValue as true and non empty value for a parameter',
    );
  return own(previous, key) ?? notBefore(key);
}

function notBefore(key: string): never {
  return invalid(
    `Invalid input for parameter key ${key}. ` +
      'Cannot specify usePreviousValue as true for a parameter key not in the previous template',
  );
}

/** The parameters of Systems Manager whose values are meant, by the parameter that names each. */
export function storedParameters(
  template: Pick<Template, 'Parameters'>,
  texts: ParameterTexts,
): Readonly<Record<string, string>> {
  const stored = Object.entries(texts).filter(
    ([key]) => parameterTypeOf(template.Parameters[key]!.Type)?.stored,
  );
  return Object.fromEntries(stored);
}

/**
 * What `Ref` answers for each parameter. `stored` has the values of Systems Manager's parameters, by name, as far as
 * there are any.
 */
export function parameterValues(
  template: Pick<Template, 'Parameters'>,
  texts: ParameterTexts,
  stored: Readonly<Record<string, string>> = {},
): Known['parameters'] {
  const missing = Object.values(storedParameters(template, texts)).filter(
    (name) => own(stored, name) === undefined,
  );
  if (missing.length > 0)
    invalid(`Unable to fetch parameters [${missing.join(',')}] from parameter store for this account.`);
  return Object.fromEntries(
    Object.entries(texts).map(([key, text]) => {
      const declaration = template.Parameters[key]!;
      const type = parameterTypeOf(declaration.Type)!;
      const value = type.stored ? own(stored, text)! : text;
      if (type.stored) checkValue(key, declaration, value);
      return [key, type.list ? itemsOf(value) : value];
    }),
  );
}

/** AWS: user guide, "Parameters": a list's "space" is trimmed; the empty text is a list of one empty text. */
// AWS: unverified for the empty text.
function itemsOf(text: string): readonly string[] {
  return text.split(',').map((item) => item.trim());
}

function checkValue(key: string, declaration: ParameterDeclaration, text: string): void {
  const { list } = parameterTypeOf(declaration.Type)!;
  for (const value of list ? itemsOf(text) : [text]) {
    const complaint = complaintOf(key, declaration, value);
    if (complaint === undefined) continue;
    const { ConstraintDescription } = declaration;
    invalid(
      ConstraintDescription === undefined
        ? `Parameter '${key}' ${complaint}`
        : `Parameter '${key}' failed to satisfy constraint: ${ConstraintDescription}`,
    );
  }
}

function complaintOf(key: string, declaration: ParameterDeclaration, value: string): string | undefined {
  const { AllowedValues, AllowedPattern, MinLength, MaxLength, MinValue, MaxValue } = declaration;
  if (AllowedValues && !AllowedValues.includes(value)) return 'must be one of AllowedValues';
  if (MinLength !== undefined && value.length < MinLength)
    return `must contain at least ${MinLength} characters`;
  if (MaxLength !== undefined && value.length > MaxLength)
    return `must contain at most ${MaxLength} characters`;
  if (AllowedPattern !== undefined && !isFound(patternOf(key, AllowedPattern), value))
    return `must match pattern ${AllowedPattern}`;
  if (!parameterTypeOf(declaration.Type)!.numeric) return undefined;
  const number = value.trim() === '' ? Number.NaN : Number(value);
  if (Number.isNaN(number)) return 'must be a number';
  if (MinValue !== undefined && number < MinValue) return `must be a number not less than ${MinValue}`;
  if (MaxValue !== undefined && number > MaxValue) return `must be a number not greater than ${MaxValue}`;
  return undefined;
}

/** Classes that Java's patterns have and ours spell otherwise. */
const javaClasses: Readonly<Record<string, string>> = {
  Alnum: 'A-Za-z0-9',
  Alpha: 'A-Za-z',
  Digit: '0-9',
  Lower: 'a-z',
  Upper: 'A-Z',
  Space: '\\s',
  Punct: '!-\\/:-@\\[-`{-~',
};

/** AWS: AllowedPattern is a pattern of Java that has to match the whole value. */
function patternOf(key: string, pattern: string): RegExp {
  const flags = /^\(\?([ims]+)\)/.exec(pattern);
  const body = pattern
    .slice(flags?.[0].length ?? 0)
    .replaceAll(/(\[[^\]]*)?\\p\{(\w+)\}/g, (all, inClass: string | undefined, name: string) => {
      const range = own(javaClasses, name);
      if (range === undefined) return all;
      return inClass === undefined ? `[${range}]` : inClass + range;
    });
  try {
    return new RegExp(`^(?:${body})$`, flags?.[1] ?? '');
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return templateError(`Parameter '${key}' AllowedPattern must be a valid regular expression.`);
  }
}
