import type { Scope } from '../../../base/scope.ts';
import type { Tx } from '../../../store/store.ts';
import { alarms, seriesOf, type AlarmConfiguration } from '../records.ts';
import { rowsOf, type Row } from '../rows.ts';
import { evaluationRange } from './judgement.ts';

/** What an alarm has to know to be judged. */
export interface Knowledge {
  /** Undefined once it is deleted. */
  readonly configuration: AlarmConfiguration | undefined;
  /** By series: every row from the start of the range on. */
  readonly rows: Readonly<Record<string, readonly Row[]>>;
}

/**
 * Reads an alarm, and the rows that an evaluation at `moment` or later may look at; none where there is none
 * due.
 */
export function knowledgeOf(tx: Tx, scope: Scope, name: string, moment: number | undefined): Knowledge {
  const configuration = alarms.get(tx, scope, name);
  if (!configuration || moment === undefined) return { configuration, rows: {} };
  const periodMs = configuration.periodSeconds * 1000;
  // One period more than the range: `moment` may lie anywhere in its minute.
  const from = moment - (evaluationRange(configuration.evaluationPeriods) + 1) * periodMs - 60_000;
  const measured = configuration.queries.flatMap(({ metric }) => (metric ? [seriesOf(metric)] : []));
  const rows = [...new Set(measured)].map((series) => [series, rowsOf(tx, scope, series, from)]);
  return { configuration, rows: Object.fromEntries(rows) };
}
