import type { Scope } from '../../base/scope.ts';
import type { Reading } from '../../engine/flow.ts';
import { collection } from '../../store/collection.ts';
import type { Tx } from '../../store/store.ts';

/**
 * What was measured of one metric in one minute (or one second, where it was put at high resolution; or five
 * minutes, or an hour, where it is old), in one unit.
 */
export interface Row {
  /** Epoch milliseconds. */
  readonly start: number;
  readonly resolutionSeconds: Resolution;
  readonly unit: string;
  readonly sampleCount: number;
  readonly sum: number;
  readonly minimum: number;
  readonly maximum: number;
  /** Values and how often each came. Undefined where statistic sets came in, whose values nobody knows. */
  readonly values?: readonly (readonly [value: number, count: number])[] | undefined;
}
export type Resolution = 1 | 60 | 300 | 3600;

/** A row as it is kept: there are many, and each is read and written whole. Values and their counts take turns. */
type Packed = readonly [
  start: number,
  resolutionSeconds: Resolution,
  unit: string,
  sampleCount: number,
  sum: number,
  minimum: number,
  maximum: number,
  values: readonly number[] | null,
];

const rows = collection<Packed>('cloudwatch.rows');

function pack({ start, resolutionSeconds, unit, sampleCount, sum, minimum, maximum, values }: Row): Packed {
  const flat = values ? values.flat() : null;
  return [start, resolutionSeconds, unit, sampleCount, sum, minimum, maximum, flat];
}

function unpack(packed: Packed): Row {
  const [start, resolutionSeconds, unit, sampleCount, sum, minimum, maximum, flat] = packed;
  const row = { start, resolutionSeconds, unit, sampleCount, sum, minimum, maximum };
  if (flat === null) return row;
  const values: (readonly [number, number])[] = [];
  for (let at = 0; at < flat.length; at += 2) values.push([flat[at]!, flat[at + 1]!]);
  return { ...row, values };
}

const pad = (ms: number): string => String(Math.floor(ms / 1000)).padStart(12, '0');

/** The rows of a metric, as whoever waits for them names them. */
export const readingOf = ({ account, region }: Scope, series: string): Reading => ({
  collection: rows.name,
  prefix: `${account}|${region}|${series}|`,
});

type Place = Pick<Row, 'start' | 'resolutionSeconds' | 'unit'>;

const rowKey = (series: string, { start, resolutionSeconds, unit }: Place): string =>
  `${series}|${pad(start)}|${resolutionSeconds}|${unit}`;

/** Rows of a metric that start in [from, to), in the order of time. */
export function rowsOf(tx: Tx, scope: Scope, series: string, from: number, to = Infinity): Row[] {
  const found: Row[] = [];
  const limit = 1000;
  for (let after = `${series}|${pad(Math.max(0, from))}`; ;) {
    const page = rows.list(tx, scope, { prefix: `${series}|`, after, limit }).map(unpack);
    for (const row of page) {
      if (row.start >= to) return found;
      found.push(row);
    }
    const last = page.at(-1);
    if (page.length < limit || !last) return found;
    after = rowKey(series, last);
  }
}

/** The first rows of a metric that start at a time or later. */
export function firstRows(tx: Tx, scope: Scope, series: string, { from = 0, limit = 1 }): Row[] {
  const range = { prefix: `${series}|`, after: `${series}|${pad(Math.max(0, from))}`, limit };
  return rows.list(tx, scope, range).map(unpack);
}

/** Adds to the row there is. */
export function keepRow(
  tx: Tx,
  scope: Scope,
  series: string,
  row: Row,
  merge: (a: Row, b: Row) => Row,
): void {
  const key = rowKey(series, row);
  const before = rows.get(tx, scope, key);
  rows.put(tx, scope, key, pack(before ? merge(unpack(before), row) : row));
}

export const forgetRow = (tx: Tx, scope: Scope, series: string, row: Place): void =>
  rows.delete(tx, scope, rowKey(series, row));
