import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ownHeader, proxyHeader } from './proxy-protocol.ts';

test('a header names both ends of a connection', () => {
  const header = proxyHeader({ address: '127.0.0.9', port: 40_000 }, { address: '127.77.0.1', port: 443 });
  const expected = '0d0a0d0a000d0a515549540a 21 11 000c 7f000009 7f4d0001 9c40 01bb';
  assert.equal(header.toString('hex'), expected.replaceAll(' ', ''));
});

test('a header of the load balancer’s own names nobody', () => {
  assert.equal(ownHeader.toString('hex'), '0d0a0d0a000d0a515549540a20000000');
});
