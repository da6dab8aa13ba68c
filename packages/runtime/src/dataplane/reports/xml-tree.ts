import { SaxesParser } from 'saxes';

/** A file is not what its format says. The message comes behind the file's name. */
export class NoReport extends Error {}

export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
  /** Its own, with that of all inside. */
  text: string;
}

/** Elements nest no deeper than this. */
const depthMax = 200;

/** A document as a tree, without the prefixes of names. Nothing outside of it is ever looked at. */
export function xmlTree(source: string): Element {
  const parser = new SaxesParser();
  const open: Element[] = [];
  let root: Element | undefined;
  parser.on('error', (error) => {
    throw new NoReport(error.message);
  });
  parser.on('opentag', ({ name, attributes }) => {
    const element: Element = { name: local(name), attributes, children: [], text: '' };
    if (open.length >= depthMax) throw new NoReport('elements are nested too deep');
    open.at(-1)?.children.push(element);
    root ??= element;
    open.push(element);
  });
  const said = (text: string) => {
    const element = open.at(-1);
    if (element) element.text += text;
  };
  parser.on('text', said);
  parser.on('cdata', said);
  parser.on('closetag', () => {
    const { text } = open.pop()!;
    said(text);
  });
  parser.write(source).close();
  return root ?? fail('EOF');
}

const local = (name: string): string => name.slice(name.indexOf(':') + 1);

export const fail = (message: string): never => {
  throw new NoReport(message);
};

/** Those of a name, however deep. */
export function* all(element: Element, name: string): Generator<Element> {
  for (const child of element.children) {
    if (child.name === name) yield child;
    yield* all(child, name);
  }
}

export const first = (element: Element, ...names: string[]): Element | undefined =>
  element.children.find((child) => names.includes(child.name));

/** AWS: as seen in the wild. */
export function expecting(element: Element, ...names: string[]): Element {
  if (names.includes(element.name)) return element;
  return fail(`expected element type <${names.at(-1)}> but have <${element.name}>`);
}
