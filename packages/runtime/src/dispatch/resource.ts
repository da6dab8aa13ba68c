import type { Scope } from '../base/scope.ts';

/**
 * A CloudFormation resource type that a service really serves. A service lends its types to `cloudformation`, as
 * it lends its operations to callers; neither imports the other.
 *
 * What a type does is written as generators: each `yield*` asks for one thing, is committed as an effect, and
 * gets the answer back. A generator is played again from its beginning with the answers so far, so it is a pure
 * function of what it was given: no clock, no randomness, the same asks in the same order. Whatever was asked
 * happens once, also when the process is killed in between.
 */
export interface ResourceType<P extends Properties = any> {
  /** `AWS::SNS::Topic`. */
  readonly typeName: string;
  create(wanted: Wanted<P>): Work<Made>;
  /**
   * Changes it in place; asked only where no create-only property changed. Without it every change replaces.
   * What it answers may have another physical id: then the former one is deleted when the stack is cleaned up.
   */
  update?(wanted: Wanted<P>, had: Had<P>): Work<Made>;
  /** A resource that is gone already counts as deleted: `tolerate` the service's not-found. */
  delete(had: Had<P>): Work<void>;
  /**
   * What one answers that somebody else has made, known by its primary identifier: the id is its values, joined by
   * `|`, and the properties are its values by name. Whether it is there `read` tells. Without it the type cannot be
   * imported.
   */
  adopt?(sought: Had<P>): Work<Made>;
  /** Takes what is there into the stack, where more is to be done about it than to give it the stack's tags. */
  take?(wanted: Wanted<P>, there: Had<P>): Work<Made>;
  /** Its drift is told of it by itself, and not where it stands. */
  readonly driftsAlone?: true;
  /**
   * Its properties as they are now, spelled as in a template: for drift detection, and for Cloud Control, which knows
   * those of its identifier alone. Where it `isOnItsOwn` it tells all that can be told, so that one of them can be
   * changed while the others stay. Undefined where it is gone.
   */
  read?(had: Had<P>): Work<Partial<P> | undefined>;
  /**
   * It is made of something that is told to nobody: a patch of the rest would lose it. Cloud Control does not update
   * such a type.
   */
  readonly secret?: true;
  /** All there are. Without it Cloud Control does not list the type. */
  readonly list?: Listing;
}

/** How the resources of a type are found that nobody names. */
export interface Listing {
  /** Properties that say of what they are listed, where they are not listed all at once. */
  readonly of?: readonly string[];
  /** Their primary identifiers: values joined by `|`. */
  identifiers(place: Stood & { readonly properties: Properties }): Work<readonly string[]>;
}

export type Properties = Readonly<Record<string, any>>;

/** Where a resource stands, the same in each of its operations. */
export interface Stood extends Scope {
  readonly stackName: string;
  readonly stackId: string;
  readonly logicalId: string;
  /** What Penstock is reached by. */
  readonly endpoint: string;
}

/** It is in no stack: no template says anything of it, and all is told of it that can be. */
export const isOnItsOwn = ({ stackId }: Stood): boolean => stackId === '';

/** Whether a property is to be told: a template has it, or no template says anything. */
export const isTold = (had: Had, name: string): boolean =>
  isOnItsOwn(had) || had.properties[name] !== undefined;

/** What the template wants: its properties with every function resolved. */
export interface Wanted<P extends Properties = any> extends Stood {
  readonly properties: P;
  /** Tags of the stack; a resource's own come first. See `tagsOf`. */
  readonly stackTags: readonly ResourceTag[];
  /** How an update is to go about it, with every function resolved; where it is undone, as it was said before. */
  readonly updatePolicy?: Properties;
  /** It is done as soon as it is configured: nobody waits for it to become ready. */
  readonly express?: true;
  /** It is undone: it is to be again what it was. */
  readonly restores?: true;
  /** Twelve random characters of A–Z and 0–9, the same whenever this operation on this resource is played again. */
  readonly suffix: string;
  /** The same, as an idempotency token for operations that take one. */
  readonly token: string;
}

/** What is there: as it was last made. */
export interface Had<P extends Properties = any> extends Stood {
  readonly properties: P;
  readonly physicalId: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

export interface Made {
  /** What the stack lists, and what `Ref` answers unless `ref` says otherwise. */
  readonly physicalId: string;
  readonly ref?: string;
  /** What `Fn::GetAtt` answers, by name: `Arn`, `Endpoint.Address`. */
  readonly attributes?: Readonly<Record<string, unknown>>;
  /** What it answers is shown as asterisks. */
  readonly noEcho?: true;
  /** What another resource of the stack answers since this one is there: a network, of its further blocks. */
  readonly also?: {
    readonly physicalId: string;
    readonly attributes: Readonly<Record<string, unknown>>;
  };
}

export interface ResourceTag {
  readonly Key: string;
  readonly Value: string;
}

/** Work that asks for one thing after the other, and answers in the end. */
export type Work<Result> = Generator<Ask, Result, any>;

/** One thing asked for. */
export type Ask =
  | {
      readonly ask: 'call';
      readonly service: string;
      readonly operation: string;
      readonly input: object;
      /** Another region or account than the stack's: IAM's and S3's rarely matter. */
      readonly region?: string;
    }
  | {
      /** Asks the call again, whenever something it read has changed, until the JMESPath `until` is truthy. */
      readonly ask: 'wait';
      readonly service: string;
      readonly operation: string;
      readonly input: object;
      readonly until: string;
      /** House time after which it fails: "… did not stabilize". */
      readonly timeoutMs?: number;
    }
  | {
      /** From here on the resource exists under this id: if the rest fails, the rollback deletes it. */
      readonly ask: 'made';
      readonly physicalId: string;
    };

/** An AWS call as the stack's execution role, by the one door. Throws `AwsError` as the service does. */
export function* call<Output = any>(
  service: string,
  operation: string,
  input: object,
  region?: string,
): Work<Output> {
  return yield { ask: 'call', service, operation, input, ...(region !== undefined && { region }) };
}

/** Waits, without polling, until what a call answers satisfies a JMESPath. Look at the answer: it may be a failure. */
export function* wait<Output = any>(
  service: string,
  operation: string,
  input: object,
  condition: { readonly until: string; readonly timeoutMs?: number },
): Work<Output> {
  return yield { ask: 'wait', service, operation, input, ...condition };
}

/** Says, before the rest of the work, that the resource exists now. */
export function* made(physicalId: string): Work<void> {
  yield { ask: 'made', physicalId };
}

/** Does work whose failure by one of these errors is none: answers undefined then. */
export function* tolerate<Result>(codes: readonly string[], work: Work<Result>): Work<Result | undefined> {
  try {
    return yield* work;
  } catch (error) {
    if (error instanceof Error && codes.includes(error.name)) return undefined;
    throw error;
  }
}

/** Work that asks for nothing. */
export function* answered<Result>(result: Result): Work<Result> {
  yield* [];
  return result;
}

/** Every page of a list. `token` is what the next page is asked by, and what a page answers to ask it by. */
export function* everyPage<Item = any>(
  asked: { readonly service: string; readonly operation: string; readonly input?: object },
  items: string,
  token: readonly [asks: string, answers: string] | string,
): Work<readonly Item[]> {
  const [asks, answers] = typeof token === 'string' ? [token, token] : token;
  const all: Item[] = [];
  let next: unknown;
  do {
    const input = { ...asked.input, ...(next !== undefined && { [asks]: next }) };
    const page: any = yield* call(asked.service, asked.operation, input);
    all.push(...((page[items] ?? []) as Item[]));
    next = page[answers];
  } while (next !== undefined && next !== '');
  return all;
}

/** The resource could not be made, changed or deleted, for a reason that no service's error tells. */
export class ResourceFailure extends Error {
  /** AWS's HandlerErrorCode: `NotStabilized`, `InvalidRequest`, `AlreadyExists`, `GeneralServiceException` … */
  readonly code: string;

  constructor(message: string, code = 'GeneralServiceException') {
    super(message);
    this.code = code;
  }
}

/** What an operation answers, and how what it names is known. */
interface ListingBy {
  readonly items: string;
  readonly token: readonly [asks: string, answers: string] | string;
  readonly of?: readonly string[];
  /** What it is asked with: of the properties that say of what they are listed. */
  readonly input?: object | ((properties: Properties) => object);
  readonly identifier: (item: any, place: Parameters<Listing['identifiers']>[0]) => string;
  /** Which of them are resources; all, unless it is said. */
  readonly only?: (item: any) => boolean;
}

/** Lists by an operation whose answers name all there are. */
export const listed = (
  service: string,
  operation: string,
  { items, token, of, input = {}, identifier, only = () => true }: ListingBy,
): Listing => ({
  ...(of && { of }),
  *identifiers(place) {
    const asked =
      typeof input === 'function' ? (input as (of: Properties) => object)(place.properties) : input;
    const all = yield* everyPage({ service, operation, input: asked }, items, token);
    return all.filter(only).map((item) => identifier(item, place));
  },
});

/**
 * The name CloudFormation gives what a template leaves unnamed: stack, logical id and suffix, shortened in the
 * middle of its parts to at most `max` characters.
 */
// AWS: user guide, "Name type": "a unique physical ID"; the form MyStack-MyTopic-1A2B3C4D5E6F is its example's.
export function nameFor(wanted: Pick<Wanted, 'stackName' | 'logicalId' | 'suffix'>, max = 255): string {
  const room = max - wanted.suffix.length - 1;
  const { stackName, logicalId } = wanted;
  const full = `${stackName}-${logicalId}`;
  if (full.length <= room) return `${full}-${wanted.suffix}`;
  // AWS: unverified how the room is shared out; what is seen keeps a part of both.
  const half = Math.max(1, Math.floor((room - 1) / 2));
  const stack = stackName.slice(0, Math.max(half, room - 1 - logicalId.length));
  return `${stack}-${logicalId.slice(0, room - 1 - stack.length)}-${wanted.suffix}`;
}

/** The resource's own tags (a list, or a map as a few types have), then the stack's that it does not name itself. */
export function tagsOf(
  wanted: Pick<Wanted, 'stackTags'>,
  own: readonly ResourceTag[] | Readonly<Record<string, string>> = [],
): ResourceTag[] {
  const tags = Array.isArray(own)
    ? (own as readonly ResourceTag[])
    : Object.entries(own).map(([Key, Value]) => ({ Key, Value: String(Value) }));
  const named = new Set(tags.map(({ Key }) => Key));
  return [...tags, ...wanted.stackTags.filter(({ Key }) => !named.has(Key))];
}
