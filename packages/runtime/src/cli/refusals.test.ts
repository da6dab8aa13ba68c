import assert from 'node:assert/strict';
import { test } from 'node:test';
import { refusalOf } from './refusals.ts';
import type { StartFlags } from './start.ts';

const flags: StartFlags = {
  port: '80',
  host: ['127.0.0.1'],
  data: '/srv/penstock',
  account: '000000000000',
  mailFrom: 'no-reply@penstock.invalid',
};
const failed = (members: object, words = 'it failed') => Object.assign(new Error(words), members);
const said = (error: unknown, other: Partial<StartFlags> = {}) =>
  refusalOf(error, { ...flags, ...other }).sentence;

test('a port is told of only where it was the port that was refused', () => {
  assert.match(said(failed({ syscall: 'listen', code: 'EACCES' })), /^Port 80 may not be used by you: /);
  assert.match(
    said(failed({ syscall: 'listen', code: 'EADDRINUSE' })),
    /^Port 80 is in use by another program\. /,
  );
  assert.match(said(failed({ syscall: 'mkdtemp', code: 'EACCES' })), /^No folder can be made in /);
  assert.throws(() => said(failed({ syscall: 'open', code: 'EACCES' })), /it failed/);
});

test('a full disk is told of by its folder, with what to do', () => {
  const full = /^Penstock does not start: there is no room left on the disk of \/srv\/penstock\. Make room, /;
  assert.match(said(failed({ errcode: 13 }, 'database or disk is full')), full);
  assert.match(said(failed({ code: 'ENOSPC' }, 'ENOSPC: no space left on device, write')), full);
});
