import { cannot } from './refusal.ts';

/** What a variable is; undefined where it is not set. */
export type Lookup = (name: string) => string | undefined;

interface Cursor {
  readonly text: string;
  readonly lookup: Lookup;
  at: number;
}

/** A word of a Dockerfile as its instruction means it: quotes and backslashes gone, variables replaced. */
export function expand(text: string, lookup: Lookup): string {
  return readUntil({ text, lookup, at: 0 }, undefined);
}

/** Splits at blanks that are not quoted. Quotes stay, for `expand`. */
export function splitWords(text: string): string[] {
  const words: string[] = [];
  let word = '';
  let quote: string | undefined;
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!;
    if (character === '\\' && quote !== "'") word += character + (text[++at] ?? '');
    else if (quote === undefined && /\s/.test(character)) {
      if (word !== '') words.push(word);
      word = '';
    } else {
      if (character === quote) quote = undefined;
      else if (quote === undefined && (character === '"' || character === "'")) quote = character;
      word += character;
    }
  }
  return word === '' ? words : [...words, word];
}

/** `name=value` words, as of ENV, LABEL and ARG; also the old `name the rest`. */
export function namedValues(text: string, lookup: Lookup): [string, string][] {
  const words = splitWords(text);
  if (words.length > 1 && !words[0]!.includes('=')) {
    const [, name = '', rest = ''] = /^(\S+)\s+([\s\S]*)$/.exec(text) ?? [];
    return [[expand(name, lookup), expand(rest, lookup)]];
  }
  return words.map((word) => {
    const split = word.indexOf('=');
    if (split < 1) cannot(`read ${JSON.stringify(word)}: it has to be name=value`);
    return [expand(word.slice(0, split), lookup), expand(word.slice(split + 1), lookup)];
  });
}

function readUntil(cursor: Cursor, end: string | undefined): string {
  let read = '';
  while (cursor.at < cursor.text.length) {
    const character = cursor.text[cursor.at]!;
    if (character === end) return read;
    cursor.at++;
    if (character === '\\') read += cursor.text[cursor.at++] ?? '\\';
    else if (character === "'") read += singleQuoted(cursor);
    else if (character === '"') read += doubleQuoted(cursor);
    else if (character === '$') read += variable(cursor);
    else read += character;
  }
  if (end !== undefined) cannot(`read ${JSON.stringify(cursor.text)}: a ${end} is missing`);
  return read;
}

function singleQuoted(cursor: Cursor): string {
  const end = cursor.text.indexOf("'", cursor.at);
  if (end < 0) cannot(`read ${JSON.stringify(cursor.text)}: a quote is not closed`);
  const quoted = cursor.text.slice(cursor.at, end);
  cursor.at = end + 1;
  return quoted;
}

function doubleQuoted(cursor: Cursor): string {
  let read = '';
  while (cursor.at < cursor.text.length) {
    const character = cursor.text[cursor.at++]!;
    if (character === '"') return read;
    if (character === '$') read += variable(cursor);
    else if (character === '\\' && '"$\\'.includes(cursor.text[cursor.at] ?? ' '))
      read += cursor.text[cursor.at++];
    else read += character;
  }
  return cannot(`read ${JSON.stringify(cursor.text)}: a quote is not closed`);
}

/** After the `$`. */
function variable(cursor: Cursor): string {
  if (cursor.text[cursor.at] === '{') return bracedVariable(cursor);
  const [name] = /^[A-Za-z_]\w*/.exec(cursor.text.slice(cursor.at)) ?? [];
  if (name === undefined) return '$';
  cursor.at += name.length;
  return cursor.lookup(name) ?? '';
}

function bracedVariable(cursor: Cursor): string {
  const rest = cursor.text.slice(cursor.at);
  const [all, name, operator] = /^\{([A-Za-z_]\w*)(:?[-+?]|(?=\}))/.exec(rest) ?? [];
  if (all === undefined || name === undefined)
    return cannot(
      `replace ${JSON.stringify(`$${rest}`)}: of variables $x, \${x}, :-, -, :+, +, :? and ? are known`,
    );
  cursor.at += all.length;
  const word = operator ? readUntil(cursor, '}') : '';
  cursor.at++;
  const value = cursor.lookup(name);
  const isThere = operator?.startsWith(':') ? value !== undefined && value !== '' : value !== undefined;
  if (operator?.endsWith('+')) return isThere ? word : '';
  if (isThere || !operator) return value ?? '';
  return operator.endsWith('?') ? cannot(`go on: ${name} is not set: ${word}`) : word;
}
