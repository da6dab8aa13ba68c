import assert from 'node:assert/strict';
import { test } from 'node:test';
import { targetAnswer } from './answer.ts';

function told(answer: unknown, multiValueHeaders = false): string | undefined {
  const said = targetAnswer(JSON.stringify(answer), multiValueHeaders);
  if (!said) return undefined;
  const fields = said.fields.map(([name, value]) => `${name}=${value}`).join('&');
  return [said.status, said.reason ?? '-', fields, said.body.toString()].join(' ');
}

test('what a function says is its answer', () => {
  const headers = { 'Content-Type': 'text/html', 'X-Count': 3 };
  assert.equal(
    told({ statusCode: 200, statusDescription: '200 Fine', headers, body: 'hi' }),
    '200 Fine Content-Type=text/html&X-Count=3 hi',
  );
  assert.equal(
    told({ statusCode: 404, body: 'aGk=', isBase64Encoded: true }),
    '404 - Content-Type=application/octet-stream hi',
  );
  const multiValueHeaders = { 'Set-Cookie': ['a=1', 'b=2'] };
  assert.equal(
    told({ statusCode: 204, multiValueHeaders }, true),
    '204 - Content-Type=application/octet-stream&Set-Cookie=a=1&Set-Cookie=b=2 ',
  );
});

test('what is the load balancer’s to say is left out', () => {
  const headers = {
    'content-type': 'a/b',
    Connection: 'close',
    'Content-Length': '9',
    'X-Penstock-Failure': 'user',
  };
  assert.equal(told({ statusCode: 200, headers }), '200 - content-type=a/b ');
});

test('anything else is no answer', () => {
  const wrong = [
    null,
    'hi',
    [],
    { body: 'hi' },
    { statusCode: '200' },
    { statusCode: 99 },
    { statusCode: 600 },
    { statusCode: 200, headers: { 'x\r\ny': 'a' } },
    { statusCode: 200, headers: { x: 'a\r\ny: b' } },
    { statusCode: 200, headers: { x: ['a'] } },
    { statusCode: 200, body: { a: 1 } },
    { statusCode: 200, body: 'x'.repeat(1024 * 1024) },
  ];
  for (const answer of wrong) assert.equal(told(answer), undefined, JSON.stringify(answer).slice(0, 80));
  assert.equal(told({ statusCode: 200, multiValueHeaders: { x: 'a' } }, true), undefined);
  assert.equal(targetAnswer('{', false), undefined);
});
