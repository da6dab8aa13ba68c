import { isObject, type Declared, type Place } from '../declared.ts';
import { declaredBy } from './input-file.ts';
import { operations, type Operation, type OptionKind } from './operations.ts';
import { readShorthand } from './shorthand.ts';
import type { Setting } from './template.ts';
import type { Word } from './shell.ts';

/** Reads a file that a command line names by `file://…`; undefined where there is none. */
export type ReadFile = (path: string) => string | undefined;

/** A command of the AWS CLI whose input cannot be read. */
export class NotACommand extends Error {
  readonly word: Word;

  constructor(message: string, word: Word) {
    super(message);
    this.word = word;
  }
}

/** What a command says there is; undefined where it is none of those that say so. */
export function readCommand(words: readonly Word[], setting: Setting, read: ReadFile): Declared | undefined {
  const start = words.findIndex(({ text }) => /^(.*\/)?aws$/.test(text));
  if (start < 0) return undefined;
  const [service, command, ...rest] = plainWords(words.slice(start + 1));
  const operation = operations.find(
    (each) => each.service === service?.text && each.command === command?.text,
  );
  if (!operation) return undefined;
  const places = new Map<string, Place>();
  const placeOf = ({ line, column }: Word): Place => ({
    file: setting.file,
    line: line + setting.linesBefore,
    column,
  });
  const input: Record<string, unknown> = {};
  for (const { option, values } of optionsOf(rest)) {
    if (option.text === '--cli-input-json' || option.text === '--cli-input-yaml') {
      const text = contentOf(values[0]?.text ?? '', read);
      if (text !== undefined) Object.assign(input, { ...jsonOf(text, option), ...input });
      continue;
    }
    const member = memberOf(option.text, operation);
    input[member] = valueOf(option, values, operation.kinds[member.replace(/^No/, '')] ?? 'text', read);
    places.set(member, placeOf(option));
  }
  return declaredBy(operation, input, {
    from: 'command',
    scope: setting.scope,
    place: (path = []) => {
      const [top] = path;
      const member = operation.camelCase ? String(top).replace(/^./, (first) => first.toLowerCase()) : top;
      return places.get(String(top)) ?? places.get(String(member)) ?? placeOf(words[start]!);
    },
  });
}

/** Options that every command takes, with their values. */
const globalOptions = /^--(region|profile|endpoint-url|output|query|color|cli-.*-timeout)$/;
const globalFlags = /^--(debug|no-verify-ssl|no-paginate|no-sign-request|no-cli-pager)$/;

function plainWords(words: readonly Word[]): Word[] {
  const kept: Word[] = [];
  for (let index = 0; index < words.length; index++) {
    const { text } = words[index]!;
    if (globalOptions.test(text)) index++;
    else if (!globalFlags.test(text) && !/^--[\w-]+=/.test(text)) kept.push(words[index]!);
    else if (!globalOptions.test(text.replace(/=.*/s, ''))) {
      const [option = '', ...value] = text.split('=');
      if (!globalFlags.test(text)) kept.push({ ...words[index]!, text: option });
      if (value.length > 0) kept.push({ ...words[index]!, text: value.join('=') });
    }
  }
  return kept;
}

function optionsOf(words: readonly Word[]): { option: Word; values: Word[] }[] {
  const options: { option: Word; values: Word[] }[] = [];
  for (const word of words) {
    if (/^--[a-z]/.test(word.text)) options.push({ option: word, values: [] });
    else if (!/^(\d?>|<(?!\w))/.test(word.text)) options.at(-1)?.values.push(word);
  }
  return options;
}

/** `--alarm-name` is `AlarmName`, or `alarmName`. */
function memberOf(option: string, operation: Operation): string {
  const words = option.replace(/^--(no-)?/, '').split('-');
  const known: Readonly<Record<string, string>> = {
    'ok-actions': 'OKActions',
    'ecs-services': 'ecsServices',
  };
  const capitals = words.map((word) => word.slice(0, 1).toUpperCase() + word.slice(1)).join('');
  const plain = operation.camelCase ? capitals.replace(/^./, (first) => first.toLowerCase()) : capitals;
  return known[words.join('-')] ?? plain;
}

function valueOf(option: Word, values: readonly Word[], kind: OptionKind, read: ReadFile): unknown {
  const texts = values.map(({ text }) => contentOf(text, read) ?? '${?}');
  const [first = ''] = texts;
  if (kind === 'flag') return !option.text.startsWith('--no-');
  if (kind === 'text' || kind === 'number') return first;
  if (kind === 'texts') return /^\s*\[/.test(first) ? jsonOf(first, option) : texts;
  const structures = texts.map((text) => structureOf(text, option));
  if (kind === 'object') return structures[0] ?? {};
  return structures.flat();
}

function structureOf(text: string, option: Word): unknown {
  if (/^\s*[[{]/.test(text)) return jsonOf(text, option);
  try {
    return readShorthand(text);
  } catch (error) {
    throw new NotACommand(`${option.text} takes JSON or shorthand: ${(error as Error).message}.`, option);
  }
}

function jsonOf(text: string, option: Word): Record<string, unknown> | unknown[] {
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value) || Array.isArray(value)) return value;
  } catch (error) {
    throw new NotACommand(
      `${option.text} takes JSON, and this is none: ${(error as Error).message}.`,
      option,
    );
  }
  throw new NotACommand(`${option.text} takes a JSON object or list.`, option);
}

/** What `file://…` holds; other texts are themselves. */
function contentOf(text: string, read: ReadFile): string | undefined {
  const [, path] = /^fileb?:\/\/(.+)$/.exec(text) ?? [];
  return path === undefined ? text : read(path);
}
