import type { LogGroupClass } from '@aws-sdk/client-cloudwatch-logs';
import { arnOf } from '../../base/arn.ts';
import type { Scope } from '../../base/scope.ts';
import { collection } from '../../store/collection.ts';

export interface LogGroupRecord {
  readonly name: string;
  readonly createdAt: number;
  readonly class: LogGroupClass;
  readonly retentionDays?: number;
  readonly kmsKeyId?: string;
  readonly protected: boolean;
  readonly tags: Readonly<Record<string, string>>;
}

export interface LogStreamRecord {
  readonly name: string;
  readonly group: string;
  /** Ours, and never used again: a stream made anew under an old name has none of the old one's events. */
  readonly id: string;
  /** Streams are counted over the whole house, from 1. */
  readonly number: number;
  readonly createdAt: number;
  /** How many events it was given. */
  readonly eventCount: number;
  readonly firstEventAt?: number;
  readonly lastEventAt?: number;
  readonly lastIngestedAt?: number;
  /** As AWS counts them: messages in UTF-8, and 26 more for each. */
  readonly bytes: number;
}

/** The events of one PutLogEvents, and where they lie. */
export interface BatchRecord {
  /** Of its first event: the stream's events are numbered from 1 as they come, however they are batched. */
  readonly firstOrdinal: number;
  /** The stream's number. */
  readonly stream: number;
  /** In this file, from this byte on; or, where they are few, in the row itself. */
  readonly segment?: string;
  readonly offset?: number;
  /** BASE64. */
  readonly frames?: string;
  readonly length: number;
  /** How they are written; unset of JSON lines, as they once were. */
  readonly format?: 'frames';
  readonly firstTimestamp: number;
  readonly lastTimestamp: number;
  readonly count: number;
  readonly ingestedAt: number;
  /** As AWS counts them. */
  readonly bytes?: number;
  /** By what its events were transformed as they came in: the id of a transformer as it was then. */
  readonly transformer?: string;
  /** What its events are masked by: the ids of policies as they were then. */
  readonly protections?: readonly string[];
}

/** An inside call whose events are kept, so that they are not when it is made again after a crash. */
export interface DeliveryRecord {
  readonly effectId: string;
  /** How many events the stream had then. */
  readonly eventCount: number;
}

/** By name. */
export const logGroups = collection<LogGroupRecord>('logs.groups');
/** By `streamKey`. */
export const logStreams = collection<LogStreamRecord>('logs.streams');
/** By `batchKey`. */
export const batches = collection<BatchRecord>('logs.batches');
/** Which inside calls have put their events already. By `deliveryKey`. */
export const deliveries = collection<DeliveryRecord>('logs.deliveries');

/** A colon is in the name of neither. */
export const streamKey = (group: string, stream: string): string => `${group}:${stream}`;
export const batchKey = (streamId: string, firstOrdinal: number): string =>
  `${streamId}|${String(firstOrdinal).padStart(16, '0')}`;
export const deliveryKey = (streamId: string, effectId: string): string => `${streamId}|${effectId}`;
/** A stream's file for what came in on a day: whole days can be taken away when their events expire. */
export const segmentOf = (streamId: string, ingestedAt: number): string =>
  `logs-${streamId}-${new Date(ingestedAt).toISOString().slice(0, 10)}`;

export const groupArn = (scope: Scope, name: string): string => arnOf('logs', scope, `log-group:${name}`);
export const streamArn = (scope: Scope, stream: Pick<LogStreamRecord, 'group' | 'name'>): string =>
  `${groupArn(scope, stream.group)}:log-stream:${stream.name}`;
