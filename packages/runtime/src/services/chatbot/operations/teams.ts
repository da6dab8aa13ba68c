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

interface TeamsGiven extends ChannelGiven {
  readonly TenantId: string;
  readonly TeamId: string;
  readonly TeamName?: string;
  readonly ChannelId: string;
  readonly ChannelName?: string;
}

const view = (call: Call, configuration: ChannelConfiguration) => ({
  ...channelView(call, configuration),
  TenantId: configuration.tenant,
  TeamId: configuration.team,
  TeamName: configuration.teamName,
  ChannelId: configuration.channel,
  ChannelName: configuration.channelName,
});

// AWS: https://docs.aws.amazon.com/chatbot/latest/APIReference/API_CreateMicrosoftTeamsChannelConfiguration.html
export const createTeamsChannelConfiguration: Handler<TeamsGiven, object> = (input, call) => {
  const configuration = create(call, input, {
    platform: 'teams',
    tenant: input.TenantId,
    team: input.TeamId,
    teamName: input.TeamName,
    channel: input.ChannelId,
    channelName: input.ChannelName,
  });
  return { ChannelConfiguration: view(call, configuration) };
};

type TeamsChange = Partial<TeamsGiven> & {
  readonly ChatConfigurationArn: string;
  readonly ChannelId: string;
};

export const updateTeamsChannelConfiguration: Handler<TeamsChange, object> = (input, call) => {
  const had = find(call, input.ChatConfigurationArn, 'teams');
  const channelName = input.ChannelName ?? had.channelName;
  const configuration = update(call, had, input, { channel: input.ChannelId, channelName });
  return { ChannelConfiguration: view(call, configuration) };
};

export const deleteTeamsChannelConfiguration: Handler<{ readonly ChatConfigurationArn: string }, object> = (
  { ChatConfigurationArn },
  call,
) => {
  remove(call, ChatConfigurationArn, 'teams');
  return {};
};

export const getTeamsChannelConfiguration: Handler<{ readonly ChatConfigurationArn: string }, object> = (
  { ChatConfigurationArn },
  call,
) => ({ ChannelConfiguration: view(call, find(call, ChatConfigurationArn, 'teams')) });

export const listTeamsChannelConfigurations: Handler<Listing & { readonly TeamId?: string }, object> = (
  { TeamId, ...listing },
  call,
) => {
  const { items, next } = list(call, 'teams', listing);
  const wanted = items.filter(({ team }) => team === (TeamId ?? team));
  return { TeamChannelConfigurations: wanted.map((each) => view(call, each)), NextToken: next };
};

/** The teams that whoever runs the house has connected. */
export const listConfiguredTeams: WaitingHandler<Listing, object> = {
  async waits(_input, call) {
    const { teams } = (await call.perform({ type: 'chat.teams' })) as ChatTeamsTold;
    const own = teams.filter(({ platform }) => platform === 'teams');
    return { ConfiguredTeams: own.map(({ team }) => ({ TeamId: team, TeamName: team, State: 'ENABLED' })) };
  },
};
