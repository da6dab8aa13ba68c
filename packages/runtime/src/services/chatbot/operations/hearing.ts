import { flowId, type Call, type Handler } from '../../../dispatch/service.ts';
import { invalidRequest } from '../errors.ts';
import { postFlow, type Post } from '../flow/post.ts';
import {
  configurationArn,
  configurationAt,
  configurations,
  globally,
  type ChannelConfiguration,
} from '../records.ts';
import { noticeOf } from '../wording/reading.ts';

/** The house's own, asked by a topic: starts telling the channels that hear it. */
export const hear: Handler<{ readonly topicArn: string; readonly message: string }, object> = (
  { topicArn, message },
  call,
) => {
  for (const configuration of configurations.list(call.tx, globally(call)))
    if (configuration.topics.includes(topicArn)) tell(call, configuration, message);
  return {};
};

/** The house's own, asked by a notification: starts telling one channel. */
export const deliver: Handler<{ readonly configuration: string; readonly message: string }, object> = (
  { configuration: arn, message },
  call,
) => {
  const found = configurationAt(call.tx, arn) ?? invalidRequest(`There is no configuration ${arn}.`);
  tell(call, found.configuration, message);
  return {};
};

function tell(call: Call, configuration: ChannelConfiguration, message: string): void {
  const notice = noticeOf(message);
  if (!notice) return;
  const { account, region } = call;
  const { platform, team, channel, roleArn } = configuration;
  const post: Post = { account, region, platform, team, channel, roleArn, notice };
  const id = `${call.effectId ?? call.ids.uuid()}:${configurationArn(call, configuration)}`;
  call.flows.start(postFlow.kind, flowId(postFlow.kind, call, id), post);
}
