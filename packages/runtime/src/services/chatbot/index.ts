import type { Service } from '../../dispatch/service.ts';
import { postFlow } from './flow/post.ts';
import {
  getAccountPreferences,
  listTagsForResource,
  tagResource,
  untagResource,
  updateAccountPreferences,
} from './operations/accounts.ts';
import { deliver, hear } from './operations/hearing.ts';
import {
  createSlackChannelConfiguration,
  deleteSlackChannelConfiguration,
  describeSlackChannelConfigurations,
  describeSlackWorkspaces,
  updateSlackChannelConfiguration,
} from './operations/slack.ts';
import {
  createTeamsChannelConfiguration,
  deleteTeamsChannelConfiguration,
  getTeamsChannelConfiguration,
  listConfiguredTeams,
  listTeamsChannelConfigurations,
  updateTeamsChannelConfiguration,
} from './operations/teams.ts';
import { channels } from './resources/channels.ts';

export const chatbot: Service = {
  name: 'chatbot',
  model: 'chatbot',
  operations: {
    CreateMicrosoftTeamsChannelConfiguration: createTeamsChannelConfiguration,
    CreateSlackChannelConfiguration: createSlackChannelConfiguration,
    DeleteMicrosoftTeamsChannelConfiguration: deleteTeamsChannelConfiguration,
    DeleteSlackChannelConfiguration: deleteSlackChannelConfiguration,
    DescribeSlackChannelConfigurations: describeSlackChannelConfigurations,
    DescribeSlackWorkspaces: describeSlackWorkspaces,
    GetAccountPreferences: getAccountPreferences,
    GetMicrosoftTeamsChannelConfiguration: getTeamsChannelConfiguration,
    ListMicrosoftTeamsChannelConfigurations: listTeamsChannelConfigurations,
    ListMicrosoftTeamsConfiguredTeams: listConfiguredTeams,
    ListTagsForResource: listTagsForResource,
    TagResource: tagResource,
    UntagResource: untagResource,
    UpdateAccountPreferences: updateAccountPreferences,
    UpdateMicrosoftTeamsChannelConfiguration: updateTeamsChannelConfiguration,
    UpdateSlackChannelConfiguration: updateSlackChannelConfiguration,
  },
  inside: { Deliver: deliver, Hear: hear },
  flows: [postFlow],
  resources: channels,
  recorded: {
    'AWS::Chatbot::CustomAction': 'chats are posted to, and not read',
  },
};
