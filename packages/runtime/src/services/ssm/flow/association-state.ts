import type { Scope } from '../../../base/scope.ts';
import type { AssociationSettings } from '../associations/kept.ts';

/** An association, and what has become of it on its nodes. */
export interface AssociationState extends Scope {
  readonly settings: AssociationSettings;
  readonly createdAt: number;
  /** House time from which a rate counts. */
  readonly since: number;
  readonly due?: number | undefined;
  /** Newest first. */
  readonly executions: readonly Execution[];
  /** Of each node that it was applied to, how that has gone. */
  readonly nodes: Readonly<Record<string, NodeStatus>>;
  readonly lastSuccessAt?: number | undefined;
  /** It is to be applied again as soon as it has been. */
  readonly again: boolean;
}

export interface NodeStatus {
  readonly status: 'Success' | 'Failed';
  readonly details: string;
}

export interface Execution {
  readonly executionId: string;
  readonly version: number;
  readonly startedAt: number;
  readonly commandId?: string | undefined;
  readonly status: 'Pending' | 'Success' | 'Failed';
  readonly details: string;
  readonly nodes: Readonly<Record<string, NodeStatus>>;
}

/** What a command has come to: the house's own `GetCommandOutcome`. */
export interface CommandOutcome {
  readonly isOver: boolean;
  readonly status: string;
  readonly details: string;
  readonly nodes: readonly {
    readonly instanceId: string;
    readonly status: string;
    readonly details: string;
  }[];
}

export type AssociationFact =
  | { readonly type: 'AssociationChanged'; readonly settings: AssociationSettings }
  | { readonly type: 'RunAsked' };

export const isUnderWay = ({ executions }: Pick<AssociationState, 'executions'>): boolean =>
  executions[0]?.status === 'Pending';

/** As it is told: of what was applied last. */
export const statusOf = ({ executions }: AssociationState): Execution['status'] =>
  executions[0]?.status ?? 'Pending';

/** `{ Success: 2, Failed: 1 }`. */
export function countsOf(nodes: AssociationState['nodes']): Record<string, number> {
  const statuses = Object.values(nodes).map(({ status }) => status);
  const all = Object.groupBy(statuses, (status) => status);
  return Object.fromEntries(Object.entries(all).map(([status, each = []]) => [status, each.length]));
}
