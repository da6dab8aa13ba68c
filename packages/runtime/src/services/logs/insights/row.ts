import { parsedJson, select } from './json.ts';
import type { Mask } from '../masking/mask.ts';
import { lambdaFields } from './lambda.ts';
import { Moment, type Value } from './value.ts';

/** A log event as queries see it. */
export interface QueriedEvent {
  readonly timestamp: number;
  readonly ingestionTime: number;
  readonly message: string;
  /** What it was transformed to when it came in: its fields are found there. */
  readonly transformed?: string | undefined;
  /** As it came, where this is what is shown of it. */
  readonly bare?: QueriedEvent;
  readonly stream: string;
  /** Account and name: `000000000000:/aws/lambda/pay`. */
  readonly log: string;
  /** What `GetLogRecord` finds it by. Made only where it is told. */
  readonly pointer: () => string;
}

/** What is shown of an event where something is masked. */
export function asMasked(event: QueriedEvent, mask: Mask | undefined): QueriedEvent {
  if (!mask) return event;
  const { message, transformed } = event;
  return {
    ...event,
    message: mask(message),
    transformed: transformed === undefined ? undefined : mask(transformed),
    bare: event,
  };
}

/** What a query has of one event, or of one group of them. */
export interface Row {
  /** `isBare`: as it came, whatever is masked. */
  get(name: string, isBare?: boolean): Value;
  /** How much it holds, in letters of its texts. */
  readonly size: number;
  /** Undefined where the row stands for a group of events. */
  readonly pointer?: (() => string) | undefined;
}

/** The fields of an event; those in its message are read when one is asked for. */
export class EventRow implements Row {
  readonly #event: QueriedEvent;
  #json: object | undefined | null = null;

  constructor(event: QueriedEvent) {
    this.#event = event;
  }

  get pointer(): () => string {
    return this.#event.pointer;
  }

  get size(): number {
    return this.#event.message.length;
  }

  get(name: string, isBare = false): Value {
    if (isBare && this.#event.bare) return new EventRow(this.#event.bare).get(name);
    if (name.charCodeAt(0) !== 0x40) return select(this.#document(), name);
    const event = this.#event;
    switch (name) {
      case '@message':
        return event.message;
      case '@timestamp':
        return new Moment(event.timestamp);
      case '@ingestionTime':
        return new Moment(event.ingestionTime);
      case '@logStream':
        return event.stream;
      case '@log':
        return event.log;
      case '@ptr':
        return event.pointer();
      default:
        return this.#isOfFunction() ? lambdaFields(event.message)[name] : select(this.#document(), name);
    }
  }

  #document(): object | undefined {
    if (this.#json === null) this.#json = documentOf(this.#event);
    return this.#json;
  }

  #isOfFunction(): boolean {
    return isOfFunction(this.#event);
  }
}

const isOfFunction = ({ log }: QueriedEvent): boolean => log.includes(':/aws/lambda/', 1);

/** The object that a message is; of a function's, the first one in it. */
// AWS: user guide, "Supported logs and discovered fields": of Lambda's, "only the first embedded JSON fragment".
export function documentOf(event: QueriedEvent): object | undefined {
  if (event.transformed !== undefined) return parsedJson(event.transformed);
  const whole = parsedJson(event.message);
  if (whole || !isOfFunction(event)) return whole;
  const start = event.message.indexOf('{');
  const end = event.message.lastIndexOf('}');
  return start < 0 || end < start ? undefined : parsedJson(event.message.slice(start, end + 1));
}

/** A row with values of its own above those of another. */
export class ExtendedRow implements Row {
  readonly #own: ReadonlyMap<string, Value>;
  readonly #below: Row | undefined;

  constructor(own: ReadonlyMap<string, Value>, below: Row | undefined) {
    this.#own = own;
    this.#below = below;
  }

  get pointer(): (() => string) | undefined {
    return this.#below?.pointer;
  }

  get size(): number {
    return sizeOf([...this.#own.values()]) + (this.#below?.size ?? 0);
  }

  get(name: string, isBare?: boolean): Value {
    if (this.#own.has(name)) return this.#own.get(name);
    return this.#below?.get(name, isBare) ?? this.#inside(name);
  }

  /** `json.user.id` of a column `json` that holds an object. */
  #inside(name: string): Value {
    for (let dot = name.indexOf('.'); dot > 0; dot = name.indexOf('.', dot + 1)) {
      const outer = this.#own.get(name.slice(0, dot));
      if (outer !== undefined) return select(outer, name.slice(dot + 1));
    }
    return undefined;
  }
}

export const sizeOf = (values: readonly Value[]): number =>
  values.reduce<number>((sum, value) => (typeof value === 'string' ? sum + value.length : sum), 0);
