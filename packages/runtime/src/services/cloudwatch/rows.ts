import type { Scope } from '../../base/scope.ts';
import type { Reading } from '../../engine/flow.ts';
import { collection } from '../../store/collection.ts';
import type { Tx } from '../../store/store.ts';
import { KnownPlaces } from './known-places.ts';
import type { SampleValues } from './sample-values.ts';
import { mergedRows } from './summaries.ts';

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
  /** Undefined where statistic sets came in, whose values nobody knows. */
  readonly values?: SampleValues | undefined;
}
export type Resolution = 1 | 60 | 300 | 3600;

/** A row as it is kept: there are many, and each is read and written whole. */
type Packed = readonly [
  start: number,
  resolutionSeconds: Resolution,
  unit: string,
  sampleCount: number,
  sum: number,
  minimum: number,
  maximum: number,
  values: SampleValues | null,
];

const rows = collection<Packed>('cloudwatch.rows');

/** Frozen, as what is frozen is kept without being copied. */
function pack({ start, resolutionSeconds, unit, sampleCount, sum, minimum, maximum, values }: Row): Packed {
  const kept = values ? Object.freeze(values) : null;
  return Object.freeze([start, resolutionSeconds, unit, sampleCount, sum, minimum, maximum, kept] as const);
}

/** By index: to take a list apart by names makes an object for each of its members. */
const unpack = (packed: Packed): Row => ({
  start: packed[0],
  resolutionSeconds: packed[1],
  unit: packed[2],
  sampleCount: packed[3],
  sum: packed[4],
  minimum: packed[5],
  maximum: packed[6],
  values: packed[7] ?? undefined,
});

const pad = (ms: number): string => String(Math.floor(ms / 1000)).padStart(12, '0');

/** The rows of a metric, as whoever waits for them names them. */
export const readingOf = ({ account, region }: Scope, series: string): Reading => ({
  collection: rows.name,
  prefix: `${account}|${region}|${series}|`,
});

type Part = Pick<Row, 'start' | 'resolutionSeconds' | 'unit'>;

/** The last part that was written out: most data points of a request are of the same minute. */
let last: Part & { readonly text: string } = { start: NaN, resolutionSeconds: 60, unit: '', text: '' };

function partOf({ start, resolutionSeconds, unit }: Part): string {
  const isLast = last.start === start && last.resolutionSeconds === resolutionSeconds && last.unit === unit;
  if (!isLast) last = { start, resolutionSeconds, unit, text: `${pad(start)}|${resolutionSeconds}|${unit}` };
  return last.text;
}

const rowKey = (series: string, part: Part): string => `${series}|${partOf(part)}`;

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

const rowPlaces = new KnownPlaces(rows);

/** Adds to the row there is. */
export function keepRow(tx: Tx, scope: Scope, series: string, row: Row): void {
  const place = rowPlaces.of(scope, series, partOf(row), () => rowKey(series, row));
  const before = place.get(tx);
  place.put(tx, pack(before ? mergedRows(unpack(before), row) : row));
}

export const forgetRow = (tx: Tx, scope: Scope, series: string, row: Part): void =>
  rows.delete(tx, scope, rowKey(series, row));
