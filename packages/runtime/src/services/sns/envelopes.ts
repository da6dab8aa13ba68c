// What SNS posts to an http endpoint: the envelope's members in AWS's order, and its headers.

/** The message as one subscriber gets it. */
export interface Posting {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface MessageAttribute {
  readonly Type: string;
  /** Text, or base64 where Type is Binary. */
  readonly Value: string;
}

export interface Message {
  readonly messageId: string;
  readonly topicArn: string;
  readonly subject?: string | undefined;
  readonly message: string;
  /** Epoch milliseconds. */
  readonly timestamp: number;
  readonly attributes: Readonly<Record<string, MessageAttribute>>;
}

// AWS: developer guide, "HTTP/HTTPS notification JSON format". Signatures are not made yet: README.md.
export function notification(
  message: Message,
  to: { readonly subscriptionArn: string; readonly endpoint: string; readonly raw: boolean },
): Posting {
  const { messageId, topicArn, subject, attributes } = message;
  const headers = headersOf('Notification', messageId, topicArn, to.subscriptionArn);
  if (to.raw) return { headers: { ...headers, 'x-amz-sns-rawdelivery': 'true' }, body: message.message };
  const body = envelope({
    Type: 'Notification',
    MessageId: messageId,
    TopicArn: topicArn,
    ...(subject !== undefined && { Subject: subject }),
    Message: message.message,
    Timestamp: new Date(message.timestamp).toISOString(),
    UnsubscribeURL: `${to.endpoint}/?Action=Unsubscribe&SubscriptionArn=${to.subscriptionArn}`,
    ...(Object.keys(attributes).length > 0 && { MessageAttributes: attributes }),
  });
  return { headers, body };
}

/** What asks an endpoint to confirm that it wants to be subscribed. */
export function subscriptionConfirmation(confirmation: {
  readonly messageId: string;
  readonly topicArn: string;
  readonly token: string;
  readonly timestamp: number;
  readonly endpoint: string;
}): Posting {
  const { messageId, topicArn, token, timestamp, endpoint } = confirmation;
  const body = envelope({
    Type: 'SubscriptionConfirmation',
    MessageId: messageId,
    Token: token,
    TopicArn: topicArn,
    Message:
      `You have chosen to subscribe to the topic ${topicArn}.\n` +
      'To confirm the subscription, visit the SubscribeURL included in this message.',
    SubscribeURL: `${endpoint}/?Action=ConfirmSubscription&TopicArn=${topicArn}&Token=${token}`,
    Timestamp: new Date(timestamp).toISOString(),
  });
  return { headers: headersOf('SubscriptionConfirmation', messageId, topicArn), body };
}

function headersOf(
  type: string,
  messageId: string,
  topicArn: string,
  subscriptionArn?: string,
): Record<string, string> {
  return {
    'content-type': 'text/plain; charset=UTF-8',
    'user-agent': 'Amazon Simple Notification Service Agent',
    'x-amz-sns-message-type': type,
    'x-amz-sns-message-id': messageId,
    'x-amz-sns-topic-arn': topicArn,
    ...(subscriptionArn !== undefined && { 'x-amz-sns-subscription-arn': subscriptionArn }),
  };
}

/** JSON as SNS spells it: two spaces, and a space on both sides of each colon. */
function envelope(members: Readonly<Record<string, unknown>>): string {
  const lines = Object.entries(members).map(
    ([name, value]) => `  ${JSON.stringify(name)} : ${JSON.stringify(value)}`,
  );
  return `{\n${lines.join(',\n')}\n}`;
}
