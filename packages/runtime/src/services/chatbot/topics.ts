import { parseArn } from '../../base/arn.ts';
import { AwsError } from '../../base/aws-error.ts';
import type { Call } from '../../dispatch/service.ts';
import { invalidRequest } from './errors.ts';
import { configurations, globally } from './records.ts';

/** AWS: user guide: the endpoint that topics are subscribed to; here SNS asks this service itself. */
const Endpoint = 'https://global.sns-api.chatbot.amazonaws.com';

/** Subscribes to the topics that a channel hears from now on, and leaves those that none does any more. */
export function hearTopics(call: Call, before: readonly string[], after: readonly string[]): void {
  for (const TopicArn of after.filter((topic) => !before.includes(topic))) subscribe(call, TopicArn);
  const heard = new Set(configurations.list(call.tx, globally(call)).flatMap(({ topics }) => topics));
  for (const TopicArn of before.filter((topic) => !heard.has(topic)))
    call.forward('sns', 'LeaveTopic', { TopicArn, Endpoint }, regionOf(TopicArn));
}

/** What SNS refuses is a request that cannot be served. */
function subscribe(call: Call, TopicArn: string): void {
  try {
    call.forward('sns', 'Subscribe', { TopicArn, Protocol: 'https', Endpoint }, regionOf(TopicArn));
  } catch (error) {
    if (error instanceof AwsError) invalidRequest(error.message);
    throw error;
  }
}

const regionOf = (topic: string): string | undefined => parseArn(topic)?.region;
