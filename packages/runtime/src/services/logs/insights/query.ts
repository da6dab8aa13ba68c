import { evaluatorOf } from './evaluate.ts';
import type { Surroundings } from './functions/index.ts';
import { Memory, requireRoom } from './memory.ts';
import { parseQuery } from './parse.ts';
import { EventRow, type QueriedEvent, type Row } from './row.ts';
import type { Source } from './source.ts';
import {
  counting,
  deduplicating,
  extending,
  filtering,
  limiting,
  parsing,
  sorting,
  unnesting,
  type Stage,
} from './stages.ts';
import type { Command } from './tree.ts';
import { textOf } from './value.ts';

/** One row of an answer: its fields that are there. */
export type ResultRow = readonly { readonly field: string; readonly value: string }[];

/** A query at work on events, which come in whatever order. */
export interface Run {
  /** Which log groups the query asks, where it says so itself. */
  readonly source: Source | undefined;
  push(event: QueriedEvent): void;
  /** How many events passed the filters so far. */
  readonly matched: number;
  end(): readonly ResultRow[];
}

/** AWS: StartQuery, limit: "If the number of log events returned … default is 10,000". */
const rowsMax = 10_000;

/** Throws `QueryFault` of what is no query. */
export function startQuery(
  text: string,
  { now, limit = rowsMax }: Surroundings & { readonly limit?: number | undefined },
): Run {
  const query = parseQuery(text);
  const commands = withOrder(query.commands);
  const columns = columnsOf(commands);
  const results: ResultRow[] = [];
  let matched = 0;
  const memory = new Memory();
  let held = 0;
  let stage: Stage = {
    push(row) {
      const result = resultOf(row, columns);
      held += result.reduce((sum, { value }) => sum + value.length, 0);
      requireRoom(held);
      results.push(result);
    },
    end: () => {},
  };
  stage = limiting(commands.some(({ kind }) => kind === 'limit') ? Infinity : limit, stage);
  const counter = (next: Stage): Stage => ({
    push(row) {
      matched++;
      next.push(row);
    },
    end: () => next.end(),
  });
  const lastFilter = filtersEnd(commands);
  for (const [index, command] of [...commands.entries()].reverse()) {
    if (index === lastFilter - 1) stage = counter(stage);
    stage = stageOf(command, { now, memory, max: keptOf(commands.slice(index + 1), limit) }, stage);
  }
  if (lastFilter === 0) stage = counter(stage);
  return {
    source: query.source,
    push: (event) => stage.push(new EventRow(event)),
    get matched() {
      return matched;
    },
    end() {
      stage.end();
      return results;
    },
  };
}

/** Where the filters of events are over: behind the last one before anything is counted or cut. */
function filtersEnd(commands: readonly Command[]): number {
  const ends = commands.findIndex(({ kind }) => ['stats', 'limit', 'dedup', 'sort'].includes(kind));
  const before = ends < 0 ? commands : commands.slice(0, ends);
  return before.findLastIndex(({ kind }) => kind === 'filter') + 1;
}

/** AWS: events come the newest first, unless a query says otherwise. */
function withOrder(commands: readonly Command[]): readonly Command[] {
  const needed = commands.findIndex(
    ({ kind }) => kind === 'limit' || kind === 'dedup' || kind === 'stats' || kind === 'sort',
  );
  const kind = needed < 0 ? undefined : commands[needed]!.kind;
  if (kind === 'stats' || kind === 'sort') return commands;
  const at = needed < 0 ? commands.length : needed;
  const newest = { kind: 'field' as const, name: '@timestamp', start: 0, end: 0 };
  const order: Command = { kind: 'sort', by: [{ of: newest, descending: true }] };
  return [...commands.slice(0, at), order, ...commands.slice(at)];
}

/** How many rows of a sorted list the commands behind it look at. */
function keptOf(later: readonly Command[], limit: number): number {
  for (const command of later) {
    if (command.kind === 'limit') return command.count;
    if (command.kind !== 'fields' && command.kind !== 'display' && command.kind !== 'parse') return Infinity;
  }
  return limit;
}

interface Setting extends Surroundings {
  readonly memory: Memory;
  readonly max: number;
}

function stageOf(command: Command, setting: Setting, next: Stage): Stage {
  switch (command.kind) {
    case 'fields':
    case 'display':
      return extending(command.columns, setting, next);
    case 'filter':
      return filtering(command, setting, next);
    case 'parse':
      return parsing(command, setting, next);
    case 'unnest':
      return unnesting(command, setting, next);
    case 'stats':
      return counting(command, setting, setting.memory, next);
    case 'sort':
      return sorting(
        command.by.map(({ of, descending }) => ({ value: evaluatorOf(of, setting), descending })),
        setting,
        next,
      );
    case 'dedup':
      return deduplicating(
        command.by.map((of) => evaluatorOf(of, setting)),
        setting.memory,
        next,
      );
    case 'limit':
      return limiting(command.count, next);
  }
}

/** What an answer shows: what `display` says, or what the last `stats` made, or what `fields` and `parse` named. */
// AWS: user guide, "display": "If a query has more than one, only the last one is in effect".
function columnsOf(commands: readonly Command[]): readonly string[] {
  const display = commands.findLast(({ kind }) => kind === 'display');
  if (display?.kind === 'display') return display.columns.map(({ name }) => name);
  const last = commands.findLastIndex(({ kind }) => kind === 'stats');
  const stats = commands[last];
  const counted = stats?.kind === 'stats' ? [...stats.by, ...stats.columns].map(({ name }) => name) : [];
  const named = commands.slice(last + 1).flatMap((command) => {
    if (command.kind === 'fields') return command.columns.map(({ name }) => name);
    if (command.kind === 'parse') return command.names;
    return command.kind === 'unnest' ? [command.name] : [];
  });
  const hasFields = stats !== undefined || commands.some(({ kind }) => kind === 'fields');
  // AWS: GetQueryResults of a query without `fields` tells these two.
  return [...new Set([...(hasFields ? counted : ['@timestamp', '@message']), ...named])];
}

function resultOf(row: Row, columns: readonly string[]): ResultRow {
  const fields = columns.flatMap((field) => {
    const value = row.get(field);
    return value === undefined ? [] : [{ field, value: textOf(value) }];
  });
  return row.pointer ? [...fields, { field: '@ptr', value: row.pointer() }] : fields;
}
