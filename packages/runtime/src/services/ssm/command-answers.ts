import type * as sdk from '@aws-sdk/client-ssm';
import { countsOf, type CommandState, type Invocation, type Plugin } from './flow/command-state.ts';
import { folderOf } from './flow/output.ts';

const outputsOf = ({ logGroup }: CommandState): sdk.CloudWatchOutputConfig => ({
  CloudWatchLogGroupName: logGroup ?? '',
  CloudWatchOutputEnabled: logGroup !== undefined,
});

const notificationOf = ({ notification }: CommandState): sdk.NotificationConfig => ({
  NotificationArn: notification?.topic ?? '',
  NotificationEvents: (notification?.events ?? []) as sdk.NotificationEvent[],
  NotificationType: notification?.type,
});

export function commandAnswer(state: CommandState): sdk.Command {
  const { targets, completed, errors, undelivered } = countsOf(state);
  return {
    CommandId: state.commandId,
    DocumentName: state.documentName,
    DocumentVersion: state.documentVersion,
    Comment: state.comment,
    ExpiresAfter: new Date(state.expiresAt),
    Parameters: mutable(state.parameters),
    InstanceIds: [...state.instanceIds],
    Targets: state.targets.map(({ Key, Values }) => ({ Key, Values: [...Values] })),
    RequestedDateTime: new Date(state.requestedAt),
    Status: state.status,
    StatusDetails: state.details,
    OutputS3Region: state.output?.region,
    OutputS3BucketName: state.output?.bucket ?? '',
    OutputS3KeyPrefix: state.output?.prefix ?? '',
    MaxConcurrency: state.maxConcurrency,
    MaxErrors: state.maxErrors,
    TargetCount: targets,
    CompletedCount: completed,
    ErrorCount: errors,
    DeliveryTimedOutCount: undelivered,
    ServiceRole: state.serviceRole ?? '',
    NotificationConfig: notificationOf(state),
    CloudWatchOutputConfig: outputsOf(state),
    TimeoutSeconds: state.timeoutSeconds,
  };
}

const mutable = (given: CommandState['parameters']): Record<string, string[]> =>
  Object.fromEntries(Object.entries(given).map(([name, values]) => [name, [...values]]));

/** AWS: output of a plugin: at most 2,500 characters, errors after what it says otherwise. */
const outputMax = 2500;
const errorsBegin = '\n----------ERROR-------\n';

export const invocationAnswer = (
  state: CommandState,
  invocation: Invocation,
  details: boolean,
): sdk.CommandInvocation => ({
  CommandId: state.commandId,
  InstanceId: invocation.instanceId,
  InstanceName: invocation.instanceName,
  Comment: state.comment,
  DocumentName: state.documentName,
  DocumentVersion: state.documentVersion,
  RequestedDateTime: new Date(state.requestedAt),
  Status: invocation.status,
  StatusDetails: invocation.details,
  ...urlsOf(state, invocation, invocation.plugins.length === 1 ? invocation.plugins[0] : undefined),
  CommandPlugins: details ? invocation.plugins.map((plugin) => pluginAnswer(state, invocation, plugin)) : [],
  ServiceRole: state.serviceRole ?? '',
  NotificationConfig: notificationOf(state),
  CloudWatchOutputConfig: outputsOf(state),
});

function pluginAnswer(state: CommandState, invocation: Invocation, plugin: Plugin): sdk.CommandPlugin {
  const { stdout, stderr } = plugin;
  return {
    Name: plugin.name,
    Status: plugin.status,
    StatusDetails: plugin.details,
    ResponseCode: plugin.code,
    ResponseStartDateTime: new Date(plugin.startedAt),
    ResponseFinishDateTime: plugin.endedAt === undefined ? undefined : new Date(plugin.endedAt),
    Output: `${stdout}${stderr === '' ? '' : `${errorsBegin}${stderr}`}`.slice(0, outputMax),
    ...urlsOf(state, invocation, plugin),
    OutputS3Region: state.output?.region,
    OutputS3BucketName: state.output?.bucket ?? '',
    OutputS3KeyPrefix: state.output === undefined ? '' : folderOf(state, invocation, plugin),
  };
}

/** Where the objects are that hold all that was said. AWS: of S3's regional endpoint; here of the house. */
export function urlsOf(
  state: CommandState,
  invocation: Invocation,
  plugin: Plugin | undefined,
): { readonly StandardOutputUrl: string; readonly StandardErrorUrl: string } {
  if (!state.output || !plugin) return { StandardOutputUrl: '', StandardErrorUrl: '' };
  const folder = `${state.endpoint}/${state.output.bucket}/${folderOf(state, invocation, plugin)}`;
  return { StandardOutputUrl: `${folder}/stdout`, StandardErrorUrl: `${folder}/stderr` };
}
