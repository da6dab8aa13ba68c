import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NotLoaded } from '../base/not-loaded.ts';
import { LazyService } from '../dispatch/lazy-service.ts';
import { ServiceModels } from './schema/service-models.ts';
import { SchemaInputs } from './schema-inputs.ts';

const answers = () => ({});
const ecs = LazyService.of({
  name: 'ecs',
  sdk: () => import('@aws-sdk/client-ecs'),
  model: 'ecs',
  operations: { RegisterTaskDefinition: answers },
  inside: { SomethingOfOurOwn: answers },
});
const models = new ServiceModels();
const inputs = new SchemaInputs([ecs], models);
const read = (input: unknown, operation = 'RegisterTaskDefinition') => inputs.read('ecs', operation, input);

test('the first input of a service waits for its schemas', async () => {
  const missing = (error: unknown) => error instanceof NotLoaded;
  assert.throws(() => read({}), missing);
  await models.of(ecs);
  assert.doesNotThrow(() => read({ family: 'web', containerDefinitions: [] }));
});

test('what somebody wrote in a file is read as a request is', async () => {
  await models.of(ecs);
  const web = { name: 'web', image: 'shop:1' };
  const written = { family: 'web', containerDefinitions: [{ ...web, command: null, foo: 1 }], bar: [] };
  assert.deepEqual(read(written), { family: 'web', containerDefinitions: [web] });
  const refused: readonly (readonly [input: unknown, name: string, message: RegExp])[] = [
    [[], 'SerializationException', /Start of list/],
    ['text', 'SerializationException', /Expected structure/],
    [{ family: 7, containerDefinitions: [] }, 'SerializationException', /NUMBER_VALUE .* a String/],
    [{ family: 'web', containerDefinitions: 'web' }, 'SerializationException', /Expected list/],
    [{ family: 'web', containerDefinitions: [{ cpu: '256' }] }, 'SerializationException', /an Integer/],
    [{ family: 'web', containerDefinitions: [{ essential: 'yes' }] }, 'SerializationException', /a Boolean/],
    [{ family: 'web' }, 'InvalidParameterException', /'containerDefinitions' .* must not be null/],
    [
      { family: 'web', containerDefinitions: [], networkMode: 'wifi' },
      'InvalidParameterException',
      /'networkMode' .* enum value set/,
    ],
  ];
  for (const [input, name, message] of refused) {
    assert.throws(() => read(input), { name, message }, JSON.stringify(input));
  }
});

test('what is written loosely is read for what it stands for', async () => {
  await models.of(ecs);
  const written = {
    family: 7,
    containerDefinitions: [{ name: 'web', cpu: '256', essential: 'true', dockerLabels: { a: true } }],
  };
  assert.deepEqual(inputs.read('ecs', 'RegisterTaskDefinition', written, true), {
    family: '7',
    containerDefinitions: [{ name: 'web', cpu: 256, essential: true, dockerLabels: { a: 'true' } }],
  });
  const refused = { family: 'web', containerDefinitions: [{ cpu: 'many', essential: 'yes' }] };
  assert.throws(() => inputs.read('ecs', 'RegisterTaskDefinition', refused, true), /an Integer/);
});

test('an operation that only the house knows is given what it is given', async () => {
  await models.of(ecs);
  assert.deepEqual(read({ anything: 1 }, 'SomethingOfOurOwn'), { anything: 1 });
});
