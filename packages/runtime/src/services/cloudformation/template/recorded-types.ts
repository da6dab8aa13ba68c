import { own } from '../../../base/own.ts';
import type { RegistryType } from '../../../base/registry-type.ts';
import type { Had, Made, ResourceType, Wanted, Work } from '../../../dispatch/resource.ts';
import { Recording } from './recording.ts';
import type { Values } from './template.ts';

/**
 * A type that nothing here serves: it gets an id and attributes of the form that AWS would give, so that others
 * can refer to it, and nothing runs behind it.
 */
export function recordedType(type: RegistryType): ResourceType<Values> {
  return {
    typeName: type.name,
    create: (wanted) => atOnce(recorded(type, wanted)),
    update: (wanted, had) => atOnce(recordedAgain(type, wanted, had)),
    delete: () => atOnce(undefined),
  };
}

/** Work that asks for nothing. */
function* atOnce<Result>(result: Result): Work<Result> {
  yield* [];
  return result;
}

function recorded(type: RegistryType, wanted: Wanted<Values>): Made {
  const recording = new Recording(type, wanted);
  const attributes = Object.entries(type.attributes).map(
    ([name, value]) => [name, recording.attribute(name, value)] as const,
  );
  return { physicalId: recording.physicalId, attributes: Object.fromEntries(attributes) };
}

/** It stays who it was; attributes that tell a property tell what that is now. */
function recordedAgain(type: RegistryType, wanted: Wanted<Values>, had: Had<Values>): Made {
  const told = Object.keys(type.attributes).filter((name) => own(wanted.properties, name) !== undefined);
  const now = Object.fromEntries(told.map((name) => [name, wanted.properties[name]]));
  return { physicalId: had.physicalId, attributes: { ...had.attributes, ...now } };
}
