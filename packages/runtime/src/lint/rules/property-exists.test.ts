import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RegistryType } from '../../base/registry-type.ts';
import { lint, typesNamed } from '../index.ts';

const bucket: RegistryType = {
  name: 'AWS::S3::Bucket',
  properties: {
    BucketName: { type: 'string' },
    Encryption: { type: { list: { object: 'Rule' } } },
    Policy: { type: 'json' },
    Names: { type: { map: { object: 'Rule' } } },
    Either: { type: { oneOf: ['string', { object: 'Rule' }] } },
    Tags: { type: { list: 'tag' } },
  },
  definitions: { Rule: { KMSMasterKeyID: { type: 'string' }, SSEAlgorithm: { type: 'string' } } },
  attributes: {},
  primaryIdentifier: ['BucketName'],
};

/** What is said of a bucket with one property, on its sixth line. */
function said(property: string): string[] {
  const head =
    'Parameters: { K: { Type: String } }\nResources:\n  B:\n    Type: AWS::S3::Bucket\n    Properties:\n';
  const text = `${head}      ${property}\n`;
  const { findings } = lint({
    sources: [{ name: 'template.yaml', text }],
    types: { 'AWS::S3::Bucket': bucket },
  });
  return findings.map(({ rule, place, fix }) => `${rule.id} ${place.line} ${fix}`);
}

const rows: readonly (readonly [property: string, ...said: string[]])[] = [
  ['BucketName: !Ref K'],
  ['bucketName: a', 'property-exists 6 Did you mean BucketName?'],
  ['BuketName: a', 'property-exists 6 Did you mean BucketName?'],
  ['BucketNmae: a', 'property-exists 6 Did you mean BucketName?'],
  ['Versioning: a', 'property-exists 6 There is BucketName, Either, Encryption, Names, Policy and Tags.'],
  ['Encryption: [{ KMSMasterKeyId: a }]', 'property-exists 6 Did you mean KMSMasterKeyID?'],
  ['Encryption: [!If [C, { KMSMasterKeyID: a }, { SSEAlgorithm: a }]]'],
  ['Names: { any: { SSEAlgoritm: a } }', 'property-exists 6 Did you mean SSEAlgorithm?'],
  ['Policy: { Anything: { goes: 1 } }'],
  ['Either: text'],
  ['Either: { Ssealgorithm: a }', 'property-exists 6 Did you mean SSEAlgorithm?'],
  ['Tags: [{ Key: a, Value: b }]'],
  ['Tags: [{ Key: a, value: b }]', 'property-exists 6 Did you mean Value?'],
  ['Fn::Transform: { Name: AWS::Include }'],
];

for (const [property, ...expected] of rows)
  test(`property-exists: ${property}`, () => assert.deepEqual(said(property), expected));

test('what is not known of is not judged', () => {
  const text = 'Resources: { B: { Type: AWS::S3::Bucket, Properties: { Any: 1 } } }';
  assert.deepEqual(lint({ sources: [{ name: 'a.yaml', text }] }).findings, []);
  assert.deepEqual(typesNamed({ sources: [{ name: 'a.yaml', text }] }), ['AWS::S3::Bucket']);
});
