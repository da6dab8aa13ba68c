import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { EffectRefusal } from '../../base/effects/effect.ts';
import type { HttpPost } from '../../base/effects/http.ts';
import { refused } from '../blobs/blobs.contract.ts';
import type { Http } from './http.ts';

/** An endpoint somewhere, real or not. */
export interface HttpUnderTest {
  readonly http: Http;
  readonly url: string;
  /** Has it answer so: a status, or not at all. */
  answers(answer: number | 'silence' | 'gone'): Promise<void>;
  /** What has come. */
  received(): readonly { readonly body: string; readonly type: string | undefined }[];
}

/** What posting promises. */
export function httpContract(name: string, open: () => Promise<HttpUnderTest>): void {
  const post = (url: string, timeoutMs = 5000): HttpPost => ({
    type: 'http.post',
    url,
    headers: { 'content-type': 'text/plain; charset=UTF-8', 'x-amz-sns-message-type': 'Notification' },
    body: '{"Message":"ü"}',
    timeoutMs,
  });
  const signal = new AbortController().signal;

  describe(name, () => {
    test('an answer of any status is an outcome; a redirect is not followed', async () => {
      const { http, url, answers, received } = await open();
      for (const status of [200, 204, 302, 404, 503]) {
        await answers(status);
        assert.deepEqual(await http.perform(post(`${url}/${status}`), signal), { status });
      }
      assert.equal(received().length, 5);
      assert.deepEqual(received()[0], { body: '{"Message":"ü"}', type: 'text/plain; charset=UTF-8' });
    });

    test('who is silent, or not there, is refused and may be tried again', async () => {
      const { http, url, answers } = await open();
      await answers('silence');
      const again = (code: string) => (error: unknown) => {
        assert.ok(error instanceof EffectRefusal);
        assert.deepEqual([error.code, error.retryable], [code, true]);
        return true;
      };
      await assert.rejects(http.perform(post(url, 50), signal), again('TimedOut'));
      await answers('gone');
      await assert.rejects(http.perform(post(url), signal), again('ConnectionRefused'));
    });

    test('what is no http address is refused for good', async () => {
      const { http } = await open();
      for (const url of ['file:///etc/passwd', 'ftp://host/', 'example', 'http://'])
        await assert.rejects(http.perform(post(url), signal), refused('InvalidUrl'));
    });
  });
}
