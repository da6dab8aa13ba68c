import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { patternExpression } from './pattern.ts';
import { cannot } from './refusal.ts';

/** Where COPY takes files from: the build context, or another stage. */
export interface SourceTree {
  readonly root: string;
  /** As sentences call it. */
  readonly called: string;
  /** Whether a file is left out, by its path from the root. */
  isIgnored(file: string): boolean;
  /** Whether a folder is, with all that could be in it. */
  isSkipped(folder: string): boolean;
}

/** The folder that is built, without what its .dockerignore names. One beside the Dockerfile comes first. */
export function openContext(folder: string, dockerfile: string): SourceTree {
  if (!existsSync(folder) || !statSync(folder).isDirectory())
    cannot(`build ${folder}: there is no such folder`);
  const lists = [`${dockerfile}.dockerignore`, path.join(folder, '.dockerignore')];
  const list = lists.find((file) => existsSync(file));
  const ignoring = new Ignoring(list === undefined ? '' : readFileSync(list, 'utf8'));
  return {
    root: path.resolve(folder),
    called: 'the build context',
    isIgnored: (file) => ignoring.ignores(file),
    isSkipped: (inner) => ignoring.ignores(inner) && !ignoring.hasExceptions,
  };
}

/** The files of an earlier stage: all of them. */
export function openTree(root: string, called: string): SourceTree {
  return { root, called, isIgnored: () => false, isSkipped: () => false };
}

interface Rule {
  readonly expression: RegExp;
  readonly isException: boolean;
}

/** A .dockerignore: of the rules that match a path, or a folder it is in, the last one decides. */
export class Ignoring {
  readonly #rules: readonly Rule[];

  constructor(text: string) {
    this.#rules = text
      .replace(/^\uFEFF/, '')
      .split(/\r?\n/)
      .filter((line) => !line.startsWith('#'))
      .map((line) => line.trim())
      .filter((line) => line !== '' && line !== '!')
      .map(ruleOf);
  }

  get hasExceptions(): boolean {
    return this.#rules.some(({ isException }) => isException);
  }

  ignores(file: string): boolean {
    const parts = file.split('/');
    const paths = parts.map((_, index) => parts.slice(0, index + 1).join('/'));
    const last = this.#rules.findLast(({ expression }) => paths.some((each) => expression.test(each)));
    return last !== undefined && !last.isException;
  }
}

function ruleOf(line: string): Rule {
  const isException = line.startsWith('!');
  const pattern = path.posix.normalize(line.slice(isException ? 1 : 0).trim()).replace(/^\/+|\/+$/g, '');
  return { expression: patternExpression(pattern), isException };
}
