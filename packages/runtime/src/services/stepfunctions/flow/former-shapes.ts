import type { Begun } from '../jobs/job.ts';
import { isObject, type Json } from '../language/json.ts';
import type { MapEntry } from './execution-state.ts';

// Executions run for up to a year: those that began in an earlier version of Penstock are as it left them.

/** An item of a Map state was kept as what is run for it alone. */
export type FormerEntry = Json;

/** What a task with `.sync` has begun was known by its service, of which one operation could be waited for. */
export interface FormerBegun {
  readonly service: 'codebuild' | 'states';
  readonly id: string;
}

export function entryAt(entries: readonly (MapEntry | FormerEntry)[], index: number): MapEntry {
  const entry = entries[index]!;
  return isEntry(entry, index) ? entry : { input: entry, item: { index, value: entry } };
}

function isEntry(entry: MapEntry | FormerEntry, index: number): entry is MapEntry {
  if (!isObject(entry as Json)) return false;
  const { input, item } = entry as Partial<MapEntry>;
  return input !== undefined && item?.index === index;
}

const formerJobs = { codebuild: 'codebuild:StartBuild', states: 'states:StartExecution' };

export const begunOf = (began: Begun | FormerBegun): Begun =>
  'job' in began ? began : { job: formerJobs[began.service], id: began.id };
