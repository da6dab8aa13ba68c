import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { RegistryType, RegistryValue } from '../../base/registry-type.ts';
import type { Registry } from './registry.ts';

/** What looking types up promises. */
export function registryContract(name: string, open: () => Registry): void {
  const typesOf = async (...names: readonly string[]): Promise<Readonly<Record<string, RegistryType>>> =>
    (await open().perform({ type: 'registry.types', names })).types;

  describe(name, () => {
    test('a type tells its properties, what replaces it, its attributes and identifiers', async () => {
      const { 'AWS::SNS::Topic': topic } = await typesOf('AWS::SNS::Topic');
      assert.deepEqual(topic!.properties['TopicName'], { type: 'string', replaces: 'always' });
      assert.deepEqual(topic!.properties['Tags'], { type: { list: 'tag' } });
      assert.deepEqual(topic!.attributes, { TopicArn: 'string', TopicName: 'string' });
      assert.deepEqual(topic!.primaryIdentifier, ['TopicArn']);
      assert.deepEqual(topic!.tags, { property: 'Tags', variant: 'standard' });
      assert.equal(topic!.arnTemplate, 'arn:${Partition}:sns:${Region}:${Account}:${TopicName}');
    });

    test('names are told by how they begin, where they are asked for', async () => {
      const asked = { type: 'registry.types', names: [], beginning: 'AWS::SNS::' } as const;
      const { names = [] } = await open().perform(asked);
      assert.ok(names.includes('AWS::SNS::Topic') && names.every((each) => each.startsWith('AWS::SNS::')));
      assert.equal((await open().perform({ type: 'registry.types', names: [] })).names, undefined);
    });

    test('what properties are made of is told with the type', async () => {
      const { 'AWS::Lambda::Function': lambda } = await typesOf('AWS::Lambda::Function');
      assert.deepEqual(lambda!.properties['Code'], { type: { object: 'Code' }, required: true });
      assert.deepEqual(lambda!.definitions['Code']!['ZipFile'], { type: 'string' });
    });

    test('every object that a type names is among its definitions', async () => {
      const names = [
        'AWS::S3::Bucket',
        'AWS::WAFv2::WebACL',
        'AWS::ECS::Service',
        'AWS::CodePipeline::Pipeline',
      ];
      const types = await typesOf(...names);
      for (const type of Object.values(types))
        for (const properties of [type.properties, ...Object.values(type.definitions)])
          for (const property of Object.values(properties))
            for (const object of objectsOf(property.type)) assert.ok(type.definitions[object], object);
      assert.deepEqual(Object.keys(types), names);
    });

    test('a type that the registry has not is missing; one that templates have is there', async () => {
      const types = await typesOf('AWS::Nope::Nope', 'constructor', 'AWS::CDK::Metadata', 'AWS::SQS::Queue');
      assert.deepEqual(Object.keys(types), ['AWS::CDK::Metadata', 'AWS::SQS::Queue']);
    });
  });
}

function* objectsOf(value: RegistryValue): Generator<string> {
  if (typeof value === 'string') return;
  if ('object' in value) yield value.object;
  else if ('list' in value) yield* objectsOf(value.list);
  else if ('map' in value) yield* objectsOf(value.map);
  else for (const each of value.oneOf) yield* objectsOf(each);
}
