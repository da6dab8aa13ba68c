import type {
  PutEventsCommandInput,
  PutEventsRequestEntry,
  PutEventsResponse,
  PutEventsResultEntry,
} from '@aws-sdk/client-eventbridge';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { asItsAccount, enter } from '../access.ts';
import { accept } from '../accepting.ts';
import { invalid } from '../errors.ts';
import { countPut } from '../event-counts.ts';
import { secondOf, type BusEvent } from '../records.ts';

/** AWS: "The total size of the … entries must be less than 1 MB" (it was 256 KB until 2025). */
const bytesMax = 1_048_576;

/** An event of which AWS says what is wrong with it, and takes the others. */
class Refused extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

// AWS: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
export const putEvents: Handler<PutEventsCommandInput, PutEventsResponse> = (input, call) => {
  const entries = input.Entries ?? [];
  const bytes = entries.reduce((sum, entry) => sum + sizeOf(entry), 0);
  if (bytes > bytesMax) invalid('Total size of the entries in the request is over the limit.');
  const results = entries.map((entry) => put(call, entry));
  const failed = results.filter(({ ErrorCode }) => ErrorCode).length;
  countPut(call, { entries: entries.length, failed, bytes });
  return { FailedEntryCount: failed, Entries: results };
};

// AWS: user guide, "Calculating PutEvents event entry size": 14 bytes for Time, and all texts.
function sizeOf({
  Time,
  Source = '',
  DetailType = '',
  Detail = '',
  Resources = [],
}: PutEventsRequestEntry): number {
  return [Source, DetailType, Detail, ...Resources].reduce(
    (sum, text) => sum + Buffer.byteLength(text),
    Time === undefined ? 0 : 14,
  );
}

function put(call: Call, entry: PutEventsRequestEntry): PutEventsResultEntry {
  try {
    const event = eventOf(call, entry);
    const entered = enter(call, entry.EventBusName);
    accept(entered.call, entered.bus, event);
    return { EventId: event.id };
  } catch (error) {
    if (error instanceof Refused) return { ErrorCode: error.code, ErrorMessage: error.message };
    throw error;
  }
}

function eventOf(call: Call, entry: PutEventsRequestEntry): BusEvent {
  const { Source, DetailType, Detail, Resources = [], Time } = entry;
  for (const [name, value] of Object.entries({ Source, DetailType, Detail }))
    if (!value)
      throw new Refused(
        'InvalidArgument',
        `Parameter ${name} is not valid. Reason: ${name} is a required argument.`,
      );
  if (DetailType!.length > 128)
    throw new Refused(
      'InvalidArgument',
      'Parameter DetailType is not valid. Reason: DetailType must be less than 128 characters long.',
    );
  if (Source!.startsWith('aws.') && call.caller.service === undefined)
    throw new Refused('NotAuthorizedForSourceException', 'Not authorized for the source.');
  return {
    version: '0',
    id: call.ids.uuid(),
    'detail-type': DetailType!,
    source: Source!,
    account: call.account,
    time: secondOf(Time === undefined ? call.now : new Date(Time).getTime()),
    region: call.region,
    resources: Resources,
    detail: detailOf(Detail!),
  };
}

function detailOf(text: string): object {
  try {
    const detail: unknown = JSON.parse(text);
    if (typeof detail === 'object' && detail !== null && !Array.isArray(detail)) return detail;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new Refused('MalformedDetail', 'Detail is malformed.');
}

interface Forwarded {
  /** Its ARN. */
  readonly bus: string;
  readonly event: BusEvent;
  /** The target of a rule that sends it. */
  readonly by: string;
}

/** The house's own: an event that a rule of another bus sends to this one, as it is. */
export const forward: Handler<Forwarded, object> = ({ bus, event, by }, call) => {
  const entered = enter(asItsAccount(call), bus);
  accept(entered.call, entered.bus, event, { forwardedBy: by });
  return {};
};
