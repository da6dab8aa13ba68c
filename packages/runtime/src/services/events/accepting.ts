import { parseArn } from '../../base/arn.ts';
import type { AwsEvent } from '../../base/event.ts';
import { flowId, type AcceptEvent, type Call } from '../../dispatch/service.ts';
import { apiCall } from '../../dispatch/trail-event.ts';
import { deliveryFlow, type Delivery } from './flow/delivery.ts';
import { inputOf } from './input/transform.ts';
import { patternOf } from './patterns.ts';
import { countMatched } from './event-counts.ts';
import {
  archived,
  archives,
  busArn,
  busOf,
  defaultBus,
  ruleArn,
  secondOf,
  sortable,
  targetsOf,
  type Archive,
  type BusEvent,
  type Rule,
} from './records.ts';
import { hearsOfCalls, mayBeWanted, mayHearOfCalls, rulesThatWant } from './rule-index.ts';

/** Lent to the door: what a service says has happened goes on the default bus, where anything there wants it. */
export const acceptEvent: AcceptEvent = (tx, said, callOf) => {
  if (said.detailType === apiCall) return acceptCall(tx, said, callOf);
  const isKept = archives.list(tx, said, { limit: 1 }).length > 0;
  // Most often nobody listens: then not even the words are found.
  if (!isKept && !mayBeWanted(tx, said, defaultBus, said.source)) return;
  const call = callOf();
  const event = eventOf(said, call);
  if (isKept || rulesThatWant(call.tx, call, defaultBus, event).length > 0)
    accept(call, defaultBus, { ...event, id: call.ids.uuid() });
};

/** A call of an API is for the rules alone that ask for such calls by what they are: README, "Where it deviates". */
const acceptCall: AcceptEvent = (tx, said, callOf) => {
  if (!mayHearOfCalls(tx, said, defaultBus) || !mayBeWanted(tx, said, defaultBus, said.source)) return;
  const call = callOf();
  const event = eventOf(said, call);
  if (rulesThatWant(call.tx, call, defaultBus, event).some(hearsOfCalls))
    accept(call, defaultBus, { ...event, id: call.ids.uuid() }, { hears: hearsOfCalls, isNotKept: true });
};

const eventOf = (said: AwsEvent, call: Call): BusEvent => ({
  version: '0',
  id: '',
  'detail-type': said.detailType,
  source: said.source,
  account: said.account,
  time: secondOf(call.now),
  region: said.region,
  resources: said.resources,
  detail: JSON.parse(JSON.stringify(said.detail)) as object,
});

/** How an event came here, where it was not simply put on the bus. */
export interface Way {
  /** Which rules hear of it: of a replay, those it names. */
  readonly hears?: (rule: Rule) => boolean;
  /** No archive keeps it. */
  readonly isNotKept?: true;
  /** The target of a rule of another bus that sent it here. It goes on to no third one. */
  readonly forwardedBy?: string;
}

/** Takes an event on a bus: keeps it where an archive wants it, and starts telling the targets of the rules that do. */
export function accept(call: Call, bus: string, event: BusEvent, way: Way = {}): void {
  if (!busOf(call.tx, call, bus)) return;
  const hearing = rulesThatWant(call.tx, call, bus, event).filter((rule) => way.hears?.(rule) !== false);
  for (const rule of hearing) tell(call, rule, event, way);
  if (hearing.length > 0) countMatched(call, bus);
  if (event['replay-name'] === undefined && !way.isNotKept) keep(call, bus, event);
}

/** Starts telling each target of a rule about an event that is for it. */
export function tell(call: Call, rule: Rule, event: BusEvent, way: Way = {}): void {
  const about = { ruleArn: ruleArn(call, rule), ruleName: rule.name, ingestedAt: secondOf(call.now) };
  const { account, region } = call;
  for (const [index, target] of targetsOf(call.tx, call, rule).entries()) {
    // AWS: user guide, "Sending events between event buses": what was received from another bus is not sent on.
    if (way.forwardedBy !== undefined && isBus(target.Arn)) continue;
    const from = event['replay-name'] ?? way.forwardedBy ?? '';
    const id = [event.id, from, rule.bus, rule.name, target.Id].join(':');
    const delivery: Delivery = {
      account,
      region,
      ruleArn: about.ruleArn,
      ruleName: rule.name,
      bus: rule.bus,
      target,
      eventId: event.id,
      event: JSON.stringify(event),
      input: inputOf(target, event, about),
      since: call.now,
      first: index === 0,
      attempts: 0,
    };
    call.flows.start(deliveryFlow.kind, flowId(deliveryFlow.kind, call, id), delivery);
  }
}

const isBus = (arn: string): boolean => {
  const { service, resource } = parseArn(arn) ?? {};
  return service === 'events' && resource?.startsWith('event-bus/') === true;
};

/** How many events that are too old are forgotten when one is kept. */
const forgottenMax = 100;

function keep(call: Call, bus: string, event: BusEvent): void {
  const arn = busArn(call, bus);
  for (const archive of archives.list(call.tx, call)) {
    if (archive.sourceArn !== arn) continue;
    if (archive.pattern !== undefined && !patternOf(archive.pattern)(event)) continue;
    const { eventCount, sizeBytes } = withoutOld(call, archive);
    archived.put(call.tx, call, `${archive.name}|${sortable(call.now)}|${event.id}`, event);
    archives.put(call.tx, call, archive.name, {
      ...archive,
      eventCount: eventCount + 1,
      sizeBytes: sizeBytes + bytesOf(event),
    });
  }
}

const bytesOf = (event: BusEvent): number => Buffer.byteLength(JSON.stringify(event));

/** Forgets what an archive has kept for as long as it keeps anything. */
function withoutOld(call: Call, archive: Archive): Archive {
  if (archive.retentionDays === 0) return archive;
  const oldest = call.now - archive.retentionDays * 86_400_000;
  const path = `${call.account}|${call.region}|`;
  const prefix = `${path}${archive.name}|`;
  const rows = call.tx.list<BusEvent>(archived.name, { prefix, limit: forgottenMax });
  const old = rows.filter(({ key }) => key < `${prefix}${sortable(oldest)}`);
  for (const { key } of old) archived.delete(call.tx, call, key.slice(path.length));
  return {
    ...archive,
    eventCount: archive.eventCount - old.length,
    sizeBytes: old.reduce((left, { value }) => left - bytesOf(value), archive.sizeBytes),
  };
}
