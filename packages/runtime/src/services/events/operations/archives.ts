import type {
  Archive as ArchiveTold,
  CancelReplayCommandInput,
  CancelReplayResponse,
  CreateArchiveCommandInput,
  CreateArchiveResponse,
  DeleteArchiveCommandInput,
  DescribeArchiveCommandInput,
  DescribeArchiveResponse,
  DescribeReplayCommandInput,
  DescribeReplayResponse,
  ListArchivesCommandInput,
  ListArchivesResponse,
  ListReplaysCommandInput,
  ListReplaysResponse,
  Replay as ReplayTold,
  StartReplayCommandInput,
  StartReplayResponse,
  UpdateArchiveCommandInput,
  UpdateArchiveResponse,
} from '@aws-sdk/client-eventbridge';
import { pageOf } from '../../../base/pagination.ts';
import { flowId, type Call, type Handler } from '../../../dispatch/service.ts';
import { accept } from '../accepting.ts';
import { alreadyExists, illegalStatus, invalid, notFound } from '../errors.ts';
import { replayFlow, type ReplayedSome, type Replaying } from '../flow/replay.ts';
import { patternOf } from '../patterns.ts';
import {
  archiveArn,
  archived,
  archives,
  busNameOf,
  findBus,
  replayArn,
  replays,
  ruleArn,
  sortable,
  type Archive,
  type BusEvent,
  type Replay,
} from '../records.ts';

// AWS: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_CreateArchive.html
export const createArchive: Handler<CreateArchiveCommandInput, CreateArchiveResponse> = (input, call) => {
  const name = input.ArchiveName!;
  if (archives.get(call.tx, call, name)) alreadyExists(`Archive ${name} already exists.`);
  findBus(call, input.EventSourceArn);
  if (input.EventPattern) patternOf(input.EventPattern);
  const archive: Archive = {
    name,
    sourceArn: input.EventSourceArn!,
    description: input.Description,
    pattern: input.EventPattern || undefined,
    retentionDays: input.RetentionDays ?? 0,
    eventCount: 0,
    sizeBytes: 0,
    createdAt: call.now,
  };
  archives.put(call.tx, call, name, archive);
  return { ArchiveArn: archiveArn(call, name), State: 'ENABLED', CreationTime: new Date(call.now) };
};

function findArchive(call: Call, name: string | undefined): Archive {
  return archives.get(call.tx, call, name!) ?? notFound(`Archive ${name} does not exist.`);
}

export const updateArchive: Handler<UpdateArchiveCommandInput, UpdateArchiveResponse> = (input, call) => {
  const archive = findArchive(call, input.ArchiveName);
  if (input.EventPattern) patternOf(input.EventPattern);
  archives.put(call.tx, call, archive.name, {
    ...archive,
    ...(input.Description !== undefined && { description: input.Description }),
    ...(input.EventPattern !== undefined && { pattern: input.EventPattern || undefined }),
    ...(input.RetentionDays !== undefined && { retentionDays: input.RetentionDays }),
  });
  const { name, createdAt } = archive;
  return { ArchiveArn: archiveArn(call, name), State: 'ENABLED', CreationTime: new Date(createdAt) };
};

export const deleteArchive: Handler<DeleteArchiveCommandInput, object> = (input, call) => {
  const { name } = findArchive(call, input.ArchiveName);
  const path = `${call.account}|${call.region}|`;
  for (const { key } of call.tx.list(archived.name, { prefix: `${path}${name}|` }))
    archived.delete(call.tx, call, key.slice(path.length));
  archives.delete(call.tx, call, name);
  return {};
};

export const describeArchive: Handler<DescribeArchiveCommandInput, DescribeArchiveResponse> = (
  input,
  call,
) => {
  const archive = findArchive(call, input.ArchiveName);
  const { description, pattern } = archive;
  return {
    ArchiveArn: archiveArn(call, archive.name),
    ...archiveTold(archive),
    Description: description,
    EventPattern: pattern,
  };
};

const archiveTold = (archive: Archive): ArchiveTold => ({
  ArchiveName: archive.name,
  EventSourceArn: archive.sourceArn,
  State: 'ENABLED',
  RetentionDays: archive.retentionDays,
  SizeBytes: archive.sizeBytes,
  EventCount: archive.eventCount,
  CreationTime: new Date(archive.createdAt),
});

const listMax = 100;

function page<Item extends { readonly name: string }>(
  all: readonly Item[],
  { NextToken, Limit }: { readonly NextToken?: string | undefined; readonly Limit?: number | undefined },
) {
  const { items, next } = pageOf(all, ({ name }) => name, {
    token: NextToken,
    limit: Limit ?? listMax,
    invalid: () => invalid('Invalid NextToken.'),
  });
  return { items, ...(next !== undefined && { NextToken: next }) };
}

export const listArchives: Handler<ListArchivesCommandInput, ListArchivesResponse> = (input, call) => {
  const named = archives.list(call.tx, call, { prefix: input.NamePrefix ?? '' });
  const { EventSourceArn: source } = input;
  const { items, ...more } = page(
    named.filter(({ sourceArn }) => source === undefined || sourceArn === source),
    input,
  );
  return { Archives: items.map(archiveTold), ...more };
};

// AWS: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_StartReplay.html
export const startReplay: Handler<StartReplayCommandInput, StartReplayResponse> = (input, call) => {
  const name = input.ReplayName!;
  if (replays.get(call.tx, call, name)) alreadyExists(`Replay ${name} already exists.`);
  const archive = findArchive(call, archiveIn(input.EventSourceArn!));
  const { Arn = '', FilterArns } = input.Destination ?? {};
  if (Arn !== archive.sourceArn)
    invalid('Parameter Destination.Arn is not valid. Reason: Must contain the event bus of the archive.');
  const from = new Date(input.EventStartTime!).getTime();
  const to = new Date(input.EventEndTime!).getTime();
  if (from >= to)
    invalid('Parameter EventEndTime is not valid. Reason: EventStartTime must be before EventEndTime.');
  const flow = flowId(replayFlow.kind, call, name);
  const replay: Replay = {
    name,
    archiveArn: input.EventSourceArn!,
    destination: { Arn, FilterArns },
    description: input.Description,
    from,
    to,
    startedAt: call.now,
    flow,
  };
  replays.put(call.tx, call, name, replay);
  const { account, region } = call;
  call.flows.start(replayFlow.kind, flow, { account, region, name, state: 'RUNNING' } satisfies Replaying);
  return { ReplayArn: replayArn(call, name), State: 'STARTING', ReplayStartTime: new Date(call.now) };
};

const archiveIn = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);

function findReplay(call: Call, name: string | undefined): Replay {
  return replays.get(call.tx, call, name!) ?? notFound(`Replay ${name} does not exist.`);
}

export const describeReplay: Handler<DescribeReplayCommandInput, DescribeReplayResponse> = (input, call) => {
  const replay = findReplay(call, input.ReplayName);
  const { destination, description, name } = replay;
  return {
    ReplayArn: replayArn(call, name),
    ...replayTold(call, replay),
    Description: description,
    Destination: { Arn: destination.Arn, FilterArns: destination.FilterArns && [...destination.FilterArns] },
  };
};

function replayTold(call: Call, replay: Replay): ReplayTold {
  const { state, lastAt, endedAt } = call.flows.state<Replaying>(replay.flow)!;
  return {
    ReplayName: replay.name,
    EventSourceArn: replay.archiveArn,
    State: state,
    EventStartTime: new Date(replay.from),
    EventEndTime: new Date(replay.to),
    EventLastReplayedTime: lastAt === undefined ? undefined : new Date(lastAt),
    ReplayStartTime: new Date(replay.startedAt),
    ReplayEndTime: endedAt === undefined ? undefined : new Date(endedAt),
  };
}

export const listReplays: Handler<ListReplaysCommandInput, ListReplaysResponse> = (input, call) => {
  const all = replays
    .list(call.tx, call, { prefix: input.NamePrefix ?? '' })
    .filter(({ archiveArn: arn }) => input.EventSourceArn === undefined || arn === input.EventSourceArn);
  const { items, ...more } = page(all, input);
  return { Replays: items.map((replay) => replayTold(call, replay)), ...more };
};

export const cancelReplay: Handler<CancelReplayCommandInput, CancelReplayResponse> = (input, call) => {
  const replay = findReplay(call, input.ReplayName);
  const { state } = call.flows.state<Replaying>(replay.flow)!;
  if (state !== 'RUNNING') illegalStatus(`Replay ${replay.name} is not in a valid state for this operation.`);
  call.flows.tell(replay.flow, { type: 'CancelRequested' });
  return { ReplayArn: replayArn(call, replay.name), State: 'CANCELLING' };
};

/** How many events are replayed in one transaction. */
const replayedMax = 20;

/** The house's own, asked by a replay: tells some more events to the rules of the bus. */
export const replaySome: Handler<{ readonly name: string; readonly after?: string }, ReplayedSome> = (
  input,
  call,
) => {
  const replay = findReplay(call, input.name);
  const archive = archiveIn(replay.archiveArn);
  const path = `${call.account}|${call.region}|`;
  const prefix = `${path}${archive}|`;
  const rows = call.tx.list<BusEvent>(archived.name, {
    prefix,
    after: input.after === undefined ? `${prefix}${sortable(replay.from)}` : `${path}${input.after}`,
    limit: replayedMax,
  });
  const wanted = rows.filter(({ key }) => key < `${prefix}${sortable(replay.to)}`);
  const { Arn, FilterArns } = replay.destination;
  for (const { value: event } of wanted)
    accept(
      call,
      busNameOf(Arn),
      { ...event, 'replay-name': replay.name },
      {
        hears: (rule) => FilterArns === undefined || FilterArns.includes(ruleArn(call, rule)),
      },
    );
  const last = wanted.at(-1);
  return {
    ...(last && { after: last.key.slice(path.length), lastAt: Date.parse(last.value.time) }),
    more: wanted.length === replayedMax,
  };
};
