import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EffectRefusal } from '../../base/effects/effect.ts';
import { chatContract } from './chat.contract.ts';
import { LocalChat } from './chat.local.ts';
import { SimulatedChat } from './chat.simulated.ts';
import { SimulatedHttp } from '../http/http.simulated.ts';

const url = 'https://hooks.example.com/secret';
const channel = { platform: 'slack', team: 'T1', channel: 'C1', url } as const;

chatContract('chat', async () => {
  const http = new SimulatedHttp();
  return {
    chat: new LocalChat([channel], http, () => {}),
    async answers(how) {
      http.urlAnswers(url, { taken: 200, refused: 404, failing: 'TimedOut' }[how]);
    },
    posted: () => http.posts.map(({ body }) => body),
  };
});

chatContract('simulated chat', async () => {
  const chat = new SimulatedChat();
  chat.connect(channel);
  return {
    chat,
    async answers(how) {
      chat.tell(
        how === 'taken'
          ? ['takes', 'C1']
          : ['refuses', 'C1', how === 'refused' ? 'ChatRefused' : 'ChatFailed'],
      );
    },
    posted: () => (chat.tell(['channel', 'C1']) as object[]).map((post) => JSON.stringify(post)),
  };
});

test('a webhook is a secret: nothing that is said about it names it', async () => {
  const said: string[] = [];
  const http = new SimulatedHttp();
  http.urlAnswers(url, 'HostNotFound');
  const chat = new LocalChat([channel], http, (sentence) => said.push(sentence));
  const post = { type: 'chat.post', platform: 'slack', team: 'T1', channel: 'C1', body: '{}' } as const;
  const isQuiet = (error: unknown) => error instanceof EffectRefusal && !error.message.includes('secret');
  await assert.rejects(chat.perform(post, new AbortController().signal), isQuiet);
  assert.deepEqual(said, ['A message to slack was not posted: T1/C1: HostNotFound.']);
});
