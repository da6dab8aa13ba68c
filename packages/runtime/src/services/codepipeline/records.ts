import { arnOf } from '../../base/arn.ts';
import type { Scope } from '../../base/scope.ts';
import { flowId, type Call } from '../../dispatch/service.ts';
import { collection } from '../../store/collection.ts';
import type { Tx } from '../../store/store.ts';
import type { Declaration } from './declaration/declaration.ts';
import { pipelineExecutionNotFound, pipelineNotFound } from './errors.ts';
import type { Execution } from './flow/execution-state.ts';
import type { PipelineState } from './flow/pipeline-state.ts';
import type { Webhook } from './triggers/webhooks.ts';

/** Times are epoch milliseconds. */
export interface PipelineRecord {
  readonly name: string;
  /** The id of its flow. */
  readonly flow: string;
  readonly declaration: Declaration;
  readonly created: number;
  readonly updated: number;
  readonly tags: Readonly<Record<string, string>>;
}

/** Where an execution is in its pipeline's history; the execution itself is a flow. */
export interface ExecutionEntry {
  readonly executionId: string;
  readonly ordinal: number;
}

/** An answer to an approval, kept so that it is given once. */
export interface ApprovalEntry {
  readonly token: string;
  readonly status: 'Approved' | 'Rejected';
  readonly summary: string;
  readonly by: string;
  readonly at: number;
}

export interface RequestEntry {
  readonly token: string;
  readonly executionId: string;
}

/** The revision that somebody told of last. */
export interface ActionRevisionEntry {
  readonly actionName: string;
  readonly revisionId: string;
  readonly executionId: string;
}

export interface WebhookRecord {
  readonly definition: Webhook;
  /** What makes its URL hard to guess. */
  readonly key: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly lastTriggered?: number;
  /** What the third party last said against it. */
  readonly refusal?: { readonly code: string; readonly message: string } | undefined;
}

export const pipelines = collection<PipelineRecord>('codepipeline.pipelines');
/** Every version there was, by `<pipeline>|<version>`. */
export const versions = collection<Declaration>('codepipeline.versions');
/** By `<pipeline>|<ordinal>`, the oldest first. */
export const history = collection<ExecutionEntry>('codepipeline.history');
/** By `<pipeline>|<token>`. */
export const approvals = collection<ApprovalEntry>('codepipeline.approvals');
/** Executions that were started with a clientRequestToken, by `<pipeline>|<token>`. */
export const requests = collection<RequestEntry>('codepipeline.requests');

/** By `<pipeline>|<action>`. */
export const actionRevisions = collection<ActionRevisionEntry>('codepipeline.actionRevisions');

/** By name. */
export const webhooks = collection<WebhookRecord>('codepipeline.webhooks');
/** Deliveries that came already, by `<webhook>|<id>`. */
export const webhookDeliveries = collection<{ readonly id: string; readonly at: number }>(
  'codepipeline.webhookDeliveries',
);
/** AWS: service authorization reference, "webhook": `webhook:<name>`. */
export const webhookArn = (scope: Scope, name: string): string =>
  arnOf('codepipeline', scope, `webhook:${name}`);

/**
 * The key of something that belongs to a pipeline. Names of pipelines hold no `|`; numbers sort as numbers.
 */
export const within = (pipeline: string, key: string | number = ''): string =>
  `${pipeline}|${typeof key === 'number' ? String(key).padStart(12, '0') : key}`;

export function pipelineOf(tx: Tx, scope: Scope, name: string): PipelineRecord {
  return pipelines.get(tx, scope, name) ?? pipelineNotFound(scope, name);
}

export const executionFlowId = (scope: Scope, executionId: string): string =>
  flowId('codepipeline.execution', scope, executionId);

export function stateOf(call: Call, pipeline: PipelineRecord): PipelineState {
  return call.flows.state<PipelineState>(pipeline.flow)!;
}

/** An execution of this very pipeline. */
export function findExecution(call: Call, pipeline: PipelineRecord, id: string): Execution | undefined {
  const execution = call.flows.state<Execution>(executionFlowId(call, id));
  return execution?.pipelineFlow === pipeline.flow ? execution : undefined;
}

const dayMs = 86_400_000;
/** AWS: quotas, "Number of months pipeline execution history information is kept: 12". */
const historyMs = 365 * dayMs;

export const isWithinHistory = (time: number, now: number): boolean => time + historyMs >= now;

/** History tells of it. AWS: unverified that the months are counted from its last change. */
export const isRemembered = ({ status, lastUpdateTime }: Execution, now: number): boolean =>
  status === 'InProgress' || status === 'Stopping' || isWithinHistory(lastUpdateTime, now);

export function executionOf(call: Call, pipeline: PipelineRecord, id: string): Execution {
  const execution = findExecution(call, pipeline, id);
  return execution && isRemembered(execution, call.now) ? execution : pipelineExecutionNotFound(id);
}

/**
 * The executions of a pipeline, the most recent first, starting after an ordinal. Reads only as far as it is
 * asked.
 */
export function* executionsOf(call: Call, pipeline: PipelineRecord, after?: number): Generator<Execution> {
  for (;;) {
    const entries = history.list(call.tx, call, {
      prefix: within(pipeline.name),
      reverse: true,
      limit: entriesAtOnce,
      ...(after !== undefined && { after: within(pipeline.name, after) }),
    });
    for (const { executionId } of entries) {
      const execution = findExecution(call, pipeline, executionId);
      if (execution && isRemembered(execution, call.now)) yield execution;
    }
    if (entries.length < entriesAtOnce) return;
    after = entries.at(-1)!.ordinal;
  }
}

const entriesAtOnce = 32;
