import { isObject, type Declared, type Finding } from '../declared.ts';
import { NotACommand, readCommand, type ReadFile } from './command.ts';
import { NotADocument, readDocument, type ReadDocument } from './document.ts';
import { isInput, readInput } from './input-file.ts';
import { blocksOf } from './markdown.ts';
import { commandsOf } from './shell.ts';
import { isTemplate, placeIn, readTemplate, type Setting } from './template.ts';

/** A file as it stands. */
export interface Source {
  readonly name: string;
  readonly text: string;
}

/** What was read: things, and what about their writing keeps them from being read where they are meant to be. */
export interface Reading {
  readonly declared: readonly Declared[];
  readonly misspelt: readonly Finding[];
}

const nothing: Reading = { declared: [], misspelt: [] };

/** A template, an input file, a buildspec, a script, or a Markdown text with blocks of these. */
export function readSource({ name, text }: Source, read: ReadFile): Reading {
  if (/\.(md|markdown|txt)$/i.test(name)) return readMarkdown({ name, text }, read);
  const setting: Setting = { file: name, linesBefore: 0, scope: name };
  if (/\.(sh|bash|zsh)$/i.test(name) || /^#!.*sh\b/.test(text)) return readScript(text, setting, read);
  if (/\.(ya?ml|json|template)$/i.test(name)) return readData(text, setting, /\.json$/i.test(name));
  const data = tried(() => readData(text, setting, false));
  return data && data.declared.length > 0 ? data : readScript(text, setting, read);
}

function readMarkdown({ name, text }: Source, read: ReadFile): Reading {
  const readings = blocksOf(text).map(({ language, text: block, linesBefore }): Reading => {
    const setting: Setting = { file: name, linesBefore, scope: name };
    if (/^(json|ya?ml)$/.test(language))
      return tried(() => readData(block, setting, /^\s*\{/.test(block))) ?? nothing;
    return /^(|bash|sh|shell|zsh|console|shell-session)$/.test(language)
      ? readScript(block.replace(/^(\s*)\$ /gm, '$1  '), setting, read)
      : nothing;
  });
  return joined(readings);
}

/** Blocks of a README may be anything: what cannot be read is not meant. */
function tried(reading: () => Reading): Reading | undefined {
  try {
    return reading();
  } catch (error) {
    if (error instanceof NotADocument) return undefined;
    throw error;
  }
}

function readData(text: string, setting: Setting, meantAsJson: boolean): Reading {
  const document = readDocument(text);
  if (isTemplate(document.value)) return { declared: readTemplate(document, setting), misspelt: [] };
  if (isInput(document.value)) {
    const declared = readInput(document, setting);
    return { declared: [declared], misspelt: meantAsJson ? notJson(text, declared) : [] };
  }
  return isBuildspec(document.value) ? { declared: [buildspec(document, setting)], misspelt: [] } : nothing;
}

const isBuildspec = (value: unknown): boolean =>
  isObject(value) && value['version'] !== undefined && isObject(value['phases']);

function buildspec(document: ReadDocument, setting: Setting): Declared {
  return {
    type: 'Buildspec',
    id: setting.file,
    properties: document.value as Record<string, unknown>,
    from: 'input',
    scope: setting.scope,
    place: (path = []) => placeIn(document, setting, path),
  };
}

function notJson(text: string, declared: Declared): Finding[] {
  try {
    JSON.parse(text);
    return [];
  } catch (error) {
    return [
      {
        level: 'error',
        place: declared.place(),
        about: declared.id,
        message: `This looks like the JSON of --cli-input-json and is none: ${(error as Error).message}.`,
        fix:
          'Put names and texts in double quotes; JSON has no single ones, no comments and no comma ' +
          'after the last.',
      },
    ];
  }
}

function readScript(text: string, setting: Setting, read: ReadFile): Reading {
  const readings = commandsOf(text).map((words): Reading => {
    try {
      const declared = readCommand(words, setting, read);
      return declared ? { declared: [declared], misspelt: [] } : nothing;
    } catch (error) {
      if (!(error instanceof NotACommand)) throw error;
      const { line, column } = error.word;
      const place = { file: setting.file, line: line + setting.linesBefore, column };
      const fix = 'Write it as the AWS CLI reads it; `aws … help` shows the form of each option.';
      return {
        declared: [],
        misspelt: [
          { level: 'error', place, about: `aws ${words[1]?.text ?? ''}`, message: error.message, fix },
        ],
      };
    }
  });
  return joined(readings);
}

const joined = (readings: readonly Reading[]): Reading => ({
  declared: readings.flatMap(({ declared }) => declared),
  misspelt: readings.flatMap(({ misspelt }) => misspelt),
});
