import { cannot } from './refusal.ts';

const keywords = [
  'ADD',
  'ARG',
  'CMD',
  'COPY',
  'ENTRYPOINT',
  'ENV',
  'EXPOSE',
  'FROM',
  'HEALTHCHECK',
  'LABEL',
  'MAINTAINER',
  'ONBUILD',
  'RUN',
  'SHELL',
  'STOPSIGNAL',
  'USER',
  'VOLUME',
  'WORKDIR',
] as const;
export type Keyword = (typeof keywords)[number];

export interface Instruction {
  readonly keyword: Keyword;
  /**
   * `--from=build` and the like; a flag without a value is 'true'. In the order they came: some may come
   * twice.
   */
  readonly flags: readonly (readonly [string, string])[];
  /** What follows keyword and flags. */
  readonly text: string;
  /** The words of the JSON form, where it is one. */
  readonly words?: readonly string[];
  /** As it is told to people and in the image's history. */
  readonly original: string;
  /** Counted from 1. */
  readonly line: number;
}

const withFlags: readonly Keyword[] = ['FROM', 'COPY', 'ADD', 'RUN', 'HEALTHCHECK'];
const withWords: readonly Keyword[] = ['CMD', 'ENTRYPOINT', 'RUN', 'SHELL', 'COPY', 'ADD', 'VOLUME'];

/** Reads the instructions of a Dockerfile, one after the other. */
export function parseDockerfile(text: string): Instruction[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  refuseEscape(lines);
  return logicalLines(lines).map(instructionOf);
}

interface LogicalLine {
  readonly text: string;
  readonly line: number;
}

/**
 * Directives stand before everything else. `syntax` names the frontend of a container engine: this one reads
 * all.
 */
function refuseEscape(lines: readonly string[]): void {
  for (const line of lines) {
    const [, name, value] = /^\s*#\s*([A-Za-z]+)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (name === undefined) return;
    if (name.toLowerCase() === 'escape' && value !== '\\')
      cannot(`read a Dockerfile whose escape character is ${value}: only \\ is known`);
  }
}

/** Lines that a backslash joins are one. Comments and empty lines between them do not count. */
function logicalLines(lines: readonly string[]): LogicalLine[] {
  const found: LogicalLine[] = [];
  let open: { text: string; line: number } | undefined;
  for (const [index, line] of lines.entries()) {
    if (/^\s*(#|$)/.test(line)) continue;
    const continued = /\\[ \t]*$/.test(line);
    const piece = continued ? line.replace(/\\[ \t]*$/, '') : line;
    open = { text: (open?.text ?? '') + piece, line: open?.line ?? index + 1 };
    if (continued) continue;
    found.push(open);
    open = undefined;
  }
  return open ? [...found, open] : found;
}

function instructionOf({ text, line }: LogicalLine): Instruction {
  const [, word = '', rest = ''] = /^\s*(\S+)\s*([\s\S]*?)\s*$/.exec(text) ?? [];
  const keyword = keywords.find((each) => each === word.toUpperCase());
  if (!keyword) return cannot(`read line ${line} of the Dockerfile: ${word} is no instruction that is known`);
  const { flags, after } = withFlags.includes(keyword) ? flagsOf(rest) : { flags: [], after: rest };
  if (after === '') cannot(`read line ${line} of the Dockerfile: ${keyword} needs at least one argument`);
  if ((keyword === 'RUN' || keyword === 'COPY' || keyword === 'ADD') && hasHeredoc(after))
    cannot(
      `do line ${line} of the Dockerfile: here-documents (<<) are not read; use a file, or && between commands`,
    );
  const words = withWords.includes(keyword) ? jsonWords(after) : undefined;
  const original = `${keyword} ${rest.replace(/\s+/g, ' ')}`;
  return { keyword, flags, text: after, original, line, ...(words && { words }) };
}

function flagsOf(rest: string): { flags: [string, string][]; after: string } {
  const flags: [string, string][] = [];
  let after = rest;
  for (;;) {
    const [all, name, value = 'true'] = /^--([a-z-]+)(?:=(\S*))?(?:\s+|$)/.exec(after) ?? [];
    if (all === undefined || name === undefined) return { flags, after };
    flags.push([name, value]);
    after = after.slice(all.length);
  }
}

/** A word that begins with `<<`, a digit may stand before it; `<<<` is the shell's own. */
const hasHeredoc = (text: string): boolean => /(^|\s)\d*<<-?\s*["']?[A-Za-z_]/.test(text);

/** Undefined where the text is no JSON array of strings: then it is in the shell's form. */
function jsonWords(text: string): string[] | undefined {
  if (!text.startsWith('[')) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    const isWords = Array.isArray(value) && value.every((each) => typeof each === 'string');
    return isWords ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** The last value of a flag. */
export function flagOf(instruction: Instruction, name: string): string | undefined {
  return instruction.flags.findLast(([each]) => each === name)?.[1];
}
