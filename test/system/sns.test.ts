import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, get, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { SNS } from '@aws-sdk/client-sns';
import { startPenstock, type PenstockProcess } from '../../scripts/penstock-process.ts';

interface Posted {
  readonly Type: string;
  readonly Message: string;
  readonly SubscribeURL: string;
  readonly UnsubscribeURL: string;
}

const folder = mkdtempSync(path.join(tmpdir(), 'penstock-sns-'));
let penstock: PenstockProcess;
let sns: SNS;
let topic: string;

before(async () => {
  penstock = await startPenstock(['--port', '0', '--data', folder, '--quiet'], () => undefined);
  const credentials = { accessKeyId: '000000000000', secretAccessKey: 'test' };
  // The region is not the one of callers that name none: the ARNs must tell.
  sns = new SNS({ endpoint: penstock.endpoint, region: 'eu-west-1', credentials, maxAttempts: 1 });
  topic = (await sns.createTopic({ Name: 'news' })).TopicArn!;
});
after(async () => {
  await penstock.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Somebody who has an endpoint and no credentials. */
class Subscriber {
  readonly #server: Server;
  readonly #posted: Posted[] = [];
  #wake: () => void = () => undefined;

  constructor() {
    this.#server = createServer(async (request, response) => {
      let text = '';
      for await (const piece of request) text += piece;
      this.#posted.push(JSON.parse(text));
      response.end();
      this.#wake();
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  async next(): Promise<Posted> {
    while (this.#posted.length === 0) await new Promise<void>((resolve) => (this.#wake = resolve));
    return this.#posted.shift()!;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}

async function subscriber(run: (subscriber: Subscriber) => Promise<void>): Promise<void> {
  const subscriber = new Subscriber();
  await sns.subscribe({ TopicArn: topic, Protocol: 'http', Endpoint: await subscriber.listen() });
  try {
    await run(subscriber);
  } finally {
    subscriber.close();
  }
}

const subscriptionsLeft = async () =>
  (await sns.listSubscriptionsByTopic({ TopicArn: topic })).Subscriptions?.length;

test('who fetches the SubscribeURL is sent messages, until they fetch the UnsubscribeURL', () =>
  subscriber(async (endpoint) => {
    const asked = await endpoint.next();
    assert.equal(asked.Type, 'SubscriptionConfirmation');
    const confirmed = await fetch(asked.SubscribeURL);
    assert.equal(confirmed.status, 200);
    assert.match(
      await confirmed.text(),
      /<SubscriptionArn>arn:aws:sns:eu-west-1:000000000000:news:[0-9a-f-]+</,
    );

    await sns.publish({ TopicArn: topic, Message: 'the first' });
    const told = await endpoint.next();
    assert.equal(told.Message, 'the first');

    const left = await fetch(told.UnsubscribeURL);
    assert.equal(left.status, 200);
    assert.match(await left.text(), /<UnsubscribeResponse /);
    assert.equal(await subscriptionsLeft(), 0);
  }));

test('a form posted without a signature confirms as well; another token does not', () =>
  subscriber(async (endpoint) => {
    const { search } = new URL((await endpoint.next()).SubscribeURL);
    const body = new URLSearchParams(search);
    assert.equal((await fetch(penstock.endpoint, { method: 'POST', body })).status, 200);
    body.set('Token', 'f'.repeat(64));
    const refused = await fetch(penstock.endpoint, { method: 'POST', body });
    assert.equal(refused.status, 400);
    assert.match(await refused.text(), /<Code>InvalidParameter<\/Code><Message>Invalid parameter: Token</);
    const { Subscriptions } = await sns.listSubscriptionsByTopic({ TopicArn: topic });
    await sns.unsubscribe({ SubscriptionArn: Subscriptions![0]!.SubscriptionArn });
  }));

test('a subscription that demands a signature to be ended is ended with one only', () =>
  subscriber(async (endpoint) => {
    const { SubscribeURL } = await endpoint.next();
    const unsigned = await fetch(`${SubscribeURL}&AuthenticateOnUnsubscribe=true`);
    assert.equal(unsigned.status, 403);
    const { SubscriptionArn } = await sns.confirmSubscription({
      TopicArn: topic,
      Token: new URL(SubscribeURL).searchParams.get('Token')!,
      AuthenticateOnUnsubscribe: 'true',
    });
    await sns.publish({ TopicArn: topic, Message: 'stay' });
    const refused = await fetch((await endpoint.next()).UnsubscribeURL);
    assert.equal(refused.status, 403);
    assert.match(await refused.text(), /<Code>AuthorizationError</);
    assert.equal(await subscriptionsLeft(), 1);
    await sns.unsubscribe({ SubscriptionArn });
    assert.equal(await subscriptionsLeft(), 0);
  }));

test('other calls without a signature are refused', async () => {
  const refused = await fetch(`${penstock.endpoint}/?Action=ListTopics`);
  assert.equal(refused.status, 403);
  assert.match(await refused.text(), /<Code>MissingAuthenticationToken</);
});

type Validate = (message: object, told: (error: Error | null) => void) => void;

test('sns-validator accepts what is posted, signed by either version, and nothing that was changed', async (t) => {
  const load = createRequire(import.meta.url);
  const Validator = load('sns-validator') as new (host: RegExp) => { validate: Validate };
  // It fetches certificates by https alone; this house is reached by http.
  const https = load('node:https') as { get: unknown };
  const before = https.get;
  https.get = (url: string, ...more: []) => get(url.replace('https:', 'http:'), ...more);
  t.after(() => (https.get = before));
  const validator = new Validator(/^127\.0\.0\.1:\d+$/);
  const accepted = ({ ...message }: Posted & { readonly SigningCertURL?: string }, changed = {}) => {
    const SigningCertURL = message.SigningCertURL!.replace('http:', 'https:');
    return new Promise<boolean>((resolve) =>
      validator.validate({ ...message, SigningCertURL, ...changed }, (error) => resolve(error === null)),
    );
  };
  await subscriber(async (endpoint) => {
    const asked = await endpoint.next();
    assert.ok(await accepted(asked));
    await fetch(asked.SubscribeURL);
    for (const version of ['1', '2']) {
      const AttributeName = 'SignatureVersion';
      await sns.setTopicAttributes({ TopicArn: topic, AttributeName, AttributeValue: version });
      await sns.publish({ TopicArn: topic, Subject: 'Signed', Message: '{"a":"line\nline"}' });
      const told = await endpoint.next();
      assert.equal((told as { SignatureVersion?: string }).SignatureVersion, version);
      assert.ok(await accepted(told), `version ${version}`);
      assert.equal(await accepted(told, { Message: 'other' }), false);
    }
    await fetch(
      (await sns.publish({ TopicArn: topic, Message: 'bye' }), (await endpoint.next()).UnsubscribeURL),
    );
  });
});
