import type { Event } from '@aws-sdk/client-s3';
import { alphabets } from '../../base/ids.ts';
import { flowId, type Call } from '../../dispatch/service.ts';
import { configured } from './configurations.ts';
import { notificationKind, type Delivery } from './flow/notification.ts';
import { messageTo } from './message.ts';
import { askedFor, bridgeEvent, eventMessage, type Happening } from './notifications.ts';
import type { AnyVersion, BucketRecord } from './records.ts';
import { nextOrder } from './versioning.ts';

interface Announced {
  readonly event: Event;
  readonly version: AnyVersion;
  /** The operation, in AWS's word for it. */
  readonly reason?: string;
}

/** Tells who asked for it what has happened: one delivery each, begun in the transaction in which it happened. */
export function announce(call: Call, bucket: BucketRecord, announced: Announced): void {
  const configuration = configured(call.tx, bucket.name, 'notification');
  if (!configuration) return;
  const asked = askedFor(configuration, announced);
  if (asked.length === 0 && !configuration.EventBridgeConfiguration) return;
  const happening = happeningOf(call, bucket, announced);
  for (const { id, ...destination } of asked)
    start(call, bucket, messageTo(destination, JSON.stringify(eventMessage(happening, id)), bucket));
  const event = configuration.EventBridgeConfiguration && bridgeEvent(happening);
  if (event) call.emit({ account: bucket.owner, region: bucket.region, ...event });
}

function happeningOf(call: Call, bucket: BucketRecord, announced: Announced): Happening {
  const { caller } = call;
  return {
    event: announced.event,
    version: announced.version,
    reason: announced.reason ?? '',
    bucket,
    at: call.now,
    region: bucket.region,
    requester: caller.service ?? caller.account,
    // AWS: "AWS:" and the caller's unique id; here what its ARN calls it.
    principalId: `AWS:${caller.service ?? caller.arn.slice(caller.arn.lastIndexOf(':') + 1)}`,
    sourceIp: caller.sourceIp ?? caller.service ?? '127.0.0.1',
    requestId: call.ids.word(16, alphabets.upper),
    sequencer: nextOrder(call.tx, bucket).toString(16).toUpperCase().padStart(18, '0'),
  };
}

function start(call: Call, bucket: BucketRecord, message: Delivery['message']): void {
  const scope = { account: bucket.owner, region: bucket.region };
  const delivery: Delivery = { message, attempts: 0 };
  call.flows.start(notificationKind, flowId(notificationKind, scope, call.ids.uuid()), delivery);
}
