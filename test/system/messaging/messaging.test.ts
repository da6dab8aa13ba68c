import assert from 'node:assert/strict';
import { createHash, verify, X509Certificate } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { EventBridge } from '@aws-sdk/client-eventbridge';
import { SNS } from '@aws-sdk/client-sns';
import { SQS } from '@aws-sdk/client-sqs';
import aws4 from 'aws4';
import { startPenstock, type PenstockProcess } from '../../../scripts/penstock-process.ts';
import { openAwsCli } from '../drivers/aws-cli.ts';
import { openBoto3 } from '../drivers/boto3.ts';
import type { Driver } from '../drivers/driver.ts';
import { Browser, chromium } from './browser.ts';
import { MailServer } from './mail-server.ts';

const credentials = { accessKeyId: '000000000000', secretAccessKey: 'test' };
const region = 'eu-west-1';
const mail = new MailServer();
let penstock: PenstockProcess;
let sns: SNS;
let sqs: SQS;

before(async () => {
  const smtp = await mail.listen();
  penstock = await startPenstock(['--port', '0', '--quiet', '--smtp', smtp], () => undefined);
  const place = { endpoint: penstock.endpoint, region, credentials, maxAttempts: 1 };
  sns = new SNS(place);
  sqs = new SQS(place);
});
after(async () => {
  mail.close();
  await penstock.stop();
});

const arnOf = async (QueueUrl: string): Promise<string> =>
  (await sqs.getQueueAttributes({ QueueUrl, AttributeNames: ['QueueArn'] })).Attributes!['QueueArn']!;

test('the SDK, which verifies digests itself, waits for a message; who hangs up takes none', async () => {
  const { QueueUrl } = await sqs.createQueue({ QueueName: 'work' });
  const hangUp = new AbortController();
  const gone = sqs.receiveMessage({ QueueUrl, WaitTimeSeconds: 20 }, { abortSignal: hangUp.signal });
  await assert.rejects(async () => {
    setTimeout(() => hangUp.abort(), 300);
    await gone;
  }, /abort/i);
  const waiting = sqs.receiveMessage({ QueueUrl, WaitTimeSeconds: 20, MessageAttributeNames: ['All'] });
  const sent = await sqs.sendMessage({
    QueueUrl,
    MessageBody: 'Grüße',
    MessageAttributes: {
      colour: { DataType: 'String', StringValue: 'blue' },
      bytes: { DataType: 'Binary.png', BinaryValue: Buffer.from([0, 255]) },
    },
  });
  const { Messages } = await waiting;
  assert.equal(Messages![0]!.MessageId, sent.MessageId);
  assert.equal(Messages![0]!.MD5OfMessageAttributes, sent.MD5OfMessageAttributes);
  assert.deepEqual([...Messages![0]!.MessageAttributes!['bytes']!.BinaryValue!], [0, 255]);
  await sqs.deleteMessage({ QueueUrl, ReceiptHandle: Messages![0]!.ReceiptHandle! });
  await assert.rejects(
    sqs.getQueueUrl({ QueueName: 'nobody' }),
    (error: { name: string; Code?: string }) => error.name === 'QueueDoesNotExist',
  );
});

test('an older client is answered in the query protocol', async () => {
  const body = new URLSearchParams({
    Action: 'SendMessageBatch',
    Version: '2012-11-05',
    QueueUrl: `${penstock.endpoint}/000000000000/work`,
    'SendMessageBatchRequestEntry.1.Id': 'a',
    'SendMessageBatchRequestEntry.1.MessageBody': 'by form',
    'SendMessageBatchRequestEntry.1.MessageAttribute.1.Name': 'n',
    'SendMessageBatchRequestEntry.1.MessageAttribute.1.Value.DataType': 'Number',
    'SendMessageBatchRequestEntry.1.MessageAttribute.1.Value.StringValue': '7',
  }).toString();
  const { host } = new URL(penstock.endpoint);
  const headers = { 'content-type': 'application/x-www-form-urlencoded', host };
  const path = '/000000000000/work';
  const signed = aws4.sign(
    { method: 'POST', service: 'sqs', region, path, body, headers, host },
    credentials,
  );
  const answer = await fetch(`${penstock.endpoint}${path}`, {
    method: 'POST',
    body,
    headers: signed.headers as Record<string, string>,
  });
  const text = await answer.text();
  const md5 = createHash('md5').update('by form').digest('hex');
  assert.match(text, new RegExp(`<SendMessageBatchResultEntry><Id>a</Id>.*<MD5OfMessageBody>${md5}<`));
});

/** A FIFO topic to a FIFO queue, and a filter, by the calls of one client. */
async function fansOut(client: Driver, name: string): Promise<void> {
  const { TopicArn } = await client.call('sns', 'CreateTopic', {
    Name: `${name}.fifo`,
    Attributes: { FifoTopic: 'true', ContentBasedDeduplication: 'true' },
  });
  const statement = {
    Effect: 'Allow',
    Principal: { Service: 'sns.amazonaws.com' },
    Action: 'sqs:SendMessage',
    Resource: `arn:aws:sqs:${region}:000000000000:${name}.fifo`,
    Condition: { ArnEquals: { 'aws:SourceArn': TopicArn } },
  };
  const { QueueUrl } = await client.call('sqs', 'CreateQueue', {
    QueueName: `${name}.fifo`,
    Attributes: { FifoQueue: 'true', Policy: JSON.stringify({ Statement: statement }) },
  });
  await client.call('sns', 'Subscribe', {
    TopicArn,
    Protocol: 'sqs',
    Endpoint: await arnOf(QueueUrl),
    Attributes: { RawMessageDelivery: 'true', FilterPolicy: '{"state":[{"anything-but":"STARTED"}]}' },
  });
  const messages = [
    ['one', 'FAILED'],
    ['two', 'STARTED'],
    ['three', 'STOPPED'],
    ['one', 'FAILED'],
  ];
  await client.call('sns', 'PublishBatch', {
    TopicArn,
    PublishBatchRequestEntries: messages.map(([Message, state], index) => ({
      Id: `${index}`,
      Message,
      MessageGroupId: 'builds',
      MessageAttributes: { state: { DataType: 'String', StringValue: state } },
    })),
  });
  const received: string[] = [];
  while (received.length < 2) {
    const asked = { QueueUrl, WaitTimeSeconds: 10, MaxNumberOfMessages: 10, VisibilityTimeout: 0 };
    const { Messages = [] } = await client.call('sqs', 'ReceiveMessage', asked);
    received.splice(0, received.length, ...Messages.map(({ Body }: { Body: string }) => Body));
  }
  assert.deepEqual(received, ['one', 'three']);
}

for (const [name, open] of [
  ['boto3', openBoto3],
  ['cli', openAwsCli],
] as const)
  test(`${name}: a FIFO topic keeps its order, its duplicates and what is not wanted from a queue`, async (t) => {
    const client = await open({ endpoint: penstock.endpoint, region, credentials });
    if ('absent' in client) return t.skip(client.absent);
    try {
      await fansOut(client, name);
    } finally {
      client.close();
    }
  });

test('a rule tells a queue that lets it in, and another account sends to one whose policy names it', async () => {
  const place = { endpoint: penstock.endpoint, region, credentials, maxAttempts: 1 };
  const events = new EventBridge(place);
  const ruleArn = `arn:aws:events:${region}:000000000000:rule/orders`;
  const policy = (Principal: object, Condition?: object) =>
    JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal, Action: 'sqs:SendMessage', Resource: '*', Condition }],
    });
  const byRule = policy({ Service: 'events.amazonaws.com' }, { ArnEquals: { 'aws:SourceArn': ruleArn } });
  const { QueueUrl } = await sqs.createQueue({ QueueName: 'orders' });
  const dead = await sqs.createQueue({ QueueName: 'untold', Attributes: { Policy: byRule } });
  await events.putRule({ Name: 'orders', EventPattern: '{"source":["shop"]}' });
  const [Arn, deadArn] = [await arnOf(QueueUrl!), await arnOf(dead.QueueUrl!)];
  const Targets = [{ Id: 'queue', Arn, DeadLetterConfig: { Arn: deadArn } }];
  await events.putTargets({ Rule: 'orders', Targets });
  const put = () => events.putEvents({ Entries: [{ Source: 'shop', DetailType: 'Order', Detail: '{}' }] });
  const next = async (url: string) => {
    const asked = { QueueUrl: url, WaitTimeSeconds: 10, MessageAttributeNames: ['All'] };
    return (await sqs.receiveMessage(asked)).Messages![0]!;
  };
  await put();
  const { ERROR_MESSAGE: why } = (await next(dead.QueueUrl!)).MessageAttributes!;
  assert.match(
    why!.StringValue!,
    /not authorized to perform: sqs:sendmessage on resource: .*:orders because no /,
  );
  await sqs.setQueueAttributes({ QueueUrl, Attributes: { Policy: byRule } });
  await put();
  assert.match((await next(QueueUrl!)).Body!, /"detail-type":"Order"/);

  const other = new SQS({ ...place, credentials: { ...credentials, accessKeyId: '111111111111' } });
  const send = () => other.sendMessage({ QueueUrl, MessageBody: 'from afar' });
  await assert.rejects(send(), { name: 'AccessDenied' });
  const Policy = policy({ AWS: 'arn:aws:iam::111111111111:root' });
  await sqs.setQueueAttributes({ QueueUrl, Attributes: { Policy } });
  assert.ok((await send()).MessageId);
});

// AWS: developer guide, "Verifying the signatures of Amazon SNS messages", step by step.
async function verified(message: Record<string, string>): Promise<boolean> {
  const certificate = new X509Certificate(await (await fetch(message['SigningCertURL']!)).text());
  const names =
    message['Type'] === 'Notification'
      ? ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type']
      : ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'];
  const text = names
    .filter((name) => message[name] !== undefined)
    .map((name) => `${name}\n${message[name]}\n`)
    .join('');
  const algorithm = message['SignatureVersion'] === '2' ? 'RSA-SHA256' : 'RSA-SHA1';
  return verify(
    algorithm,
    Buffer.from(text),
    certificate.publicKey,
    Buffer.from(message['Signature']!, 'base64'),
  );
}

test('an http subscriber verifies what it is sent, in both versions of the signature', async () => {
  const posted: Record<string, string>[] = [];
  let wake = () => {};
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const piece of request) text += piece;
    posted.push(JSON.parse(text));
    response.end();
    wake();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const next = async () => {
    while (posted.length === 0) await new Promise<void>((resolve) => (wake = resolve));
    return posted.shift()!;
  };
  try {
    const { TopicArn } = await sns.createTopic({ Name: 'signed' });
    const Endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    await sns.subscribe({ TopicArn, Protocol: 'http', Endpoint });
    const asked = await next();
    assert.ok(await verified(asked));
    await fetch(asked['SubscribeURL']!);
    for (const [AttributeValue, Subject] of [
      ['1', 'Größe'.replace(/[^ -~]/g, '?')],
      ['2', undefined],
    ] as const) {
      await sns.setTopicAttributes({ TopicArn, AttributeName: 'SignatureVersion', AttributeValue });
      await sns.publish({ TopicArn, Message: 'Straße\n"x"', Subject });
      const told = await next();
      assert.equal(told['SignatureVersion'], AttributeValue);
      assert.ok(await verified(told));
      assert.ok(!(await verified({ ...told, Message: 'other' })));
    }
  } finally {
    server.close();
    server.closeAllConnections();
  }
});

test("a mail's links act on the page's button alone", async () => {
  const { TopicArn } = await sns.createTopic({ Name: 'mails' });
  await sns.subscribe({ TopicArn, Protocol: 'email', Endpoint: 'team@example.com' });
  const state = async () =>
    (await sns.listSubscriptionsByTopic({ TopicArn })).Subscriptions!.map((s) => s.SubscriptionArn);
  const link = (text: string, page: string) => new RegExp(`http://\\S+/${page}\\.html\\?\\S+`).exec(text)![0];
  const asked = await mail.next();
  assert.match(asked, /^To: team@example\.com$/m);
  const confirmation = link(asked, 'confirmation');
  assert.match(await (await fetch(confirmation)).text(), /<button>Confirm subscription<\/button>/);
  assert.deepEqual(await state(), ['PendingConfirmation']);
  const foreign = await fetch(confirmation, { method: 'POST', headers: { origin: 'http://elsewhere' } });
  assert.equal(foreign.status, 403);
  assert.match(await (await fetch(confirmation, { method: 'POST' })).text(), /Subscription confirmed!/);
  await sns.publish({ TopicArn, Subject: 'Build failed', Message: 'Look at it.' });
  const told = await mail.next();
  assert.match(told, /^Subject: Build failed$/m);
  assert.match(told, /^Look at it\.$/m);
  const unsubscribe = link(told, 'unsubscribe');
  await fetch(unsubscribe);
  assert.equal((await state()).length, 1);
  assert.match(await (await fetch(unsubscribe, { method: 'POST' })).text(), /Subscription removed!/);
  assert.deepEqual(await state(), []);
});

test("a mail's links act by a real browser", async (t) => {
  const program = chromium();
  if (program === undefined) return t.skip('There is no Chromium on this machine.');
  const browser = new Browser(program);
  t.after(() => browser.close());
  const { TopicArn } = await sns.createTopic({ Name: 'browsed' });
  await sns.subscribe({ TopicArn, Protocol: 'email', Endpoint: 'reader@example.com' });
  const [page] = /http:\/\/\S+\/confirmation\.html\?\S+/.exec(await mail.next())!;
  assert.match(await browser.press(page!), /Subscription confirmed!/);
  const { Subscriptions } = await sns.listSubscriptionsByTopic({ TopicArn });
  assert.match(Subscriptions![0]!.SubscriptionArn!, /^arn:/);
});
