import {
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  parseAllDocuments,
  visit,
  type Alias,
  type Document,
  type Node,
  type YAMLMap,
} from 'yaml';

/** A buildspec that means well has a few. */
const mergesMax = 1000;

/** Ends the reading of a buildspec. It never leaves `parseBuildspec`. */
export class Unreadable extends Error {}

export const unreadable = (message: string): never => {
  throw new Unreadable(message);
};

/** A YAML document, read with the lines that its values stand on. */
export class Reader {
  readonly #lines = new LineCounter();
  readonly #aliases: ReadonlyMap<Alias, Node>;
  readonly #known = new Map<YAMLMap, ReadonlyMap<string, unknown>>();
  #merges = 0;
  readonly root: YAMLMap;

  /** Of several documents the first one counts. AWS: unverified; so it is in Go's YAML. */
  constructor(text: string) {
    const parsed = parseAllDocuments(text, { lineCounter: this.#lines, uniqueKeys: true });
    const [document = unreadable('A buildspec must be a YAML mapping with a version.')] =
      parsed as Document[];
    this.#aliases = aliasesOf(document);
    const [error] = document.errors;
    // AWS: YAML's own errors come as `yaml: line 12: did not find expected key`; the wording behind the line is ours.
    if (error) unreadable(`yaml: line ${error.linePos?.[0].line ?? 1}: ${error.message.split('\n')[0]}`);
    const contents = this.#resolved(document.contents);
    this.root = isMap(contents) ? contents : unreadable('A buildspec must be a YAML mapping with a version.');
  }

  lineOf(node: Node | null | undefined): number {
    const offset = node?.range?.[0];
    return offset === undefined ? 1 : this.#lines.linePos(offset).line;
  }

  /** The mapping under a key. Undefined where there is none. */
  map(parent: YAMLMap, key: string, path: string): YAMLMap | undefined {
    const node = this.#get(parent, key);
    if (node === undefined || isNull(node)) return undefined;
    return isMap(node) ? node : this.#expected(path, 'a mapping', node);
  }

  has(map: YAMLMap | undefined, key: string): boolean {
    return this.#get(map, key) !== undefined;
  }

  /** Its own, and those that it merges in. */
  keys(map: YAMLMap | undefined): string[] {
    return [...this.#pairs(map).keys()];
  }

  #get(map: YAMLMap | undefined, key: string): Node | undefined {
    return this.#resolved(this.#pairs(map).get(key)) ?? undefined;
  }

  #pairs(map: YAMLMap | undefined): ReadonlyMap<string, unknown> {
    if (!map) return new Map();
    const pairs = this.#known.get(map) ?? this.#paired(map);
    this.#known.set(map, pairs);
    return pairs;
  }

  /** What a mapping says by itself stands above what it merges in by `<<`, as an alias or as a list of them. */
  #paired({ items }: YAMLMap): Map<string, unknown> {
    const all = items.map(({ key, value }) => [textOfKey(key), value] as const);
    const own = all.filter(([key]) => key !== '<<');
    const merged = all.filter(([key]) => key === '<<').map(([, value]) => this.#resolved(value));
    const below = merged
      .flatMap((each) => (isSeq(each) ? each.items : [each]))
      .map((each) => this.#resolved(each))
      .filter(isMap);
    // A mapping may merge itself in, by way of others.
    if ((this.#merges += below.length) > mergesMax) unreadable('yaml: document contains excessive aliasing');
    return new Map([...below.toReversed().flatMap((each) => [...this.#pairs(each)]), ...own]);
  }

  /** What an alias stands for. */
  #resolved(node: unknown): Node | null {
    return (isAlias(node) ? (this.#aliases.get(node) ?? null) : node) as Node | null;
  }

  /** The text of a scalar as it was written: `18` stays `18`, `1.10` stays `1.10`. */
  text(parent: YAMLMap | undefined, key: string, path: string): string | undefined {
    const node = this.#get(parent, key);
    if (node === undefined || isNull(node)) return undefined;
    return isScalar(node) ? textOf(node) : this.#expected(path, 'a string', node);
  }

  /** Scalars by key. */
  texts(parent: YAMLMap, key: string, path: string): Record<string, string> {
    const map = this.map(parent, key, path);
    const names = this.keys(map);
    return Object.fromEntries(names.map((name) => [name, this.text(map, name, `${path}/${name}`) ?? '']));
  }

  /**
   * A list of strings, or one string for a list of one.
   * AWS: CDK Pipelines writes `"files": "**\/*"`, the first pipeline of the CDK's guide `commands: 'npm install'`, and
   * CodeBuild takes them; of other lists unverified. Seen in the wild: "Expected Commands[3] to be of string type:
   * found subkeys instead at line 15, value of the key tag on line 14 might be empty".
   */
  list(parent: YAMLMap | undefined, key: string, label: string): string[] | undefined {
    const node = this.#get(parent, key);
    if (node === undefined || isNull(node)) return undefined;
    if (isScalar(node)) return [textOf(node)];
    if (!isSeq(node)) return this.#expected(label, 'a list', node);
    return node.items.map((item, index) => this.#element(this.#resolved(item), `${label}[${index}]`, node));
  }

  /** A list of mappings. */
  maps(parent: YAMLMap, key: string, path: string): YAMLMap[] | undefined {
    const node = this.#get(parent, key);
    if (node === undefined || isNull(node)) return undefined;
    if (!isSeq(node)) return this.#expected(path, 'a list', node);
    return node.items.map((each, index) => {
      const item = this.#resolved(each);
      return isMap(item) ? item : this.#expected(`${path}[${index}]`, 'a mapping', item ?? node);
    });
  }

  #element(item: Node | null, label: string, list: Node): string {
    const line = this.lineOf(item ?? list);
    if (isMap(item) || isSeq(item))
      return unreadable(
        `Expected ${label} to be of string type: found subkeys instead at line ${line}, value of the key tag on ` +
          `line ${Math.max(1, line - 1)} might be empty`,
      );
    // A list item that is only a comment is null in YAML. AWS: unverified words.
    if (!isScalar(item) || isNull(item))
      return unreadable(`Expected ${label} to be of string type: found null instead at line ${line}`);
    return textOf(item);
  }

  #expected(path: string, what: string, node: Node): never {
    return unreadable(`Expected ${path} to be ${what} at line ${this.lineOf(node)}`);
  }
}

/** What each alias stands for: the last node before it that has its name. */
function aliasesOf(document: Document): Map<Alias, Node> {
  const anchors = new Map<string, Node>();
  const aliases = new Map<Alias, Node>();
  visit(document, (_, node) => {
    if (isAlias(node)) {
      const found = anchors.get(node.source);
      if (found) aliases.set(node, found);
    } else if (isNode(node) && node.anchor !== undefined) anchors.set(node.anchor, node);
  });
  return aliases;
}

const textOfKey = (key: unknown): string => String(isScalar(key) ? key.value : key);

const isNull = (node: unknown): boolean => isScalar(node) && node.value === null;

function textOf(node: { value: unknown; source?: string | undefined }): string {
  return typeof node.value === 'string' ? node.value : (node.source ?? String(node.value));
}
