import { own } from '../../base/own.ts';
import { instantOf } from '../../base/instant.ts';
import { isWithin } from './addresses.ts';

/** What is known of a request, by key in lower case. A key that is not there is not known. */
export type Context = ReadonlyMap<string, readonly string[]>;

/** `{ StringEquals: { "aws:PrincipalArn": [...] } }`, as a statement spells it. */
export type Conditions = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/**
 * Whether all conditions of a statement hold. One with an operator that is not known does not: a statement whose
 * meaning is not known allows nothing.
 */
// AWS: IAM user guide, "IAM JSON policy elements: Condition operators".
export function conditionsHold(conditions: Conditions | undefined, context: Context): boolean {
  return Object.entries(conditions ?? {}).every(([operator, keys]) =>
    Object.entries(keys).every(([key, wanted]) =>
      conditionHolds(
        operator,
        listOf(wanted).map((each) => substituted(each, context)),
        context.get(key.toLowerCase()),
      ),
    ),
  );
}

/** `${aws:PrincipalAccount}` in a policy stands for what the request says. */
// AWS: IAM user guide, "IAM policy elements: Variables and tags".
export function substituted(text: string, context: Context): string {
  return text.replace(/\$\{([^}]*)\}/g, (whole, name: string) => {
    if (name === '*' || name === '?' || name === '$') return name;
    return context.get(name.toLowerCase())?.[0] ?? whole;
  });
}

/** `ForAllValues:StringNotEqualsIfExists`, in its parts. */
const spelling = /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/;

const positiveOf = (name: string): string => name.replace(/Not(?=Equals|Like|IpAddress)/, '');

/** Whether a condition may be of this kind. */
export function isOperator(stated: string): boolean {
  const [, , name = ''] = spelling.exec(stated) ?? [];
  return name === 'Null' || own(operators, positiveOf(name)) !== undefined;
}

function conditionHolds(
  operator: string,
  wanted: readonly string[],
  known: readonly string[] | undefined,
): boolean {
  const [, set, name = '', ifExists] = spelling.exec(operator) ?? [];
  if (name === 'Null') return wanted.every((each) => (each === 'true') === (known === undefined));
  const positive = positiveOf(name);
  const matches = own(operators, positive);
  if (!matches) return false;
  const negated = positive !== name;
  if (known === undefined) return ifExists !== undefined || set === 'ForAllValues' || negated;
  const one = (value: string) => wanted.some((each) => matches(value, each)) !== negated;
  return set === 'ForAllValues' || (negated && set === undefined) ? known.every(one) : known.some(one);
}

type Matches = (value: string, wanted: string) => boolean;

const numeric =
  (holds: (value: number, wanted: number) => boolean): Matches =>
  (value, wanted) =>
    holds(Number(value), Number(wanted));

const dated =
  (holds: (value: number, wanted: number) => boolean): Matches =>
  (value, wanted) =>
    holds(instantOf(value), /^\d+$/.test(wanted) ? Number(wanted) * 1000 : instantOf(wanted));

const operators: Readonly<Record<string, Matches>> = {
  StringEquals: (value, wanted) => value === wanted,
  StringEqualsIgnoreCase: (value, wanted) => value.toLowerCase() === wanted.toLowerCase(),
  StringLike: like,
  // AWS: "ArnEquals and ArnLike behave identically."
  ArnEquals: arnLike,
  ArnLike: arnLike,
  IpAddress: isWithin,
  Bool: (value, wanted) => value.toLowerCase() === wanted.toLowerCase(),
  NumericEquals: numeric((value, wanted) => value === wanted),
  NumericLessThan: numeric((value, wanted) => value < wanted),
  NumericLessThanEquals: numeric((value, wanted) => value <= wanted),
  NumericGreaterThan: numeric((value, wanted) => value > wanted),
  NumericGreaterThanEquals: numeric((value, wanted) => value >= wanted),
  DateEquals: dated((value, wanted) => value === wanted),
  DateLessThan: dated((value, wanted) => value < wanted),
  DateLessThanEquals: dated((value, wanted) => value <= wanted),
  DateGreaterThan: dated((value, wanted) => value > wanted),
  DateGreaterThanEquals: dated((value, wanted) => value >= wanted),
};

/** AWS: "each of the six colon-delimited components of the ARN is checked separately". */
function arnLike(value: string, wanted: string): boolean {
  const [values, patterns] = [sixOf(value), sixOf(wanted)];
  return patterns.every((pattern, index) => like(values[index] ?? '', pattern));
}

const sixOf = (arn: string): string[] => {
  const parts = arn.split(':');
  return [...parts.slice(0, 5), parts.slice(5).join(':')];
};

/** `*` is any run of characters, `?` any one. Linear in what it reads, but for the text's own length. */
export function like(text: string, pattern: string): boolean {
  let [at, star, resumed] = [0, -1, 0];
  let i = 0;
  while (i < text.length) {
    if (pattern[at] === '*') {
      star = at++;
      resumed = i;
    } else if (at < pattern.length && (pattern[at] === '?' || pattern[at] === text[i])) {
      at++;
      i++;
    } else if (star >= 0) {
      at = star + 1;
      i = ++resumed;
    } else return false;
  }
  while (pattern[at] === '*') at++;
  return at === pattern.length;
}

export function listOf(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).filter((each) => each !== undefined).map(String);
}
