import { derivedUuid } from '../../../base/ids.ts';
import type { Scope } from '../../../base/scope.ts';
import type { Tx } from '../../../store/store.ts';
import { anomalyDetectors, seriesOf, type Query } from '../records.ts';
import type { Training } from './model.ts';

/** What a detector looks at. */
export interface Watched {
  /** Of one metric: a single query. */
  readonly queries: readonly Query[];
  readonly math: boolean;
}

/** What a detector looks at, as a key: its metric and statistic, or its math. */
export function anomalyKey({ queries, math }: Watched): string {
  const [{ metric, stat }] = queries as [Query];
  if (!math) return `${seriesOf(metric!)}|${stat}`;
  const told = queries.map((query) => ({ ...query, label: undefined }));
  return `math|${derivedUuid(JSON.stringify(told))}`;
}

/** How a model of a query is trained, where it has a detector. */
export function trainingOf(tx: Tx, scope: Scope, query: Query): Training | undefined {
  if (!query.metric) return undefined;
  return anomalyDetectors.get(tx, scope, anomalyKey({ queries: [query], math: false }))?.training;
}
