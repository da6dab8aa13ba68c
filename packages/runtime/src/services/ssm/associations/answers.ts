import type * as sdk from '@aws-sdk/client-ssm';
import type { Call } from '../../../dispatch/service.ts';
import { countsOf, statusOf, type AssociationState } from '../flow/association-state.ts';
import type { Target } from '../flow/command-state.ts';
import { associationFlow, type AssociationRecord, type AssociationSettings } from './kept.ts';

export const stateOf = (call: Call, { settings }: AssociationRecord): AssociationState =>
  call.flows.state<AssociationState>(associationFlow(call, settings.associationId))!;

const targets = (all: readonly Target[]): sdk.Target[] =>
  all.map(({ Key, Values }) => ({ Key, Values: [...Values] }));

const dateOf = (time: number | undefined): Date | undefined =>
  time === undefined ? undefined : new Date(time);

function overviewOf(state: AssociationState): sdk.AssociationOverview {
  const status = statusOf(state);
  const last = state.executions[0];
  return {
    Status: status,
    DetailedStatus: last?.details ?? status,
    AssociationStatusAggregatedCount: countsOf(state.nodes),
  };
}

/** What is the same in all answers about it. */
const common = (settings: AssociationSettings) => ({
  Name: settings.name,
  AssociationId: settings.associationId,
  AssociationVersion: String(settings.version),
  DocumentVersion: settings.documentVersion,
  Targets: targets(settings.targets),
  ScheduleExpression: settings.schedule,
  ScheduleOffset: settings.scheduleOffset,
  AssociationName: settings.associationName,
});

/** What its settings are besides. */
const details = (settings: AssociationSettings) => ({
  Parameters: Object.fromEntries(
    Object.entries(settings.parameters).map(([name, values]) => [name, [...values]]),
  ),
  OutputLocation: settings.output && {
    S3Location: {
      OutputS3Region: settings.output.region,
      OutputS3BucketName: settings.output.bucket,
      OutputS3KeyPrefix: settings.output.prefix,
    },
  },
  MaxErrors: settings.maxErrors,
  MaxConcurrency: settings.maxConcurrency,
  ComplianceSeverity: settings.severity as sdk.AssociationComplianceSeverity | undefined,
  SyncCompliance: settings.syncCompliance as sdk.AssociationSyncCompliance | undefined,
  ApplyOnlyAtCronInterval: settings.onlyAtInterval,
});

export function descriptionAnswer(
  record: AssociationRecord,
  state: AssociationState,
): sdk.AssociationDescription {
  return {
    ...common(record.settings),
    ...details(record.settings),
    InstanceId: record.settings.instanceId,
    Date: new Date(record.createdAt),
    LastUpdateAssociationDate: new Date(record.settings.updatedAt),
    Overview: overviewOf(state),
    LastExecutionDate: dateOf(state.executions[0]?.startedAt),
    LastSuccessfulExecutionDate: dateOf(state.lastSuccessAt),
  };
}

export const associationAnswer = (
  { settings }: AssociationRecord,
  state: AssociationState,
): sdk.Association => ({
  ...common(settings),
  InstanceId: settings.instanceId,
  LastExecutionDate: dateOf(state.executions[0]?.startedAt),
  Overview: overviewOf(state),
});

export const versionAnswer = (settings: AssociationSettings): sdk.AssociationVersionInfo => ({
  ...common(settings),
  ...details(settings),
  CreatedDate: new Date(settings.updatedAt),
});

export const executionAnswer = (
  { settings }: AssociationState,
  execution: AssociationState['executions'][number],
): sdk.AssociationExecution => ({
  AssociationId: settings.associationId,
  AssociationVersion: String(execution.version),
  ExecutionId: execution.executionId,
  Status: execution.status,
  DetailedStatus: execution.details,
  CreatedTime: new Date(execution.startedAt),
  LastExecutionDate: new Date(execution.startedAt),
  // AWS: as it is seen: {Success=1}.
  ResourceCountByStatus: `{${Object.entries(countsOf(execution.nodes))
    .map(([status, count]) => `${status}=${count}`)
    .join(', ')}}`,
});

export const targetAnswers = (
  { settings }: AssociationState,
  execution: AssociationState['executions'][number],
): sdk.AssociationExecutionTarget[] =>
  Object.entries(execution.nodes).map(([ResourceId, { status, details }]) => ({
    AssociationId: settings.associationId,
    AssociationVersion: String(execution.version),
    ExecutionId: execution.executionId,
    ResourceId,
    ResourceType: 'ManagedInstance',
    Status: status,
    DetailedStatus: details,
    LastExecutionDate: new Date(execution.startedAt),
    OutputSource: { OutputSourceId: execution.commandId, OutputSourceType: 'RunCommand' },
  }));
