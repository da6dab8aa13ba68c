import {
  answered,
  call,
  tagsOf,
  tolerate,
  type Made,
  type ResourceTag,
  type ResourceType,
  type Wanted,
  type Work,
  listed,
} from '../../../dispatch/resource.ts';
import { retag } from '../../../dispatch/retag.ts';

interface Properties {
  readonly ConfigurationName: string;
  readonly IamRoleArn: string;
  readonly SnsTopicArns?: readonly string[];
  readonly LoggingLevel?: string;
  readonly GuardrailPolicies?: readonly string[];
  readonly UserRoleRequired?: boolean;
  readonly Tags?: readonly ResourceTag[];
  readonly CustomizationResourceArns?: readonly string[];
  readonly [where: string]: unknown;
}

/** How the resource types and the operations of a platform spell what differs between them. */
interface Platform {
  readonly typeName: string;
  readonly noun: string;
  /** Properties that say where, and the members they become. */
  readonly where: Readonly<Record<string, string>>;
  /** The operation that tells of all of them, and where in its answer they are. */
  readonly all: readonly [operation: string, items: string];
  /** Asks what is configured. */
  readonly find: (arn: string) => Work<Told>;
}

/** A configuration, as the API tells it. */
interface Told {
  readonly ConfigurationName: string;
  readonly IamRoleArn: string;
  readonly SnsTopicArns: readonly string[];
  readonly LoggingLevel: string;
  readonly GuardrailPolicyArns: readonly string[];
  readonly UserAuthorizationRequired: boolean;
  readonly Tags: readonly { readonly TagKey: string; readonly TagValue: string }[];
  readonly [where: string]: unknown;
}

const slack: Platform = {
  typeName: 'AWS::Chatbot::SlackChannelConfiguration',
  noun: 'SlackChannelConfiguration',
  where: { SlackWorkspaceId: 'SlackTeamId', SlackChannelId: 'SlackChannelId' },
  all: ['DescribeSlackChannelConfigurations', 'SlackChannelConfigurations'],
  *find(ChatConfigurationArn) {
    const input = { ChatConfigurationArn };
    return (yield* call('chatbot', 'DescribeSlackChannelConfigurations', input))
      .SlackChannelConfigurations[0];
  },
};

const teams: Platform = {
  typeName: 'AWS::Chatbot::MicrosoftTeamsChannelConfiguration',
  noun: 'MicrosoftTeamsChannelConfiguration',
  where: {
    TeamsTenantId: 'TenantId',
    TeamId: 'TeamId',
    TeamsChannelId: 'ChannelId',
    TeamsChannelName: 'ChannelName',
  },
  all: ['ListMicrosoftTeamsChannelConfigurations', 'TeamChannelConfigurations'],
  *find(ChatConfigurationArn) {
    const input = { ChatConfigurationArn };
    return (yield* call('chatbot', 'GetMicrosoftTeamsChannelConfiguration', input)).ChannelConfiguration;
  },
};

export const channels = [typeOf(slack), typeOf(teams)];

function typeOf(platform: Platform): ResourceType<Properties> {
  const { typeName, noun } = platform;
  const [all, items] = platform.all;
  return {
    typeName,
    *create(wanted) {
      const Tags = tagsOf(wanted, wanted.properties.Tags).map(spelled);
      const input = { ...declared(platform, wanted), Tags };
      const { ChannelConfiguration } = yield* call('chatbot', `Create${noun}`, input);
      return madeOf(ChannelConfiguration.ChatConfigurationArn);
    },
    *update(wanted, { physicalId }) {
      yield* call('chatbot', `Update${noun}`, {
        ...declared(platform, wanted),
        ChatConfigurationArn: physicalId,
        SnsTopicArns: wanted.properties.SnsTopicArns ?? [],
      });
      yield* retagged(wanted, physicalId);
      return madeOf(physicalId);
    },
    *delete({ physicalId }) {
      const gone = call('chatbot', `Delete${noun}`, { ChatConfigurationArn: physicalId });
      yield* tolerate(['ResourceNotFoundException'], gone);
    },
    list: listed('chatbot', all, {
      items,
      token: 'NextToken',
      identifier: ({ ChatConfigurationArn }) => ChatConfigurationArn,
    }),
    adopt: ({ physicalId }) => answered(madeOf(physicalId)),
    *read({ physicalId }) {
      const found = yield* tolerate(['ResourceNotFoundException'], platform.find(physicalId));
      return found && propertiesOf(platform, found);
    },
  };
}

function* retagged(wanted: Wanted<Properties>, ResourceARN: string): Work<void> {
  const { Tags } = yield* call('chatbot', 'ListTagsForResource', { ResourceARN });
  yield* retag((Tags as Told['Tags']).map(tagOf), tagsOf(wanted, wanted.properties.Tags), {
    add: (added) => call('chatbot', 'TagResource', { ResourceARN, Tags: added.map(spelled) }),
    remove: (TagKeys) => call('chatbot', 'UntagResource', { ResourceARN, TagKeys }),
  });
}

const tagOf = ({ TagKey, TagValue }: Told['Tags'][number]): ResourceTag => ({ Key: TagKey, Value: TagValue });
const spelled = ({ Key, Value }: ResourceTag) => ({ TagKey: Key, TagValue: Value });

/** What the API tells, as a template says it. */
function propertiesOf({ where }: Platform, told: Told): Properties {
  const { ConfigurationName, IamRoleArn, SnsTopicArns, LoggingLevel, GuardrailPolicyArns } = told;
  return {
    ConfigurationName,
    IamRoleArn,
    SnsTopicArns,
    LoggingLevel,
    GuardrailPolicies: GuardrailPolicyArns,
    UserRoleRequired: told.UserAuthorizationRequired,
    Tags: told.Tags.map(tagOf),
    ...Object.fromEntries(Object.entries(where).map(([property, member]) => [property, told[member]])),
  };
}

function declared({ where }: Platform, { properties }: Wanted<Properties>): object {
  const { ConfigurationName, IamRoleArn, SnsTopicArns, LoggingLevel, GuardrailPolicies, UserRoleRequired } =
    properties;
  return {
    ConfigurationName,
    IamRoleArn,
    ...(SnsTopicArns && { SnsTopicArns }),
    ...(LoggingLevel !== undefined && { LoggingLevel }),
    ...(GuardrailPolicies && { GuardrailPolicyArns: GuardrailPolicies }),
    ...(UserRoleRequired !== undefined && { UserAuthorizationRequired: UserRoleRequired }),
    ...Object.fromEntries(
      Object.entries(where)
        .filter(([property]) => properties[property] !== undefined)
        .map(([property, member]) => [member, properties[property]]),
    ),
  };
}

const madeOf = (Arn: string): Made => ({ physicalId: Arn, attributes: { Arn } });
