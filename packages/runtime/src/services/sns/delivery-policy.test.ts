import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  defaultRetryPolicy,
  mailPolicy,
  ownServicesPolicy,
  retryDelay,
  retryPolicyOf,
  type RetryPolicy,
} from './delivery-policy.ts';

const retryDelays = (policy: RetryPolicy): number[] =>
  Array.from({ length: policy.numRetries }, (_, retry) => retryDelay(policy, retry)!);

test('an endpoint that says nothing is tried three times more, 20 seconds apart', () => {
  assert.deepEqual(retryDelays(retryPolicyOf(undefined, undefined)), [20, 20, 20]);
});

test('a delivery policy goes through its four phases', () => {
  const policy = {
    ...defaultRetryPolicy,
    minDelayTarget: 10,
    maxDelayTarget: 40,
    numRetries: 9,
    numNoDelayRetries: 2,
    numMinDelayRetries: 1,
    numMaxDelayRetries: 2,
  };
  assert.deepEqual(retryDelays(policy), [0, 0, 10, 10, 20, 30, 40, 40, 40]);
});

for (const backoffFunction of ['linear', 'arithmetic', 'geometric', 'exponential']) {
  test(`a ${backoffFunction} backoff never shortens and ends at the longest delay`, () => {
    const policy = { ...defaultRetryPolicy, minDelayTarget: 1, maxDelayTarget: 60, numRetries: 10 };
    const delays = retryDelays({ ...policy, backoffFunction });
    assert.deepEqual([delays[0], delays.at(-1)], [1, 60]);
    assert.deepEqual(
      [...delays].sort((a, b) => a - b),
      delays,
    );
  });
}

test("a subscription's policy goes before its topic's, unless the topic forbids it", () => {
  const topic = (disableSubscriptionOverrides: boolean) =>
    JSON.stringify({ http: { defaultHealthyRetryPolicy: { numRetries: 1 }, disableSubscriptionOverrides } });
  const subscription = JSON.stringify({ healthyRetryPolicy: { numRetries: 2 } });
  assert.equal(retryPolicyOf(topic(false), subscription).numRetries, 2);
  assert.equal(retryPolicyOf(topic(true), subscription).numRetries, 1);
});

test('a policy whose phases are more than its retries is refused', () => {
  const policy = JSON.stringify({ healthyRetryPolicy: { numRetries: 1, numNoDelayRetries: 2 } });
  assert.throws(() => retryPolicyOf(undefined, policy), { name: 'InvalidParameterException' });
});

test("AWS's own services are tried for 23 days, mail servers for six hours", () => {
  const days = (policy: RetryPolicy) => retryDelays(policy).reduce((sum, delay) => sum + delay, 0) / 86_400;
  assert.deepEqual(retryDelays(ownServicesPolicy).slice(0, 6), [0, 0, 0, 1, 1, 1]);
  assert.equal(Math.round(days(ownServicesPolicy)), 23);
  assert.equal(Math.round(days(mailPolicy) * 24), 7);
  assert.equal(retryDelay(mailPolicy, 50), undefined);
});
