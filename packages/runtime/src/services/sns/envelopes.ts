// What subscribers are sent: a letter to an addressee, in the form of each protocol. Pure: the same letter, signed
// with the same key, is the same bytes.

export interface MessageAttribute {
  readonly Type: string;
  /** Text, or base64 where Type is Binary. */
  readonly Value: string;
}

export interface Letter {
  readonly type: 'Notification' | 'SubscriptionConfirmation';
  readonly messageId: string;
  readonly topicArn: string;
  readonly subject?: string | undefined;
  readonly message: string;
  /** Epoch milliseconds. */
  readonly timestamp: number;
  readonly attributes: Readonly<Record<string, MessageAttribute>>;
  /** What confirms, in a SubscriptionConfirmation. */
  readonly token?: string;
  readonly group?: string | undefined;
  readonly deduplicationId?: string | undefined;
  /** Of a FIFO topic. */
  readonly sequenceNumber?: string | undefined;
}

export interface Addressee {
  readonly protocol: string;
  readonly endpoint: string;
  /** Undefined until it is confirmed. */
  readonly subscriptionArn?: string | undefined;
  readonly raw: boolean;
  /** Of an http endpoint, where its delivery policy says so. */
  readonly contentType?: string | undefined;
  /** What the house is reached by. */
  readonly house: string;
}

export interface Signature {
  readonly version: string;
  readonly signature: string;
  /** The file name of the certificate. */
  readonly certificate: string;
}

/** Whether a letter carries a signature, to this addressee. */
// AWS: unverified that letters of FIFO topics carry none; the developer guide's example shows one without.
export const isSigned = (letter: Letter, { protocol, raw }: Addressee): boolean =>
  protocol !== 'email' && letter.sequenceNumber === undefined && (!raw || letter.type !== 'Notification');

const timeOf = (letter: Letter): string => new Date(letter.timestamp).toISOString();

/** Whether links lead to a page that asks first, and not to the call itself: what reads mails follows links. */
const asksFirst = ({ protocol }: Addressee): boolean => protocol.startsWith('email');

function subscribeUrl({ topicArn, token = '' }: Letter, to: Addressee): string {
  if (!asksFirst(to)) return `${to.house}/?Action=ConfirmSubscription&TopicArn=${topicArn}&Token=${token}`;
  const asked = new URLSearchParams({ TopicArn: topicArn, Token: token, Endpoint: to.endpoint });
  return `${to.house}/confirmation.html?${asked}`;
}

function unsubscribeUrl(to: Addressee): string {
  const { subscriptionArn = '' } = to;
  if (!asksFirst(to)) return `${to.house}/?Action=Unsubscribe&SubscriptionArn=${subscriptionArn}`;
  const asked = new URLSearchParams({ SubscriptionArn: subscriptionArn, Endpoint: to.endpoint });
  return `${to.house}/unsubscribe.html?${asked}`;
}

/** The text whose signature a letter carries. */
// AWS: developer guide, "Verifying the signatures of Amazon SNS messages": names and values, each on a line, in order.
export function textToSign(letter: Letter, to: Addressee): string {
  const { type, message, messageId, subject, topicArn, token } = letter;
  const members =
    type === 'Notification'
      ? { Message: message, MessageId: messageId, Subject: subject, Timestamp: timeOf(letter) }
      : {
          Message: message,
          MessageId: messageId,
          SubscribeURL: subscribeUrl(letter, to),
          Timestamp: timeOf(letter),
          Token: token,
        };
  return Object.entries({ ...members, TopicArn: topicArn, Type: type })
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}\n${value}\n`)
    .join('');
}

// AWS: developer guide, "HTTP/HTTPS notification JSON format": the members, and their order.
export function envelope(letter: Letter, to: Addressee, signed: Signature | undefined): string {
  const { type, messageId, sequenceNumber, topicArn, subject, message, attributes, token } = letter;
  const confirms = type === 'SubscriptionConfirmation';
  return spelled({
    Type: type,
    MessageId: messageId,
    SequenceNumber: sequenceNumber,
    Token: token,
    TopicArn: topicArn,
    Subject: subject,
    Message: message,
    SubscribeURL: confirms ? subscribeUrl(letter, to) : undefined,
    Timestamp: timeOf(letter),
    SignatureVersion: signed?.version,
    Signature: signed?.signature,
    SigningCertURL: signed && `${to.house}/${signed.certificate}`,
    UnsubscribeURL: confirms ? undefined : unsubscribeUrl(to),
    MessageAttributes: Object.keys(attributes).length > 0 ? attributes : undefined,
  });
}

/** JSON as SNS spells it: two spaces, and a space on both sides of each colon. */
function spelled(members: Readonly<Record<string, unknown>>): string {
  const lines = Object.entries(members)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `  ${JSON.stringify(name)} : ${JSON.stringify(value)}`);
  return `{\n${lines.join(',\n')}\n}`;
}

export function httpHeaders(letter: Letter, to: Addressee): Record<string, string> {
  return {
    'content-type': to.contentType ?? 'text/plain; charset=UTF-8',
    'user-agent': 'Amazon Simple Notification Service Agent',
    'x-amz-sns-message-type': letter.type,
    'x-amz-sns-message-id': letter.messageId,
    'x-amz-sns-topic-arn': letter.topicArn,
    ...(to.subscriptionArn !== undefined && { 'x-amz-sns-subscription-arn': to.subscriptionArn }),
    ...(to.raw && letter.type === 'Notification' && { 'x-amz-sns-rawdelivery': 'true' }),
  };
}

/** The message itself, where it is delivered raw, and its envelope otherwise. */
export const bodyOf = (letter: Letter, to: Addressee, signed: Signature | undefined): string =>
  to.raw && letter.type === 'Notification' ? letter.message : envelope(letter, to, signed);

// AWS: Lambda developer guide, "Using Lambda with Amazon SNS".
export function lambdaEvent(letter: Letter, to: Addressee, signed: Signature | undefined): string {
  const { type, messageId, topicArn, subject = null, message, attributes } = letter;
  const Sns = {
    Type: type,
    MessageId: messageId,
    TopicArn: topicArn,
    Subject: subject,
    Message: message,
    Timestamp: timeOf(letter),
    SignatureVersion: signed?.version,
    Signature: signed?.signature,
    SigningCertUrl: signed && `${to.house}/${signed.certificate}`,
    UnsubscribeUrl: unsubscribeUrl(to),
    MessageAttributes: attributes,
  };
  const record = {
    EventSource: 'aws:sns',
    EventVersion: '1.0',
    EventSubscriptionArn: to.subscriptionArn,
    Sns,
  };
  return JSON.stringify({ Records: [record] });
}

/** A raw message's attributes, as SQS takes them. */
export function sqsAttributes({ attributes }: Letter): Record<string, object> {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, { Type, Value }]) => [
      name,
      Type.startsWith('Binary')
        ? { DataType: Type, BinaryValue: Value }
        : { DataType: Type, StringValue: Value },
    ]),
  );
}

/** A letter as a mail. */
// AWS: unverified: the sentences are those of the mails that people quote.
export function mailOf(
  letter: Letter,
  to: Addressee,
  signed: Signature | undefined,
): { readonly subject: string; readonly text: string } {
  if (letter.type === 'SubscriptionConfirmation') {
    const subject = 'AWS Notification - Subscription Confirmation';
    if (to.protocol === 'email-json') return { subject, text: envelope(letter, to, signed) };
    const text =
      `You have chosen to subscribe to the topic:\n${letter.topicArn}\n\n` +
      'To confirm this subscription, visit the link below (If this was in error no action is necessary):\n' +
      `${subscribeUrl(letter, to)}\n`;
    return { subject, text };
  }
  const subject = letter.subject ?? 'AWS Notification Message';
  if (to.protocol === 'email-json') return { subject, text: envelope(letter, to, signed) };
  const footer =
    'If you wish to stop receiving notifications from this topic, please visit the link below to unsubscribe:\n' +
    unsubscribeUrl(to);
  return { subject, text: `${letter.message}\n\n--\n${footer}\n` };
}
