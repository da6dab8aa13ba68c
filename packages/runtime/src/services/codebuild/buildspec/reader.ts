import { isMap, isScalar, isSeq, LineCounter, parseDocument, type Node, type YAMLMap } from 'yaml';

/** Ends the reading of a buildspec. It never leaves `parseBuildspec`. */
export class Unreadable extends Error {}

export const unreadable = (message: string): never => {
  throw new Unreadable(message);
};

/** A YAML document, read with the lines that its values stand on. */
export class Reader {
  readonly #lines = new LineCounter();
  readonly root: YAMLMap;

  constructor(text: string) {
    const document = parseDocument(text, { lineCounter: this.#lines, uniqueKeys: true });
    const [error] = document.errors;
    // AWS: YAML's own errors come as `yaml: line 12: did not find expected key`; the wording behind the line is ours.
    if (error) unreadable(`yaml: line ${error.linePos?.[0].line ?? 1}: ${error.message.split('\n')[0]}`);
    const { contents } = document;
    this.root = isMap(contents) ? contents : unreadable('A buildspec must be a YAML mapping with a version.');
  }

  lineOf(node: Node | null | undefined): number {
    const offset = node?.range?.[0];
    return offset === undefined ? 1 : this.#lines.linePos(offset).line;
  }

  /** The mapping under a key. Undefined where there is none. */
  map(parent: YAMLMap, key: string, path: string): YAMLMap | undefined {
    const node = parent.get(key, true) as Node | undefined;
    if (node === undefined || isNull(node)) return undefined;
    return isMap(node) ? node : this.#expected(path, 'a mapping', node);
  }

  keys(map: YAMLMap | undefined): string[] {
    return (map?.items ?? []).map(({ key }) => String(isScalar(key) ? key.value : key));
  }

  /** The text of a scalar as it was written: `18` stays `18`, `1.10` stays `1.10`. */
  text(parent: YAMLMap | undefined, key: string, path: string): string | undefined {
    const node = parent?.get(key, true) as Node | undefined;
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
   * A list of strings.
   * AWS: seen in the wild: "Expected Commands[3] to be of string type: found subkeys instead at line 15, value of the
   * key tag on line 14 might be empty".
   */
  list(parent: YAMLMap | undefined, key: string, label: string): string[] | undefined {
    const node = parent?.get(key, true) as Node | undefined;
    if (node === undefined || isNull(node)) return undefined;
    if (!isSeq(node)) return this.#expected(label, 'a list', node);
    return node.items.map((item, index) => this.#element(item as Node | null, `${label}[${index}]`, node));
  }

  /** A list of strings, or one string. AWS: CDK Pipelines writes `"files": "**\/*"`, and CodeBuild takes it. */
  listOrText(parent: YAMLMap | undefined, key: string, label: string): string[] | undefined {
    const node = parent?.get(key, true) as Node | undefined;
    return isScalar(node) && !isNull(node) ? [textOf(node)] : this.list(parent, key, label);
  }

  /** A list of mappings. */
  maps(parent: YAMLMap, key: string, path: string): YAMLMap[] | undefined {
    const node = parent.get(key, true) as Node | undefined;
    if (node === undefined || isNull(node)) return undefined;
    if (!isSeq(node)) return this.#expected(path, 'a list', node);
    return node.items.map((item, index) =>
      isMap(item) ? item : this.#expected(`${path}[${index}]`, 'a mapping', (item as Node | null) ?? node),
    );
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

const isNull = (node: unknown): boolean => isScalar(node) && node.value === null;

function textOf(node: { value: unknown; source?: string | undefined }): string {
  return typeof node.value === 'string' ? node.value : (node.source ?? String(node.value));
}
