import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject } from '../language/json.ts';
import { httpCall } from './http.ts';

const asked = (parameters: JsonObject) =>
  httpCall(
    { account: '000000000000', region: 'us-east-1' },
    { ApiEndpoint: 'https://shop.example/', Method: 'GET', ...parameters },
  ).input as { readonly url: string; readonly headers: Readonly<Record<string, string>> };

test('a task that no endpoint can be asked fails its state', () => {
  assert.equal(asked({ Headers: { 'X-Order': [1, 'two'] } }).headers['x-order'], '1,two');
  const refused = (parameters: JsonObject, message: RegExp) =>
    assert.throws(() => asked(parameters), { error: 'States.Runtime', message });
  refused({ Method: 'B A D' }, /Method 'B A D'/);
  refused({ Method: 'CONNECT' }, /Method 'CONNECT'/);
  refused({ Headers: { 'x y': 'one' } }, /header 'x y'/);
  refused({ Headers: { 'x-order': 'one\r\ntwo' } }, /header 'x-order'/);
  refused({ Headers: { 'x-order': '☕' } }, /header 'x-order'/);
  refused({ ApiEndpoint: 'https://user:secret@shop.example/' }, /not a valid URL/);
  refused({ ApiEndpoint: 'ftp://shop.example/' }, /not a valid URL/);
});
