import assert from 'node:assert/strict';
import { test } from 'node:test';
import { targetEvent } from './event.ts';

const targetGroup = 'arn:aws:elasticloadbalancing:us-east-1:000000000000:targetgroup/lambda/1';
const request = {
  method: 'POST',
  url: '/a%20b?x=1&x=a%2Bb&flag',
  rawHeaders: [
    ...['Host', 'shop', 'X-Penstock-Target', 'e30=', 'Cookie', 'a=1', 'cookie', 'b=2', 'Content-Type'],
    ...['application/json', 'Transfer-Encoding', 'chunked'],
  ],
};

test('a request as a function gets it: the last value of what came twice, nothing decoded', () => {
  assert.deepEqual(targetEvent(request, Buffer.from('{"é":1}'), { targetGroup, multiValueHeaders: false }), {
    requestContext: { elb: { targetGroupArn: targetGroup } },
    httpMethod: 'POST',
    path: '/a%20b',
    queryStringParameters: { x: 'a%2Bb', flag: '' },
    headers: { host: 'shop', cookie: 'b=2', 'content-type': 'application/json' },
    body: '{"é":1}',
    isBase64Encoded: false,
  });
});

test('with multi-value headers, lists of all values', () => {
  const event = targetEvent(request, Buffer.alloc(0), { targetGroup, multiValueHeaders: true });
  assert.partialDeepStrictEqual(event, {
    multiValueQueryStringParameters: { x: ['1', 'a%2Bb'], flag: [''] },
    multiValueHeaders: { host: ['shop'], cookie: ['a=1', 'b=2'], 'content-type': ['application/json'] },
    body: '',
    isBase64Encoded: false,
  });
});

test('what is not text, or is encoded, comes in base64', () => {
  const bodyOf = (...rawHeaders: string[]) => {
    const given = { method: 'POST', url: '/', rawHeaders };
    const event = targetEvent(given, Buffer.from('hi'), { targetGroup, multiValueHeaders: false });
    return 'body' in event && event.body;
  };
  assert.equal(bodyOf('content-type', 'text/html; charset=utf-8'), 'hi');
  assert.equal(bodyOf('content-type', 'image/png'), 'aGk=');
  assert.equal(bodyOf('content-type', 'text/html', 'content-encoding', 'gzip'), 'aGk=');
  assert.equal(bodyOf(), 'aGk=');
});
