import type { Handler } from '../../../dispatch/service.ts';
import { configurationNotFound } from '../errors.ts';
import {
  configurationAt,
  configurationKey,
  configurations,
  globally,
  preferences,
  type ChannelConfiguration,
} from '../records.ts';
import type { Call } from '../../../dispatch/service.ts';

const key = 'account';
const unset = { UserAuthorizationRequired: false, TrainingDataCollectionEnabled: false };

export const getAccountPreferences: Handler<object, object> = (_input, call) => ({
  AccountPreferences: { ...unset, ...preferences.get(call.tx, globally(call), key) },
});

export const updateAccountPreferences: Handler<Readonly<Record<string, boolean>>, object> = (input, call) => {
  const set = { ...unset, ...preferences.get(call.tx, globally(call), key), ...input };
  preferences.put(call.tx, globally(call), key, set);
  return { AccountPreferences: set };
};

interface Tag {
  readonly TagKey: string;
  readonly TagValue: string;
}

function retag(
  call: Call,
  arn: string,
  change: (tags: ChannelConfiguration['tags']) => ChannelConfiguration['tags'],
) {
  const { scope, configuration } = configurationAt(call.tx, arn) ?? configurationNotFound(arn);
  const tags = change(configuration.tags);
  const { platform, name } = configuration;
  configurations.put(call.tx, scope, configurationKey(platform, name), { ...configuration, tags });
  return {};
}

export const tagResource: Handler<{ readonly ResourceARN: string; readonly Tags: readonly Tag[] }, object> = (
  { ResourceARN, Tags },
  call,
) =>
  retag(call, ResourceARN, (tags) => ({
    ...tags,
    ...Object.fromEntries(Tags.map(({ TagKey, TagValue }) => [TagKey, TagValue])),
  }));

export const untagResource: Handler<
  { readonly ResourceARN: string; readonly TagKeys: readonly string[] },
  object
> = ({ ResourceARN, TagKeys }, call) =>
  retag(call, ResourceARN, (tags) =>
    Object.fromEntries(Object.entries(tags).filter(([name]) => !TagKeys.includes(name))),
  );

export const listTagsForResource: Handler<{ readonly ResourceARN: string }, object> = (
  { ResourceARN },
  call,
) => {
  const { configuration } = configurationAt(call.tx, ResourceARN) ?? configurationNotFound(ResourceARN);
  return { Tags: Object.entries(configuration.tags).map(([TagKey, TagValue]) => ({ TagKey, TagValue })) };
};
