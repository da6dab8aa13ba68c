import type * as sdk from '@aws-sdk/client-ssm';
import type { Answered, Given } from '../../../base/given.ts';
import { pageOf } from '../../../base/pagination.ts';
import { instantOf } from '../../../base/instant.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { commandAnswer, invocationAnswer, urlsOf } from '../command-answers.ts';
import { noSuchInvocation, noSuchPlugin } from '../documents/errors.ts';
import { invalidFilterKey, invalidNextToken } from '../errors.ts';
import type { CommandState, Invocation, Plugin } from '../flow/command-state.ts';
import { commands, commandState, isVisible } from './commands.ts';

interface Wanted {
  readonly CommandId?: string | undefined;
  readonly InstanceId?: string | undefined;
  readonly Filters?: readonly Filter[] | undefined;
}
interface Filter {
  readonly key: sdk.CommandFilterKey;
  readonly value: string;
}

/** Newest first. */
function wantedCommands(call: Call, { CommandId, InstanceId, Filters = [] }: Wanted): CommandState[] {
  const lets = Filters.map(commandFilter);
  const all =
    CommandId === undefined
      ? commands
          .list(call.tx, call)
          .filter((each) => isVisible(call, each))
          .map(({ commandId }) => commandState(call, commandId))
      : [commandState(call, CommandId)];
  const isOf = ({ invocations }: CommandState): boolean =>
    InstanceId === undefined || invocations.some(({ instanceId }) => instanceId === InstanceId);
  return all
    .filter((state) => isOf(state) && lets.every((let_) => let_(state)))
    .sort((a, b) => b.requestedAt - a.requestedAt);
}

function commandFilter({ key, value }: Filter): (state: CommandState) => boolean {
  switch (key) {
    case 'InvokedAfter':
      return ({ requestedAt }) => requestedAt >= instantOf(value);
    case 'InvokedBefore':
      return ({ requestedAt }) => requestedAt <= instantOf(value);
    case 'Status':
      return ({ status, details }) => status === value || details === value;
    case 'DocumentName':
      return ({ documentName }) => documentName === value;
    case 'ExecutionStage':
      return ({ status }) =>
        value === (status === 'Pending' || status === 'InProgress' ? 'Executing' : 'Complete');
    default:
      return invalidFilterKey('');
  }
}

/** AWS: unverified: how many there are on a page, unless it is said. */
const pageMax = 50;

export const listCommands: Handler<
  Given<sdk.ListCommandsCommandInput>,
  Answered<sdk.ListCommandsCommandOutput>
> = (input, call) => {
  const page = pageOf(wantedCommands(call, input), ({ commandId }) => commandId, {
    token: input.NextToken,
    limit: input.MaxResults ?? pageMax,
    invalid: invalidNextToken,
  });
  return { Commands: page.items.map(commandAnswer), NextToken: page.next };
};

export const listCommandInvocations: Handler<
  Given<sdk.ListCommandInvocationsCommandInput>,
  Answered<sdk.ListCommandInvocationsCommandOutput>
> = (input, call) => {
  const { InstanceId, Details = false, Filters = [] } = input;
  const isWanted = ({ instanceId }: Invocation): boolean =>
    InstanceId === undefined || instanceId === InstanceId;
  // AWS: "Status" is that of the invocation.
  const statuses = Filters.filter(({ key }) => key === 'Status').map(({ value }) => value);
  const others = Filters.filter(({ key }) => key !== 'Status');
  const all = wantedCommands(call, { ...input, Filters: others }).flatMap((state) =>
    state.invocations
      .filter(isWanted)
      .filter(({ status, details }) => statuses.every((value) => value === status || value === details))
      .map((invocation) => ({ state, invocation })),
  );
  const page = pageOf(all, ({ state, invocation }) => `${state.commandId}|${invocation.instanceId}`, {
    token: input.NextToken,
    limit: input.MaxResults ?? pageMax,
    invalid: invalidNextToken,
  });
  return {
    CommandInvocations: page.items.map(({ state, invocation }) =>
      invocationAnswer(state, invocation, Details),
    ),
    NextToken: page.next,
  };
};

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetCommandInvocation.html */
export const getCommandInvocation: Handler<
  Given<sdk.GetCommandInvocationCommandInput>,
  Answered<sdk.GetCommandInvocationCommandOutput>
> = ({ CommandId, InstanceId, PluginName }, call) => {
  const state = commandState(call, CommandId);
  const invocation =
    state.invocations.find(({ instanceId }) => instanceId === InstanceId) ?? noSuchInvocation();
  const name = PluginName ?? (state.steps.length === 1 ? state.steps[0]!.name : noSuchPlugin());
  if (!state.steps.some((step) => step.name === name)) noSuchPlugin();
  const plugin = invocation.plugins.find((each) => each.name === name);
  const isOnly = state.steps.length === 1;
  return {
    CommandId,
    InstanceId,
    Comment: state.comment,
    DocumentName: state.documentName,
    DocumentVersion: state.documentVersion,
    PluginName: name,
    ResponseCode: plugin?.code ?? -1,
    ...timesOf(plugin),
    Status: plugin && !isOnly ? plugin.status : invocation.status,
    StatusDetails: plugin && !isOnly ? plugin.details : invocation.details,
    StandardOutputContent: plugin?.stdout ?? '',
    StandardErrorContent: plugin?.stderr ?? '',
    ...urlsOf(state, invocation, plugin),
    CloudWatchOutputConfig: {
      CloudWatchLogGroupName: state.logGroup ?? '',
      CloudWatchOutputEnabled: state.logGroup !== undefined,
    },
  };
};

const timesOf = (plugin: Plugin | undefined) => ({
  ExecutionStartDateTime: plugin ? new Date(plugin.startedAt).toISOString() : '',
  ExecutionElapsedTime:
    plugin?.endedAt === undefined ? '' : `PT${(plugin.endedAt - plugin.startedAt) / 1000}S`,
  ExecutionEndDateTime: plugin?.endedAt === undefined ? '' : new Date(plugin.endedAt).toISOString(),
});
