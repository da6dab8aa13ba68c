import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import type { Service } from '../../dispatch/service.ts';
import { ConstraintLibrary } from '../constraints/service-constraints.ts';
import { loadServiceModel, type ServiceModel } from './service-model.ts';
import type { Member, Shape } from './shape.ts';

const library = new ConstraintLibrary();
const services: readonly Required<Pick<Service, 'sdk' | 'model'>>[] = [
  { model: 'codestar-connections', sdk: () => import('@aws-sdk/client-codestar-connections') },
  { model: 'codepipeline', sdk: () => import('@aws-sdk/client-codepipeline') },
  { model: 'lambda', sdk: () => import('@aws-sdk/client-lambda') },
];

for (const { model, sdk } of services) {
  test(`the model of ${model} says what its client's schemas say`, async () => {
    const service: Service = { name: model, model, operations: {} };
    const [fromModel, fromSdk] = await Promise.all([
      loadServiceModel(service, library),
      loadServiceModel({ ...service, sdk }, library),
    ]);
    assert.equal(fromModel.protocol, fromSdk.protocol);
    if (fromSdk.protocol === 'aws-json') {
      assert.equal(fromModel.jsonVersion, fromSdk.jsonVersion);
      assert.ok(fromModel.targetPrefix.endsWith(fromSdk.targetPrefix), fromModel.targetPrefix);
    }
    const [ours, theirs] = [told(fromModel), told(fromSdk)];
    // The packages are not of one day: what only one of the two knows says nothing.
    const both = [...theirs].filter(([place]) => ours.has(place));
    assert.ok(both.length > theirs.size * 0.95, `${both.length} of ${theirs.size} places are known to both`);
    const differences = both.filter(([place, what]) => !isDeepStrictEqual(what, ours.get(place)));
    assert.deepEqual(differences, []);
  });
}

/** Every member of every input and output, by where it is: what kind it is of, and how it travels. */
function told(model: ServiceModel): Map<string, object> {
  const places = new Map<string, object>();
  const visit = (place: string, member: Member, depth = 0): void => {
    const { shape, required } = member;
    // XML's names and event streams are not for the protocols that carry JSON.
    const { xmlName: _, eventPayload: __, ...traits } = member.traits as Record<string, unknown>;
    places.set(place, { kind: shape.kind, traits, required });
    if (depth < 6) inner(shape).forEach((each) => visit(`${place}.${each.name}`, each, depth + 1));
  };
  for (const [name, operation] of model.operations) {
    const at = `${model.service.model} ${name}`;
    places.set(at, { http: operation.http });
    for (const side of ['input', 'output'] as const)
      operation[side].members.forEach((each) => visit(`${at} ${side} ${each.name}`, each));
  }
  // Models of the protocols without statuses of their own leave those of errors out.
  if (model.protocol === 'rest-json')
    for (const [name, { status }] of model.errors) places.set(`${model.service.model} ${name}`, { status });
  return places;
}

function inner(shape: Shape): readonly Member[] {
  switch (shape.kind) {
    case 'structure':
      return shape.members;
    case 'list':
      return [shape.item];
    case 'map':
      return [shape.key, shape.value];
    default:
      return [];
  }
}
