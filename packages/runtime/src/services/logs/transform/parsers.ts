import type { CSV, Grok, ParseJSON, ParseKeyValue } from '@aws-sdk/client-cloudwatch-logs';
import { isFields, spread, textAt, TransformFault, type Document, type Fields } from './document.ts';
import { grokOf } from './grok.ts';
import type { Step } from './keys.ts';

const whole = '@message';

/** The text that a processor is to read: of a field, or the whole message. */
const sourceOf = ({ message, root }: Document, source = whole): string =>
  source === whole ? message : textAt(root, source);

export const parseJson =
  ({ source, destination }: ParseJSON): Step =>
  (document) =>
    spread(document.root, Object.entries(fieldsOf(sourceOf(document, source))), destination);

export function fieldsOf(text: string): Fields {
  try {
    const parsed: unknown = JSON.parse(text);
    if (isFields(parsed)) return parsed;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new TransformFault('it is no JSON object');
}

export function grok({ source, match }: Grok): Step {
  const pattern = grokOf(match!);
  return (document) => {
    const found = pattern(sourceOf(document, source));
    if (!found) throw new TransformFault('it does not match');
    for (const [path, value] of found) place(document.root, path, value);
  };
}

/** A field's name may have dots: what it holds is put inside then. */
function place(root: Fields, path: string, value: string): void {
  const dot = path.lastIndexOf('.');
  spread(root, [[path.slice(dot + 1), value]], dot < 0 ? undefined : path.slice(0, dot));
}

/** AWS: API reference, CSV: without columns they are called column_1 and so on. */
export function csv({ source, destination, columns, delimiter = ',', quoteCharacter = '"' }: CSV): Step {
  const sign = delimiter === String.raw`\t` ? '\t' : delimiter;
  return (document) => {
    const cells = cellsOf(sourceOf(document, source), sign, quoteCharacter);
    const named = cells.map((cell, at) => [columns?.[at] ?? `column_${at + 1}`, cell] as const);
    spread(document.root, named, destination);
  };
}

/** The cells of a row. Between quotes the delimiter is a letter like any other, and two quotes are one. */
function cellsOf(text: string, delimiter: string, quote: string): string[] {
  const cells: string[] = [];
  let [cell, isQuoted] = ['', false];
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === quote) {
      if (isQuoted && text[at + 1] === quote) cell += text[(at += 1)]!;
      else isQuoted = !isQuoted;
    } else if (!isQuoted && text.startsWith(delimiter, at)) {
      cells.push(cell.trim());
      cell = '';
      at += delimiter.length - 1;
    } else cell += text[at]!;
  }
  return [...cells, cell.trim()];
}

/** AWS: API reference, ParseKeyValue: pairs are apart by `&`, and keys from values by `=`. */
export function parseKeyValue(given: ParseKeyValue): Step {
  const { source, destination, fieldDelimiter = '&', keyValueDelimiter = '=' } = given;
  const { keyPrefix = '', nonMatchValue, overwriteIfExists = false } = given;
  return (document) => {
    const pairs = sourceOf(document, source)
      .split(fieldDelimiter)
      .filter((part) => part !== '')
      .flatMap((part) => {
        const at = part.indexOf(keyValueDelimiter);
        if (at < 0) return nonMatchValue === undefined ? [] : [[keyPrefix + part, nonMatchValue] as const];
        return [[keyPrefix + part.slice(0, at), part.slice(at + keyValueDelimiter.length)] as const];
      });
    const known = overwriteIfExists || destination !== undefined ? {} : document.root;
    spread(
      document.root,
      pairs.filter(([key]) => !Object.hasOwn(known, key)),
      destination,
    );
  };
}
