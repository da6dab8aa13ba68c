import { pageOf } from '../../../base/pagination.ts';
import type { Call } from '../../../dispatch/service.ts';
import { configurationExists, configurationNotFound, invalidNextToken } from '../errors.ts';
import {
  configurationArn,
  configurationAt,
  configurationKey,
  configurations,
  globally,
  type ChannelConfiguration,
} from '../records.ts';
import { hearTopics } from '../topics.ts';

/** What both platforms' operations take. */
export interface ChannelGiven {
  readonly ConfigurationName: string;
  readonly IamRoleArn: string;
  readonly SnsTopicArns?: readonly string[];
  readonly LoggingLevel?: string;
  readonly GuardrailPolicyArns?: readonly string[];
  readonly UserAuthorizationRequired?: boolean;
  readonly Tags?: readonly { readonly TagKey: string; readonly TagValue: string }[];
}

/** AWS: user guide: the guardrail that a channel has unless it is given others. */
const defaultGuardrail = 'arn:aws:iam::aws:policy/AdministratorAccess';

export function create(
  call: Call,
  given: ChannelGiven,
  where: Pick<ChannelConfiguration, 'platform' | 'team' | 'teamName' | 'tenant' | 'channel' | 'channelName'>,
): ChannelConfiguration {
  const name = given.ConfigurationName;
  if (configurations.get(call.tx, globally(call), configurationKey(where.platform, name)))
    configurationExists(name);
  return keep(call, undefined, {
    ...where,
    name,
    roleArn: given.IamRoleArn,
    topics: given.SnsTopicArns ?? [],
    loggingLevel: given.LoggingLevel ?? 'NONE',
    guardrails: given.GuardrailPolicyArns ?? [defaultGuardrail],
    authorizationRequired: given.UserAuthorizationRequired ?? false,
    tags: Object.fromEntries((given.Tags ?? []).map(({ TagKey, TagValue }) => [TagKey, TagValue])),
  });
}

export function update(
  call: Call,
  had: ChannelConfiguration,
  given: Partial<ChannelGiven>,
  where: Partial<ChannelConfiguration>,
): ChannelConfiguration {
  return keep(call, had, {
    ...had,
    ...where,
    roleArn: given.IamRoleArn ?? had.roleArn,
    topics: given.SnsTopicArns ?? had.topics,
    loggingLevel: given.LoggingLevel ?? had.loggingLevel,
    guardrails: given.GuardrailPolicyArns ?? had.guardrails,
    authorizationRequired: given.UserAuthorizationRequired ?? had.authorizationRequired,
  });
}

function keep(
  call: Call,
  had: ChannelConfiguration | undefined,
  configuration: ChannelConfiguration,
): ChannelConfiguration {
  const { platform, name } = configuration;
  configurations.put(call.tx, globally(call), configurationKey(platform, name), configuration);
  hearTopics(call, had?.topics ?? [], configuration.topics);
  return configuration;
}

export function remove(call: Call, arn: string, platform: ChannelConfiguration['platform']): void {
  const { name, topics } = find(call, arn, platform);
  configurations.delete(call.tx, globally(call), configurationKey(platform, name));
  hearTopics(call, topics, []);
}

export function find(
  call: Call,
  arn: string,
  platform: ChannelConfiguration['platform'],
): ChannelConfiguration {
  const found = configurationAt(call.tx, arn);
  const isOwn = found?.scope.account === call.account && found.configuration.platform === platform;
  return isOwn ? found.configuration : configurationNotFound(arn);
}

export interface Listing {
  readonly NextToken?: string;
  readonly MaxResults?: number;
}

/** AWS: unverified: the page size where none is asked for. */
const pageSize = 100;

export function list(
  call: Call,
  platform: ChannelConfiguration['platform'],
  { NextToken, MaxResults = pageSize }: Listing,
): { readonly items: readonly ChannelConfiguration[]; readonly next: string | undefined } {
  const all = configurations.list(call.tx, globally(call), { prefix: configurationKey(platform, '') });
  return pageOf(all, ({ name }) => name, { token: NextToken, limit: MaxResults, invalid: invalidNextToken });
}

/** What both platforms' configurations tell. */
export const channelView = (call: Call, configuration: ChannelConfiguration) => ({
  ChatConfigurationArn: configurationArn(call, configuration),
  ConfigurationName: configuration.name,
  IamRoleArn: configuration.roleArn,
  SnsTopicArns: configuration.topics,
  LoggingLevel: configuration.loggingLevel,
  GuardrailPolicyArns: configuration.guardrails,
  UserAuthorizationRequired: configuration.authorizationRequired,
  Tags: Object.entries(configuration.tags).map(([TagKey, TagValue]) => ({ TagKey, TagValue })),
  State: 'ENABLED',
});
