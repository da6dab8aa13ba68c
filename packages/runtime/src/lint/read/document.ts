import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, type Document, type Node } from 'yaml';
import type { Path } from '../declared.ts';

/** A JSON or YAML text as values, and where each of them stands. Short forms (`!Ref X`) are written out. */
export interface ReadDocument {
  readonly value: unknown;
  position(path: Path): { line: number; column: number };
}

/** A text is neither JSON nor YAML. */
export class NotADocument extends Error {}

/** Of templates that CloudFormation takes, and of what npm's `yaml` allows. */
const aliasesMax = 1000;

export function readDocument(text: string): ReadDocument {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, logLevel: 'silent', uniqueKeys: false });
  const [error] = document.errors;
  if (error) throw new NotADocument(error.message.split('\n')[0]!.replace(/:$/, ''));
  const offsets = new Map<string, number>();
  const value = new Walk(document, offsets).valueOf(document.contents, []);
  return {
    value,
    position(path) {
      for (let length = path.length; length >= 0; length--) {
        const offset = offsets.get(keyOf(path.slice(0, length)));
        if (offset === undefined) continue;
        const { line, col } = lines.linePos(offset);
        return { line: Math.max(1, line), column: Math.max(1, col) };
      }
      return { line: 1, column: 1 };
    },
  };
}

const keyOf = (path: Path): string => JSON.stringify(path);

class Walk {
  readonly #document: Document;
  readonly #offsets: Map<string, number>;
  #aliases = 0;

  constructor(document: Document, offsets: Map<string, number>) {
    this.#document = document;
    this.#offsets = offsets;
  }

  valueOf(node: unknown, path: Path): unknown {
    const here = node as Node | null;
    const offset = here?.range?.[0];
    const key = keyOf(path);
    if (offset !== undefined && !this.#offsets.has(key)) this.#offsets.set(key, offset);
    return short((here as { tag?: string } | null)?.tag, this.#plain(here, path));
  }

  #plain(node: Node | null, path: Path): unknown {
    if (isAlias(node)) {
      if (++this.#aliases > aliasesMax) throw new NotADocument(`more than ${aliasesMax} aliases`);
      return this.valueOf(node.resolve(this.#document), path);
    }
    if (isSeq(node)) return node.items.map((item, index) => this.valueOf(item, [...path, index]));
    if (isMap(node)) {
      const entries = node.items.map(({ key, value }) => {
        const name = String(isScalar(key) ? key.value : key);
        const start = (key as Node).range?.[0];
        if (start !== undefined) this.#offsets.set(keyOf([...path, name]), start);
        return [name, this.valueOf(value, [...path, name])] as const;
      });
      return Object.fromEntries(entries);
    }
    return isScalar(node) ? node.value : undefined;
  }
}

/** `!Ref X` is `{Ref: X}`, `!GetAtt A.B` is `{Fn::GetAtt: [A, B]}`, any other `!Name` is `{Fn::Name: …}`. */
function short(tag: string | undefined, value: unknown): unknown {
  const name = tag && /^!(?!!)([A-Za-z:]+)$/.exec(tag)?.[1];
  if (!name) return value;
  if (name === 'Ref' || name === 'Condition') return { [name]: value };
  if (name === 'GetAtt' && typeof value === 'string') {
    const dot = value.indexOf('.');
    return { 'Fn::GetAtt': [value.slice(0, dot), value.slice(dot + 1)] };
  }
  return { [`Fn::${name}`]: value };
}
