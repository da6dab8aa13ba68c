import { test } from 'node:test';
import assert from 'node:assert/strict';
import { readSelection } from './system-fields.ts';

const here = { '@aws.account': '111111111111', '@aws.region': 'us-east-1' };

const selections: Readonly<Record<string, boolean>> = {
  '@aws.region = "us-east-1"': true,
  '@aws.region="us-west-2"': false,
  '@aws.region != "us-west-2"': true,
  '@aws.account IN ["222222222222", "111111111111"]': true,
  '@aws.account NOT IN ["111111111111"]': false,
  '@aws.account = "2" AND @aws.region = "us-east-1" OR @aws.region = "us-east-1"': true,
  '@aws.account = "2" AND (@aws.region = "us-east-1" OR @aws.region = "us-east-1")': false,
};

for (const [text, isTrue] of Object.entries(selections))
  test(`${text} is ${isTrue}`, () => assert.equal(readSelection(text)?.(here), isTrue));

const nonsense = [
  '',
  'x',
  '@aws.zone = "a"',
  '@aws.region',
  '@aws.region = us-east-1',
  '@aws.region NOT "a"',
  '@aws.region = "a" AND',
  '@aws.region != IN ["a"]',
  '@aws.region IN "a"',
  '@aws.region IN ["a"',
  '@aws.region IN []',
  '(@aws.region = "a"',
  '@aws.region = "a" @aws.region = "b"',
];

for (const text of nonsense)
  test(`${text || 'nothing'} selects nothing that can be told`, () =>
    assert.equal(readSelection(text), undefined));
