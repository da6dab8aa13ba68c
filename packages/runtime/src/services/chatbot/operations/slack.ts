import type { ChatTeamsTold } from '../../../base/effects/chat.ts';
import type { Call, Handler, WaitingHandler } from '../../../dispatch/service.ts';
import type { ChannelConfiguration } from '../records.ts';
import {
  channelView,
  create,
  find,
  list,
  remove,
  update,
  type ChannelGiven,
  type Listing,
} from './channels.ts';

interface SlackGiven extends ChannelGiven {
  readonly SlackTeamId: string;
  readonly SlackChannelId: string;
  readonly SlackChannelName?: string;
}

const view = (call: Call, configuration: ChannelConfiguration) => ({
  ...channelView(call, configuration),
  SlackTeamId: configuration.team,
  SlackTeamName: configuration.team,
  SlackChannelId: configuration.channel,
  SlackChannelName: configuration.channelName ?? '',
});

// AWS: https://docs.aws.amazon.com/chatbot/latest/APIReference/API_CreateSlackChannelConfiguration.html
export const createSlackChannelConfiguration: Handler<SlackGiven, object> = (input, call) => {
  const configuration = create(call, input, {
    platform: 'slack',
    team: input.SlackTeamId,
    channel: input.SlackChannelId,
    channelName: input.SlackChannelName,
  });
  return { ChannelConfiguration: view(call, configuration) };
};

type SlackChange = Partial<SlackGiven> & {
  readonly ChatConfigurationArn: string;
  readonly SlackChannelId: string;
};

export const updateSlackChannelConfiguration: Handler<SlackChange, object> = (input, call) => {
  const had = find(call, input.ChatConfigurationArn, 'slack');
  const configuration = update(call, had, input, {
    channel: input.SlackChannelId,
    channelName: input.SlackChannelName ?? had.channelName,
  });
  return { ChannelConfiguration: view(call, configuration) };
};

export const deleteSlackChannelConfiguration: Handler<{ readonly ChatConfigurationArn: string }, object> = (
  { ChatConfigurationArn },
  call,
) => {
  remove(call, ChatConfigurationArn, 'slack');
  return {};
};

export const describeSlackChannelConfigurations: Handler<
  Listing & { readonly ChatConfigurationArn?: string },
  object
> = ({ ChatConfigurationArn, ...listing }, call) => {
  if (ChatConfigurationArn !== undefined)
    return { SlackChannelConfigurations: [view(call, find(call, ChatConfigurationArn, 'slack'))] };
  const { items, next } = list(call, 'slack', listing);
  return { SlackChannelConfigurations: items.map((each) => view(call, each)), NextToken: next };
};

/** The workspaces that whoever runs the house has connected. */
export const describeSlackWorkspaces: WaitingHandler<Listing, object> = {
  async waits(_input, call) {
    const { teams } = (await call.perform({ type: 'chat.teams' })) as ChatTeamsTold;
    const own = teams.filter(({ platform }) => platform === 'slack');
    return {
      SlackWorkspaces: own.map(({ team }) => ({ SlackTeamId: team, SlackTeamName: team, State: 'ENABLED' })),
    };
  },
};
