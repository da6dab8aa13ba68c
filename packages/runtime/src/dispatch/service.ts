import type { Ids } from '../base/ids.ts';
import type { Scope } from '../base/scope.ts';
import type { BlobRef } from '../base/blob.ts';
import type { Effect } from '../base/effects/effect.ts';
import type { AwsEvent } from '../base/event.ts';
import type { Fact, Flow } from '../engine/flow.ts';
import type { Tx } from '../store/store.ts';
import type { ResourceType } from './resource.ts';
import type { Reply } from './waits.ts';

/** Who is calling. */
export interface Caller extends Scope {
  /** `arn:aws:iam::000000000000:root`, a role's session, a user … */
  readonly arn: string;
  /** Set where the caller is an AWS service acting for itself: `codepipeline.amazonaws.com`. */
  readonly service?: string;
  readonly accessKeyId?: string;
  /** House time, when a second factor was shown for these credentials. */
  readonly mfaAt?: number;
  /** The address it called from; unset where it called from inside. */
  readonly sourceIp?: string;
  /** Set where what it said could be read on its way: IAM's `aws:SecureTransport` is false. */
  readonly insecure?: true;
  /** Set where the call names no region: it has no signature, or one of S3's old kind. */
  readonly regionless?: true;
  /** What a service acts for: IAM's `aws:SourceArn`. */
  readonly sourceArn?: string;
  /** Whose that is, where its ARN does not tell: IAM's `aws:SourceAccount`. */
  readonly sourceAccount?: string;
  /** The service that asks another one on the caller's behalf: IAM's `kms:ViaService` and `aws:CalledVia`. */
  readonly via?: string;
}

/** What a handler may do with flows. Reading is free; only a flow's own `decide` changes it. */
export interface Flows {
  /** Flow ids are unique in the house: make them with `flowId`. */
  start(kind: string, id: string, state: object): void;
  tell(flow: string, fact: Fact): void;
  state<State>(flow: string): State | undefined;
  /** Ends a flow and forgets it, with all it waits for. */
  remove(flow: string): void;
}

/** Everything a handler may touch. No clock, no network, no disk: those are not in the room. */
export interface Call extends Scope {
  readonly tx: Tx;
  readonly flows: Flows;
  readonly caller: Caller;
  /** House time, epoch milliseconds. */
  readonly now: number;
  /** The moment, in house time, that the clock of a program in one of the house's processes shows. */
  houseTimeOf(shown: number): number;
  readonly ids: Ids;
  /** What the caller reaches us by, e.g. `http://127.0.0.1:4566`: for URLs in answers. */
  readonly endpoint: string;
  /** Stable over repetitions of an inside call that is made again after a crash; undefined from outside. */
  readonly effectId?: string;
  /**
   * Asks another service as this call's own caller, by the door and in this transaction: what AWS calls a forward
   * access session. For operations that answer at once; what they refuse is refused here. In the call's own region
   * unless it says another.
   */
  forward<Output = any>(service: string, operation: string, input: object, region?: string): Output;
  /** Says what has happened by this call, on the default bus of its account and region unless said otherwise. */
  emit(event: Omit<AwsEvent, keyof Scope> & Partial<Scope>): void;
}

/** Finds the rules that want an event, and starts telling their targets, by a call that is made where there are any. */
export type AcceptEvent = (tx: Tx, event: AwsEvent, call: () => Call) => void;

/**
 * Answers an operation, inside one transaction, without waiting for anything. Streamed bodies of a request
 * are a
 * `BlobRef` here, and a body answered may be one.
 */
export type Handler<In = any, Out = any> = (input: In, call: Call) => Out;

/** What a waiting handler has instead of a transaction: it does the waiting first, then commits once. */
export interface WaitingCall extends Omit<Call, 'tx' | 'flows' | 'forward' | 'emit'> {
  transaction<R>(body: (call: Call) => R): R;
  /**
   * Puts a question that only reads, again whenever something it read has changed or the time it names has come,
   * until it is answered. Undefined where that takes longer than `msMax` (of the wall), or the caller hung up.
   */
  ask<Answer>(question: (call: Call) => Reply<Answer>, msMax: number): Promise<Answer | undefined>;
  /** Performs an effect of the data plane at once, outside any flow. */
  perform(effect: Effect): Promise<any>;
  /** Reads and writes bytes by their name. */
  readonly blobs: {
    write(bytes: Uint8Array | AsyncIterable<Uint8Array>): Promise<BlobRef>;
    read(blob: BlobRef): Promise<Uint8Array>;
    /** Piece by piece: the whole, or from `start` to `end`, inclusive. */
    stream(
      blob: BlobRef,
      range?: { readonly start: number; readonly end: number },
    ): AsyncIterable<Uint8Array>;
  };
  /** Append-only files, for what is too much for rows. */
  readonly segments: {
    /** Appends durably; answers where the bytes start. */
    append(segment: string, bytes: Uint8Array): Promise<{ readonly offset: number }>;
    read(segment: string, offset: number, length: number): Promise<Uint8Array>;
    remove(segment: string): Promise<void>;
  };
}

/** One of the few operations that must wait (Invoke, a log's bytes): *prefetch → commit*. */
export interface WaitingHandler<In = any, Out = any> {
  readonly waits: (input: In, call: WaitingCall) => Promise<Out>;
  /**
   * Answers a call from inside in the transaction that keeps its outcome, as others are; undefined, and nothing
   * written, where it has to wait all the same.
   */
  readonly atOnce?: (input: In, call: Call) => Out | undefined;
}

export type Operation = Handler | WaitingHandler;

export const isWaiting = (operation: Operation): operation is WaitingHandler =>
  typeof operation !== 'function';

/** An AWS service as the house sees it. */
export interface Service {
  /** Our name for it, which is IAM's prefix: `codepipeline`, `logs`, `elasticloadbalancing`. */
  readonly name: string;
  /** Of two services with one signing name: how the requests of this one are told from those of the other. */
  readonly addressed?: { readonly path: string; readonly header: string };
  /** The name in a signature's credential scope, where it differs: `monitoring` for cloudwatch. */
  readonly signingName?: string;
  /**
   * Loads the official client, whose runtime schemas are the interface. Called on first use. Absent where the client
   * has no such schemas: then they are made of the model.
   */
  readonly sdk?: () => Promise<object>;
  /** The folder of the service's model in botocore's data: constraints are read from there. */
  readonly model: string;
  readonly operations: Readonly<Record<string, Operation>>;
  /**
   * Operations that AWS names in IAM and CloudTrail but not in the SDK (`GitPush`): callable from inside
   * only.
   */
  readonly inside?: Readonly<Record<string, Operation>>;
  /** What CloudTrail calls operations that it has other names for. */
  readonly trailNames?: Readonly<Record<string, string>>;
  /** Operations that CloudTrail calls data events, of which its event history tells nothing. */
  readonly dataEvents?: ReadonlySet<string>;
  /** Operations that AWS answers without a signature: their caller is `anonymous`. */
  readonly unsigned?: readonly string[];
  /**
   * Of a service addressed by buckets: the inside operation that says which pages of other origins a bucket lets in.
   * Such a service is called by forms and by presigned URLs of S3's old kind, too.
   */
  readonly crossOrigin?: string;
  /**
   * Operations whose streamed body is summed up as it comes where its caller says no checksum of it: by which
   * algorithm of `x-amz-checksum-…`. It reads as if the caller had said it.
   */
  readonly summed?: Readonly<Record<string, string>>;
  /** Why operations are not served, or to nobody, where there is more to say than that nobody has needed them yet. */
  readonly unserved?: Readonly<Record<string, string>>;
  readonly flows?: readonly Flow<any, any, any>[];
  /** Takes what services say has happened: of `events` alone. */
  readonly accept?: AcceptEvent;
  /** Its CloudFormation resource types, lent to `cloudformation`. */
  readonly resources?: readonly ResourceType[];
  /** Why other types of its kind are only recorded: by type, or by how types begin (`AWS::EC2::VPN*`). */
  readonly recorded?: Readonly<Record<string, string>>;
}

/**
 * Who calls without a signature. Such a caller has no account and names no region: what is asked for does.
 */
// AWS: unverified, but for S3, where CloudTrail tells of the account ANONYMOUS_PRINCIPAL.
export const anonymous: Caller = {
  account: 'ANONYMOUS_PRINCIPAL',
  region: 'us-east-1',
  arn: 'anonymous',
  regionless: true,
};

/** The id of a flow: `codebuild.build|000000000000|us-east-1|demo:1`. */
export function flowId(kind: string, scope: Scope, id: string): string {
  return `${kind}|${scope.account}|${scope.region}|${id}`;
}
