import type * as sdk from '@aws-sdk/client-ssm';
import type { Effect } from '../../../base/effects/effect.ts';
import type { Scope } from '../../../base/scope.ts';

export type InvocationStatus = sdk.CommandInvocationStatus;

/** A command, and how far it is on each of its nodes. */
export interface CommandState extends Scope {
  readonly commandId: string;
  readonly documentName: string;
  readonly documentVersion: string;
  readonly comment: string;
  readonly parameters: Readonly<Record<string, readonly string[]>>;
  readonly steps: readonly StepPlan[];
  /** As they were given; where tags say which they are, none. */
  readonly instanceIds: readonly string[];
  readonly targets: readonly Target[];
  readonly requestedAt: number;
  /** House time: a node that has not begun by then does not. */
  readonly deliverBy: number;
  readonly expiresAt: number;
  readonly timeoutSeconds: number;
  readonly maxConcurrency: string;
  readonly maxErrors: string;
  readonly output?: OutputBucket | undefined;
  /** CloudWatch Logs. */
  readonly logGroup?: string | undefined;
  readonly serviceRole?: string | undefined;
  readonly notification?: Notification | undefined;
  /** What nodes reach the house by. */
  readonly endpoint: string;
  readonly status: sdk.CommandStatus;
  readonly details: string;
  /** Which nodes it is for is known. */
  readonly isResolved: boolean;
  readonly invocations: readonly Invocation[];
  readonly underWay: readonly string[];
}

export interface Target {
  readonly Key: string;
  readonly Values: readonly string[];
}

export interface OutputBucket {
  readonly bucket: string;
  readonly prefix: string;
  readonly region: string;
}

export interface Notification {
  readonly topic: string;
  readonly events: readonly string[];
  readonly type: 'Command' | 'Invocation';
}

/** One thing that each node does: everything in it is known. */
export interface StepPlan {
  readonly name: string;
  readonly action: string;
  readonly folder: string;
  /** A script; or why there is none, which is a failure unless it is `skipped`. */
  readonly does:
    | {
        readonly script: string;
        readonly directory?: string | undefined;
        readonly timeoutSeconds: number;
      }
    | { readonly refused: string; readonly skipped: boolean };
  /** AWS: onFailure and onSuccess: nothing more is done then. */
  readonly exitsOn: readonly ('Success' | 'Failed')[];
  /** The status that an exit after a failure counts as. */
  readonly forgives: boolean;
  /** AWS: finallyStep: done whatever has become of the others. */
  readonly isLast: boolean;
}

export interface Invocation {
  readonly instanceId: string;
  readonly instanceName: string;
  readonly phase: 'waiting' | 'reaching' | 'running' | 'keeping' | 'over';
  readonly status: InvocationStatus;
  readonly details: string;
  readonly address?: string | undefined;
  /** That of its instance profile: it brings output where it is wanted. */
  readonly role?: string | undefined;
  readonly plugins: readonly Plugin[];
  /** Output that has yet to be brought where it is wanted, one after the other. */
  readonly keeps: readonly Effect[];
}

export interface Plugin {
  readonly name: string;
  readonly action: string;
  readonly folder: string;
  readonly status: sdk.CommandPluginStatus;
  readonly details: string;
  readonly code: number;
  readonly startedAt: number;
  readonly endedAt?: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

export type CommandFact =
  /** Of these nodes, or of all. */
  { readonly type: 'CancelAsked'; readonly instanceIds: readonly string[] };

export const commandFlowKind = 'ssm.command';

const ended: ReadonlySet<string> = new Set(['Success', 'Failed', 'TimedOut', 'Cancelled']);

export const isCommandOver = ({ status }: Pick<CommandState, 'status'>): boolean => ended.has(status);

/** A node that a command is for. */
export interface FoundNode {
  readonly instanceId: string;
  readonly instanceName: string;
}

export const newInvocation = ({ instanceId, instanceName }: FoundNode): Invocation => ({
  instanceId,
  instanceName,
  phase: 'waiting',
  status: 'Pending',
  details: 'Pending',
  plugins: [],
  keeps: [],
});

/** `3`, or `25%` of so many. */
export const shareOf = (text: string, count: number): number =>
  text.endsWith('%') ? Math.floor((Number.parseInt(text, 10) * count) / 100) : Number(text);

export interface Counts {
  readonly targets: number;
  readonly completed: number;
  readonly errors: number;
  readonly undelivered: number;
}

/** AWS: what could not be delivered is counted by itself, and is no error. */
export function countsOf({ invocations }: Pick<CommandState, 'invocations'>): Counts {
  const over = invocations.filter(({ phase }) => phase === 'over');
  return {
    targets: invocations.length,
    completed: over.length,
    errors: over.filter(isError).length,
    undelivered: over.filter(({ details }) => details === 'DeliveryTimedOut').length,
  };
}

const isError = ({ status, details }: Invocation): boolean =>
  (status === 'Failed' || status === 'TimedOut') && details !== 'DeliveryTimedOut';
