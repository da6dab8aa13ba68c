import { derivedUuid } from '../../../base/ids.ts';
import {
  itemMachine,
  type ItemBatcher,
  type ItemReader,
  type ResultWriter,
  type State,
} from '../language/definition.ts';
import { filledIn } from '../language/jsonata.ts';
import type { Batching } from '../language/items.ts';
import { isObject, StateError, type Json, type JsonObject } from '../language/json.ts';
import { filled } from '../language/templates.ts';
import { mapRunArn, mapRunFlowId, mapRunKind } from '../records.ts';
import { stateOf, type Execution, type Thread } from './execution-state.ts';
import { failState } from './failing.ts';
import { chosen, leave } from './going.ts';
import { aroundOf, itemsGiven, selectorOf } from './items.ts';
import { noneCounted, type MapRun, type Reader, type Source, type Writer } from './map-run-state.ts';
import { isJsonata, knownTo, numberIn } from './querying.ts';
import { scopeOf, type Run } from './run.ts';

/** A Map state of the mode DISTRIBUTED: its items become executions of their own, which a map run sees to. */
export function beginMapRun(run: Run, thread: Thread, state: State): void {
  const items = state.ItemReader ? undefined : itemsGiven(run, thread, state);
  // AWS: as seen in the wild: 0 where a reader finds the items.
  const started = run.log(thread, 'MapStateStarted', {
    mapStateStartedEventDetails: { length: items?.length ?? 0 },
  });
  const asked = mapRunOf(run, started, state);
  const { flow, arn } = asked;
  run.starts.push({ kind: mapRunKind, id: flow, state: { ...asked, source: sourceOf(run, started, state) } });
  run.awaits.push(flow);
  const begun = run.log(started, 'MapRunStarted', { mapRunStartedEventDetails: { mapRunArn: arn } });
  run.keep({ ...begun, blocked: { on: 'map run', flow, arn, redriveCount: 0 } });
}

function mapRunOf(run: Run, thread: Thread, state: State): MapRun {
  const { execution } = run;
  const { scope, arn, flow, name, machineName, machineArn, roleArn, logging } = execution;
  const label = state.Label ?? labelOf(execution, thread);
  const id = derivedUuid(arn, thread.id, run.eventCount);
  const machine = `${machineName}/${label}`;
  return {
    scope,
    arn: mapRunArn(scope, machine, id),
    flow: mapRunFlowId(scope, machine, id),
    label,
    id,
    parent: { arn, flow, name, machineName, machineArn, roleArn, logging },
    type: state.ItemProcessor?.ProcessorConfig?.ExecutionType ?? 'STANDARD',
    machine: itemMachine(state),
    writer: state.ResultWriter && writerOf(run, thread, state.ResultWriter),
    concurrency: numberIn(run, thread, state, 'MaxConcurrency') ?? 0,
    tolerated: {
      count: numberIn(run, thread, state, 'ToleratedFailureCount'),
      percentage: numberIn(run, thread, state, 'ToleratedFailurePercentage'),
    },
    startDate: run.now,
    status: 'RUNNING',
    phase: 'reading',
    next: 0,
    isBeginning: false,
    counts: noneCounted,
  };
}

/** AWS: "If you don't specify the Label field, Step Functions automatically generates a unique label". */
const labelOf = ({ machineArn }: Execution, { within, state }: Thread): string =>
  derivedUuid('label', machineArn, JSON.stringify(within), state);

function sourceOf(run: Run, thread: Thread, state: State): Source {
  const { ItemReader: reader, ItemBatcher: batcher } = state;
  return {
    items: reader ? undefined : itemsGiven(run, thread, state),
    reader: reader && readerOf(run, thread, reader),
    selector: selectorOf(state),
    batching: batcher && batchingOf(run, thread, batcher),
    around: aroundOf(run, thread, state),
  };
}

function readerOf(run: Run, thread: Thread, reader: ItemReader): Reader {
  const config = reader.ReaderConfig ?? {};
  return {
    operation: reader.Resource.endsWith(':listObjectsV2') ? 'ListObjectsV2' : 'GetObject',
    parameters: askedOf(run, thread, reader, 'ItemReader'),
    config,
    itemsMax: numberIn(run, thread, config, 'MaxItems'),
  };
}

function writerOf(run: Run, thread: Thread, writer: ResultWriter): Writer {
  const { Bucket: bucket, Prefix: prefix = '' } = askedOf(run, thread, writer, 'ResultWriter');
  return {
    ...(writer.Resource !== undefined && { bucket: String(bucket) }),
    prefix: String(prefix),
    config: writer.WriterConfig ?? {},
  };
}

function askedOf(
  run: Run,
  thread: Thread,
  { Arguments, Parameters }: ItemReader | ResultWriter,
  field: string,
): JsonObject {
  const asked = Arguments ?? Parameters;
  const value = asked === undefined ? {} : templateFilled(run, thread, asked, `${field}/Arguments`);
  return isObject(value) ? value : {};
}

export function batchingOf(run: Run, thread: Thread, batcher: ItemBatcher): Batching {
  const { BatchInput } = batcher;
  return {
    itemsMax: numberIn(run, thread, batcher, 'MaxItemsPerBatch'),
    bytesMax: numberIn(run, thread, batcher, 'MaxInputBytesPerBatch'),
    input: BatchInput === undefined ? undefined : templateFilled(run, thread, BatchInput, 'BatchInput'),
  };
}

function templateFilled(run: Run, thread: Thread, template: Json, field: string): Json {
  const state = stateOf(run.execution, thread);
  return isJsonata(state)
    ? filledIn(template, field, knownTo(run, thread))
    : filled(template, scopeOf(run, thread, chosen(run, thread, state)));
}

/** A map run has come to its end. */
export function mapRunEnded(run: Run, thread: Thread, { status, output, error, cause }: MapRun): void {
  if (status === 'SUCCEEDED') return mapRunSucceeded(run, thread, output ?? null);
  // What is redriven is the map run: that must be known where this fails what it is in.
  run.fallen ??= run.underWay;
  const failure = new StateError(error ?? 'States.Runtime', cause ?? 'The map run was aborted');
  const told = run.log({ ...thread, blocked: undefined }, 'MapRunFailed', {
    mapRunFailedEventDetails: { error: failure.error, cause: failure.cause },
  });
  failState(run, run.log(told, 'MapStateFailed'), failure);
}

function mapRunSucceeded(run: Run, thread: Thread, output: Json): void {
  const over = run.log({ ...thread, blocked: undefined }, 'MapRunSucceeded');
  // AWS: as seen in the wild: what comes next follows the event before.
  run.event('MapStateSucceeded', over.previous);
  try {
    leave(run, over, output);
  } catch (error) {
    if (!(error instanceof StateError)) throw error;
    failState(run, over, error);
  }
}

/** What a map run is told that nobody waits for any more. */
export const mapRunsAbandoned = (threads: readonly Thread[]) =>
  threads.flatMap(({ blocked }) =>
    blocked?.on === 'map run' ? [{ flow: blocked.flow, fact: { type: 'MapRunStopped' } }] : [],
  );
