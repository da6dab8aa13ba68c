import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AwsError } from '../../base/aws-error.ts';
import { copyIf, readIf, type Conditions } from './conditions.ts';

const current = { etag: '"aa"', modifiedAt: 10_500 };
const at = (seconds: number) => new Date(seconds * 1000);

const rows: [Conditions, number][] = [
  [{}, 200],
  [{ IfMatch: '"aa"' }, 200],
  [{ IfMatch: '"bb"' }, 412],
  [{ IfMatch: '"bb", "aa"' }, 200],
  [{ IfMatch: '*' }, 200],
  [{ IfNoneMatch: '"aa"' }, 304],
  [{ IfNoneMatch: 'aa' }, 304],
  [{ IfNoneMatch: '"bb"' }, 200],
  [{ IfModifiedSince: at(10) }, 304],
  [{ IfModifiedSince: at(9) }, 200],
  [{ IfUnmodifiedSince: at(10) }, 200],
  [{ IfUnmodifiedSince: at(9) }, 412],
  [{ IfMatch: '"aa"', IfUnmodifiedSince: at(9) }, 200],
  [{ IfNoneMatch: '"aa"', IfModifiedSince: at(9) }, 304],
];

function statusOf(read: () => void): number {
  try {
    read();
    return 200;
  } catch (error) {
    if (error instanceof AwsError) return error.status;
    throw error;
  }
}

test('conditions of a read are judged in the order of RFC 9110', () => {
  for (const [conditions, status] of rows)
    assert.equal(
      statusOf(() => readIf(conditions, current)),
      status,
      JSON.stringify(conditions),
    );
});

test('a copy whose source does not fit is refused with 412', () => {
  for (const [conditions, status] of rows)
    assert.equal(
      statusOf(() => copyIf(conditions, current)),
      status === 304 ? 412 : status,
    );
});
