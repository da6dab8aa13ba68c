import { Refusal } from '../refusal.ts';

/** An element, as far as AWS's XML goes: text or children, and attributes. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** All of its own text, entities undone. */
  readonly text: string;
}

/** Elements nest no deeper than this. */
const depthMax = 64;

/** Reads a document. Document types are refused: nothing outside the document is ever looked at. */
export function parseXml(source: string): XmlElement {
  const parser = new XmlParser(source.charCodeAt(0) === 0xfeff ? source.slice(1) : source);
  return parser.document();
}

const namePattern = /[A-Za-z_][\w.:-]*/y;
const attributePattern = /\s+([A-Za-z_][\w.:-]*)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/y;
const spacePattern = /\s*/y;

class XmlParser {
  readonly #source: string;
  #at = 0;

  constructor(source: string) {
    this.#source = source;
  }

  document(): XmlElement {
    this.#skipProlog();
    const root = this.#element(0);
    this.#skipProlog();
    if (this.#at < this.#source.length) throw malformed();
    return root;
  }

  #element(depth: number): XmlElement {
    if (depth > depthMax || !this.#take('<')) throw malformed();
    const name = this.#match(namePattern)[0];
    const attributes = this.#attributes();
    this.#match(spacePattern);
    if (this.#take('/>')) return { name, attributes, children: [], text: '' };
    if (!this.#take('>')) throw malformed();
    const children: XmlElement[] = [];
    const text = this.#content(children, depth);
    if (!this.#take(name)) throw malformed();
    this.#match(spacePattern);
    if (!this.#take('>')) throw malformed();
    return { name, attributes, children, text };
  }

  /** Up to and with the `</` of the end tag. */
  #content(children: XmlElement[], depth: number): string {
    let text = '';
    for (;;) {
      const next = this.#source.indexOf('<', this.#at);
      if (next < 0) throw malformed();
      text += undoneEntities(this.#source.slice(this.#at, next));
      this.#at = next;
      if (this.#take('</')) return text;
      if (this.#take('<![CDATA[')) text += this.#until(']]>');
      else if (this.#take('<!--')) this.#until('-->');
      else if (this.#take('<?')) this.#until('?>');
      else children.push(this.#element(depth + 1));
    }
  }

  #attributes(): ReadonlyMap<string, string> {
    const attributes = new Map<string, string>();
    for (;;) {
      attributePattern.lastIndex = this.#at;
      const match = attributePattern.exec(this.#source);
      if (!match) return attributes;
      this.#at = attributePattern.lastIndex;
      if (attributes.has(match[1] ?? '')) throw malformed();
      attributes.set(match[1] ?? '', undoneEntities(match[2] ?? match[3] ?? ''));
    }
  }

  #skipProlog(): void {
    for (;;) {
      this.#match(spacePattern);
      if (this.#take('<?')) this.#until('?>');
      else if (this.#take('<!--')) this.#until('-->');
      else return;
    }
  }

  #take(token: string): boolean {
    if (!this.#source.startsWith(token, this.#at)) return false;
    this.#at += token.length;
    return true;
  }

  #until(token: string): string {
    const end = this.#source.indexOf(token, this.#at);
    if (end < 0) throw malformed();
    const text = this.#source.slice(this.#at, end);
    this.#at = end + token.length;
    return text;
  }

  #match(pattern: RegExp): RegExpExecArray {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#source);
    if (!match) throw malformed();
    this.#at = pattern.lastIndex;
    return match;
  }
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function undoneEntities(text: string): string {
  if (!text.includes('&')) return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
  return text.replace(/\r\n?/g, '\n').replace(/&([^;\s]{1,10};)?/g, (_, entity: string | undefined) => {
    const name = entity?.slice(0, -1) ?? '';
    if (Object.hasOwn(entities, name)) return entities[name] ?? '';
    const code = /^#(?:x([0-9a-fA-F]{1,6})|(\d{1,7}))$/.exec(name);
    const point = code ? Number.parseInt(code[1] ?? code[2] ?? '', code[1] ? 16 : 10) : 0;
    if (point < 1 || point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff)) throw malformed();
    return String.fromCodePoint(point);
  });
}

export function malformed(): Refusal {
  // AWS: S3 error responses, MalformedXML.
  return new Refusal(
    'Malformed',
    'The XML you provided was not well-formed or did not validate against our published schema',
  );
}

const unsafe = /[&<>"'\r\n\u0085\u2028]/g;
const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '\r': '&#xD;',
  '\n': '&#xA;',
  '\u0085': '&#x85;',
  '\u2028': '&#x2028;',
};

/** Text as it stands between tags or quotes. Characters that XML 1.0 cannot hold are replaced. */
export function escapedXml(text: string): string {
  return text
    .replace(unsafe, (character) => escapes[character] ?? character)
    .replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, '\ufffd');
}
