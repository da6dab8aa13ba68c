import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ChatPost } from '../../base/effects/chat.ts';
import { EffectRefusal } from '../../base/effects/effect.ts';
import type { Chat } from './chat.ts';

/** A channel, real or not: `T1/C1` of Slack, which is connected. */
export interface ChatUnderTest {
  readonly chat: Chat;
  /** Has it answer so from now on. */
  answers(how: 'taken' | 'refused' | 'failing'): Promise<void>;
  posted(): readonly string[] | Promise<readonly string[]>;
}

/** What posting to a chat promises. */
export function chatContract(name: string, open: () => Promise<ChatUnderTest>): void {
  const post = (more: Partial<ChatPost> = {}): ChatPost => ({
    type: 'chat.post',
    platform: 'slack',
    team: 'T1',
    channel: 'C1',
    body: '{"text":"ü"}',
    ...more,
  });
  const signal = new AbortController().signal;
  const refusal = (code: string, retryable: boolean) => (error: unknown) => {
    assert.ok(error instanceof EffectRefusal);
    assert.deepEqual([error.code, error.retryable], [code, retryable]);
    return true;
  };

  describe(name, () => {
    test('what is posted arrives', async () => {
      const { chat, posted } = await open();
      await chat.perform(post(), signal);
      assert.deepEqual(await posted(), ['{"text":"ü"}']);
    });

    test('a channel that is not connected is refused for good', async () => {
      const { chat, posted } = await open();
      for (const other of [{ channel: 'C2' }, { team: 'T2' }, { platform: 'teams' as const }])
        await assert.rejects(chat.perform(post(other), signal), refusal('ChannelNotConnected', false));
      assert.deepEqual(await posted(), []);
    });

    test('what the chat does not take is refused for good, what fails may be tried again', async () => {
      const { chat, answers } = await open();
      await answers('refused');
      await assert.rejects(chat.perform(post(), signal), refusal('ChatRefused', false));
      await answers('failing');
      await assert.rejects(chat.perform(post(), signal), refusal('ChatFailed', true));
      await answers('taken');
      await chat.perform(post(), signal);
    });

    test('the teams that are connected are told without their webhooks', async () => {
      const { chat } = await open();
      const told = await chat.perform({ type: 'chat.teams' }, signal);
      assert.deepEqual(told, { teams: [{ platform: 'slack', team: 'T1' }] });
    });
  });
}
