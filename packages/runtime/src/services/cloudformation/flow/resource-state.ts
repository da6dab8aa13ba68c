import type { Scope } from '../../../base/scope.ts';
import type { RegistryType } from '../../../base/registry-type.ts';
import type { Had, Made, Wanted } from '../../../dispatch/resource.ts';
import type { DynamicReference } from '../template/dynamic-references.ts';
import type { Values } from '../template/template.ts';
import type { SignalsExpected } from '../resources/creation-signals.ts';
import type { Phase } from '../records.ts';
import type { Answer } from './play.ts';

/** One resource in one phase of an operation on its stack. */
export interface ResourceState {
  readonly scope: Scope;
  readonly id: string;
  readonly stackFlow: string;
  readonly stackKey: string;
  readonly operation: number;
  readonly phase: Phase;
  readonly logicalId: string;
  /** A role's ARN, or a service principal. */
  readonly as: string;
  /** Flows of the resources that have to be done first. */
  readonly after: readonly string[];
  /** It is to stop where it can without losing what it has made. */
  readonly cancelled?: true;
  readonly step: ResourceStep;
}

export type ResourceStep =
  | { readonly type: 'dependencies'; readonly left: number }
  | { readonly type: 'begin' }
  | {
      readonly type: 'resolve';
      readonly references: readonly DynamicReference[];
      readonly answers: Readonly<Record<string, string>>;
    }
  | {
      readonly type: 'work';
      readonly job: Extract<Job, { readonly type: string }>;
      readonly answers: readonly Answer[];
      readonly asked: string;
      /** House time when what is waited for is late. */
      readonly lateAt?: number;
    }
  | { readonly type: 'end'; readonly settled: Settled }
  | { readonly type: 'over'; readonly settled: Settled };

/** What is to be done about a resource, as `BeginResource` has found out. */
export type Job =
  /** It is as it is wanted. */
  | { readonly work: 'nothing' }
  /** Other services have to be asked before its properties can be resolved. */
  | { readonly work: 'resolve'; readonly references: readonly DynamicReference[] }
  /** Its properties cannot be resolved. */
  | { readonly work: 'impossible'; readonly reason: string; readonly verb: 'create' | 'update' }
  /** It was never made, or stays where it is when the stack forgets it. */
  | { readonly work: 'forget'; readonly physicalId: string; readonly retained: boolean }
  | ({
      readonly work: 'create';
      readonly wanted: Wanted;
      readonly replaces?: true;
      readonly signals?: SignalsExpected;
    } & Typed)
  | ({
      readonly work: 'update';
      readonly wanted: Wanted;
      readonly had: Had;
    } & Typed)
  | ({
      readonly work: 'import';
      readonly wanted: Wanted;
      /** Its primary identifier. */
      readonly sought: Had;
    } & Typed)
  /** A stack in the stack cleans up, now that this one does. */
  | ({ readonly work: 'clean up'; readonly had: Had } & Typed)
  | ({
      readonly work: 'delete';
      readonly had: Had;
      /** A snapshot of it is to be left. */
      readonly snapshot?: true;
      /** It stays where it is if it cannot be deleted. */
      readonly force?: true;
    } & Typed);

export interface Typed {
  readonly type: string;
  /** The wanted properties without their secrets, where they have some: so they are kept. */
  readonly kept?: Values;
  /** As they may be shown, where parameters are not to be echoed. */
  readonly shown?: Values;
  /** As they are written, where they refer to stored parameters. */
  readonly literal?: Values;
  /** What the registry says of the type, where it is only recorded. */
  readonly registry?: RegistryType;
}

/** How it came out. */
export interface Settled {
  readonly outcome: 'done' | 'failed' | 'cancelled' | 'skipped';
  readonly verb: 'create' | 'import' | 'update' | 'delete';
}

/** Told to a stack's flow. */
export interface ResourceSettled extends Settled {
  readonly type: 'ResourceSettled';
  readonly logicalId: string;
  readonly phase: Phase;
}

/** What `EndResource` is told of the work. */
export type Ending =
  | { readonly made: Made }
  | { readonly cleaned: true }
  | { readonly gone: true }
  | { readonly retained: true; readonly reason?: string }
  | { readonly failed: { readonly code: string; readonly message: string } }
  | { readonly cancelled: true };
