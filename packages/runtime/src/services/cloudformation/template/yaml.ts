import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseAllDocuments,
  type Document,
  type Node,
  type ParsedNode,
} from 'yaml';
import { aliasesNotAllowed, notWellFormed, unsupportedStructure } from './errors.ts';
import { scalarOf } from './scalar.ts';
import type { Value } from './template.ts';

/** Functions that have a short form, `!Sub`. `Ref` and `Condition` are spelled without `Fn::`. */
const shortForms = new Set(
  (
    'And Base64 Cidr Contains EachMemberEquals EachMemberIn Equals FindInMap GetAZs GetAtt GetStackOutput If ' +
    'ImportValue Join Length Not Or RefAll Select Split Sub ToJsonString Transform ValueOf ValueOfAll'
  ).split(' '),
);

/** Reads YAML with CloudFormation's short forms; answers long forms. */
export function readYaml(text: string): Value {
  const counter = new LineCounter();
  const documents = parseAllDocuments(text, { schema: 'failsafe', version: '1.1', lineCounter: counter });
  if (!Array.isArray(documents)) return unsupportedStructure();
  const refuse = (offset: number): never => {
    const { line, col } = counter.linePos(offset);
    return notWellFormed('YAML', line, col);
  };
  for (const { errors } of documents as Document[]) if (errors[0]) refuse(errors[0].pos[0]);
  const [first, second] = documents;
  if (second) refuse(second.range[0]);
  if (!first?.contents) return unsupportedStructure();
  return new YamlReader(text, refuse).valueOf(first.contents as ParsedNode);
}

class YamlReader {
  readonly #text: string;
  readonly #refuse: (offset: number) => never;

  constructor(text: string, refuse: (offset: number) => never) {
    this.#text = text;
    this.#refuse = refuse;
  }

  valueOf(node: Node | null): Value {
    if (node === null) return null;
    if (isAlias(node)) return aliasesNotAllowed();
    const value = this.#plain(node);
    const { tag } = node;
    if (tag === undefined || tag.startsWith('tag:yaml.org,2002:')) return value;
    const name = tag.slice(1);
    if (name === 'Ref' || name === 'Condition') return { [name]: value };
    if (!shortForms.has(name)) return this.#refuse(this.#placeOf(node, tag));
    return { [`Fn::${name}`]: value };
  }

  #plain(node: Node): Value {
    if (isScalar(node)) {
      const text = String(node.value ?? '');
      return node.type === 'PLAIN' && !this.#isText(node) ? scalarOf(text) : text;
    }
    if (isSeq(node)) return node.items.map((item) => this.valueOf(item as Node | null));
    if (!isMap(node)) return this.#refuse(node.range?.[0] ?? 0);
    const members = node.items.map(({ key, value }): [string, Value] => {
      if (!isScalar(key)) return this.#refuse((key as Node | null)?.range?.[0] ?? 0);
      return [String(key.value ?? ''), this.valueOf(value as Node | null)];
    });
    return Object.fromEntries(members);
  }

  #placeOf(node: Node, tag: string): number {
    const start = node.range?.[0] ?? 0;
    return Math.max(0, this.#text.lastIndexOf(tag, start));
  }

  /** `!!str 5`, and functions that take only text: `!Ref 5`, `!Sub 5`. */
  #isText({ tag }: Node): boolean {
    return tag === 'tag:yaml.org,2002:str' || tag === '!Ref' || tag === '!Sub' || tag === '!GetAtt';
  }
}
