import type { QueryStatus } from '@aws-sdk/client-cloudwatch-logs';
import { collection } from '../../store/collection.ts';

/** A query of Logs Insights. */
export interface QueryRecord {
  readonly id: string;
  readonly text: string;
  /** Names, or identifiers where it was asked for by those. */
  readonly groups: readonly string[];
  /** Epoch milliseconds, both inclusive. */
  readonly from: number;
  readonly to: number;
  readonly limit?: number;
  readonly status: QueryStatus;
  readonly createdAt: number;
  readonly endedAt?: number;
  readonly scanned: Scanned;
  /** Where its rows lie, as JSON lines, once it is complete. */
  readonly rows?: { readonly offset: number; readonly length: number };
}

/** What a query has looked at so far. */
export interface Scanned {
  readonly bytes: number;
  readonly records: number;
  readonly matched: number;
}

/** By id. */
export const queries = collection<QueryRecord>('logs.queries');
/** The ids of those that have not ended, so that they can be counted. By id. */
export const openQueries = collection<{ readonly id: string }>('logs.open-queries');

/** The segment that holds a query's answer. */
export const answerSegment = (id: string): string => `logs-query-${id}`;

export const isOpen = ({ status }: QueryRecord): boolean => status === 'Scheduled' || status === 'Running';
