import type { ReaderConfig } from './definition.ts';
import { isObject, parsedJson, StateError, type Json } from './json.ts';

/** An item as it was found: of an object, by its key. */
export interface Item {
  readonly value: Json;
  readonly key?: string;
}

const unreadable = (cause: string): StateError => new StateError('States.ItemReaderFailed', cause);

/** The items in the text of an object. */
export function itemsIn(text: string, config: ReaderConfig): readonly Item[] {
  const { InputType = 'JSON' } = config;
  if (InputType === 'CSV') return csvItems(text, config);
  return InputType === 'JSONL' ? jsonLines(text) : jsonItems(text, config.ItemsPointer ?? '');
}

function jsonItems(text: string, pointer: string): readonly Item[] {
  const parsed = parsedJson(text);
  // AWS: unverified words, here and below.
  if (!parsed) throw unreadable('The JSON file could not be parsed');
  const items = pointed(parsed.value, pointer);
  return itemsOf(items) ?? fail('Attempting to map over non-iterable node.');
}

const fail = (cause: string): never => {
  throw unreadable(cause);
};

/** What there is to go through: the items of an array, or what an object has; undefined of anything else. */
// AWS: developer guide, "Map": the context object has `Map.Item.Key` where an object is gone through.
export function itemsOf(value: Json | undefined): readonly Item[] | undefined {
  if (Array.isArray(value)) return value.map((each: Json) => ({ value: each }));
  return isObject(value) ? Object.entries(value).map(([key, each]) => ({ key, value: each })) : undefined;
}

/** What an item's processor is given where nothing is selected. AWS: unverified that of an object it is a pair. */
export const itemInput = ({ key, value }: Item): Json =>
  key === undefined ? value : { Key: key, Value: value };

/** A JSON pointer's value: `/orders/open`. */
function pointed(value: Json, pointer: string): Json | undefined {
  if (pointer === '') return value;
  const names = pointer
    .split('/')
    .slice(1)
    .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'));
  return names.reduce<Json | undefined>((from, name) => {
    if (Array.isArray(from)) return (from as readonly Json[])[Number(name)];
    return isObject(from) && Object.hasOwn(from, name) ? from[name] : undefined;
  }, value);
}

function jsonLines(text: string): readonly Item[] {
  const lines = text.split('\n').map((line) => line.trim());
  return lines
    .filter((line) => line !== '')
    .map((line) => parsedJson(line) ?? fail('A line of the JSON Lines file could not be parsed'));
}

// AWS: developer guide, ReaderConfig, CSVDelimiter.
const delimiters: Readonly<Record<string, string>> = {
  COMMA: ',',
  PIPE: '|',
  SEMICOLON: ';',
  SPACE: ' ',
  TAB: '\t',
};

/** Each row an object by the headers. AWS: what a row has too much is dropped; what it lacks is an empty text. */
function csvItems(text: string, config: ReaderConfig): readonly Item[] {
  const { CSVHeaderLocation = 'FIRST_ROW', CSVHeaders, CSVDelimiter = 'COMMA' } = config;
  const rows = csvRows(text.replace(/^\u{feff}/u, ''), delimiters[CSVDelimiter] ?? ',');
  const isGiven = CSVHeaderLocation === 'GIVEN';
  const headers = isGiven ? (CSVHeaders ?? []) : (rows[0] ?? []);
  return (isGiven ? rows : rows.slice(1)).map((row) => ({
    value: Object.fromEntries(headers.map((header, at) => [header, row[at] ?? ''])),
  }));
}

/** Fields may be quoted; what is quoted may have delimiters, line breaks, and quotes twice. */
function csvRows(text: string, delimiter: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let field = '';
  let isQuoted = false;
  const endField = () => {
    row.push(field);
    field = '';
  };
  const endRow = () => {
    endField();
    if (row.length > 1 || row[0] !== '') rows.push(row);
    row = [];
  };
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!;
    if (isQuoted) {
      if (character !== '"') field += character;
      else if (text[at + 1] === '"') field += text[++at];
      else isQuoted = false;
    } else if (character === '"' && field === '') isQuoted = true;
    else if (character === delimiter) endField();
    else if (character === '\n') endRow();
    else if (character !== '\r' || text[at + 1] !== '\n') field += character;
  }
  endRow();
  return rows;
}

interface Inventory {
  readonly bucket: string;
  readonly files: readonly string[];
  readonly headers: readonly string[];
}

/** What the manifest of an S3 inventory says. */
// AWS: S3 user guide, "Inventory manifest".
export function inventoryIn(text: string): Inventory {
  const { value } = parsedJson(text) ?? {};
  const { fileFormat, fileSchema, destinationBucket, files } = isObject(value) ? value : {};
  if (!Array.isArray(files) || typeof destinationBucket !== 'string' || typeof fileSchema !== 'string')
    throw unreadable('The file is not the manifest of an S3 inventory');
  if (fileFormat !== 'CSV')
    throw unreadable(`Penstock reads no inventory of the format ${String(fileFormat)} (yet)`);
  return {
    bucket: destinationBucket.replace(/^arn:[^:]+:s3:::/, ''),
    files: (files as readonly Json[]).map((file) => String(isObject(file) ? file['key'] : '')),
    headers: fileSchema.split(',').map((name) => name.trim()),
  };
}

/** How items are put together for one child. */
export interface Batching {
  readonly itemsMax?: number | undefined;
  readonly bytesMax?: number | undefined;
  readonly input?: Json | undefined;
}

/** What one child is given, and how many items that is. */
export interface ChildInput {
  readonly input: Json;
  readonly items: number;
}

export function batched(items: readonly Json[], batching: Batching | undefined): readonly ChildInput[] {
  if (!batching) return items.map((input) => ({ input, items: 1 }));
  const { itemsMax = Infinity, bytesMax = Infinity, input } = batching;
  const wrapped = (Items: readonly Json[]): Json =>
    input === undefined ? { Items } : { BatchInput: input, Items };
  const empty = byteLength(wrapped([]));
  const batches: ChildInput[] = [];
  let batch: Json[] = [];
  let bytes = empty;
  const end = () => {
    if (batch.length > 0) batches.push({ input: wrapped(batch), items: batch.length });
    batch = [];
    bytes = empty;
  };
  for (const item of items) {
    const more = byteLength(item) + 1;
    if (batch.length >= itemsMax || bytes + more > bytesMax) end();
    batch.push(item);
    bytes += more;
  }
  end();
  return batches;
}

const byteLength = (value: Json): number => Buffer.byteLength(JSON.stringify(value));
