import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { conditionsHold, like } from './conditions.ts';

const context = new Map([
  ['sts:externalid', ['shop-7']],
  ['aws:principalarn', ['arn:aws:iam::111111111111:role/ci/deploy']],
  ['aws:tagkeys', ['team', 'stage']],
  ['aws:currenttime', ['2026-01-01T00:00:00Z']],
  ['aws:multifactorauthpresent', ['false']],
  ['aws:sourceip', ['192.0.2.17']],
]);

test('a statement counts when all its conditions hold', () => {
  const rows: readonly [conditions: Record<string, Record<string, unknown>>, holds: boolean][] = [
    [{}, true],
    [{ StringEquals: { 'sts:ExternalId': 'shop-7' } }, true],
    [{ StringEquals: { 'sts:ExternalId': ['a', 'shop-7'] } }, true],
    [{ StringEquals: { 'sts:ExternalId': 'Shop-7' } }, false],
    [{ StringEqualsIgnoreCase: { 'STS:EXTERNALID': 'Shop-7' } }, true],
    [{ StringNotEquals: { 'sts:ExternalId': ['a', 'shop-7'] } }, false],
    [{ StringNotEquals: { 'sts:SourceIdentity': 'a' } }, true],
    [{ StringEquals: { 'sts:SourceIdentity': 'a' } }, false],
    [{ StringEqualsIfExists: { 'sts:SourceIdentity': 'a' } }, true],
    [{ StringLike: { 'sts:ExternalId': 'shop-*' } }, true],
    [{ ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/ci/*' } }, true],
    [{ ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::222222222222:*' } }, false],
    [{ ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::222222222222:*' } }, true],
    [{ Null: { 'sts:ExternalId': 'false', 'sts:SourceIdentity': 'true' } }, true],
    [{ Bool: { 'aws:MultiFactorAuthPresent': 'true' } }, false],
    [{ 'ForAllValues:StringEquals': { 'aws:TagKeys': ['team'] } }, false],
    [{ 'ForAllValues:StringEquals': { 'aws:TagKeys': ['team', 'stage', 'x'] } }, true],
    [{ 'ForAnyValue:StringEquals': { 'aws:TagKeys': ['team'] } }, true],
    [{ DateGreaterThan: { 'aws:CurrentTime': '2025-12-31T00:00:00Z' } }, true],
    [{ DateLessThan: { 'aws:CurrentTime': '1700000000' } }, false],
    [{ IpAddress: { 'aws:SourceIp': ['10.0.0.0/8', '192.0.2.0/24'] } }, true],
    [{ IpAddress: { 'aws:SourceIp': '2001:db8::/32' } }, false],
    [{ NotIpAddress: { 'aws:SourceIp': '192.0.2.0/28' } }, true],
    [{ NotIpAddress: { 'aws:SourceIp': '192.0.2.17' } }, false],
    [{ ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/ci/${sts:ExternalId}' } }, false],
    [{ StringEquals: { 'sts:ExternalId': '${sts:ExternalId}' } }, true],
    [{ StringResembles: { 'sts:ExternalId': 'shop-7' } }, false],
    [{ constructor: { 'sts:ExternalId': 'shop-7' } }, false],
  ];
  for (const [conditions, holds] of rows)
    assert.equal(conditionsHold(conditions, context), holds, JSON.stringify(conditions));
});

test('for any text and pattern, wildcards mean what a regular expression would', () => {
  const words = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?', '.'), maxLength: 8 });
  const texts = fc.string({ unit: fc.constantFrom('a', 'b', '.'), maxLength: 8 });
  fc.assert(
    fc.property(texts, words, (text, pattern) => {
      const source = pattern.replaceAll('.', '\\.').replaceAll('*', '.*').replaceAll('?', '.');
      assert.equal(like(text, pattern), new RegExp(`^${source}$`).test(text));
    }),
  );
});
