import { AwsError } from '../base/aws-error.ts';
import { isBlobRange, isBlobRef } from '../base/blob.ts';
import { NotLoaded } from '../base/not-loaded.ts';
import type { Inputs } from '../dispatch/inputs.ts';
import type { LazyService } from '../dispatch/lazy-service.ts';
import { invalidInput } from './constraints/invalid-input.ts';
import { violationsOf } from './constraints/violation.ts';
import { isObject, mismatch, put } from './formats/json.ts';
import { tightened } from './tightened-input.ts';
import { fits } from './formats/scalar-text.ts';
import type { ServiceModels } from './schema/service-models.ts';
import type { Shape, StructureShape } from './schema/shape.ts';

/** Inputs of calls from inside, held against the schemas that calls from outside are read by. */
export class SchemaInputs implements Inputs {
  readonly #services: ReadonlyMap<string, LazyService>;
  readonly #models: ServiceModels;

  constructor(services: readonly LazyService[], models: ServiceModels) {
    this.#services = new Map(services.map((service) => [service.name, service]));
    this.#models = models;
  }

  read(name: string, operation: string, input: unknown, isLoose = false): unknown {
    const service = this.#services.get(name);
    if (!service || !Object.hasOwn(service.here.operations, operation)) return input; // AWS's own, without a schema.
    const model = this.#models.loaded(service);
    if (!model) throw new NotLoaded(`the schemas of ${name}`, this.#models.of(service));
    const known = model.operations.get(operation);
    if (!known) return input;
    const read = readInput(known.input, isLoose ? tightened(known.input, input) : input);
    const violations = violationsOf(known.input, read);
    if (violations.length > 0) throw invalidInput(model.protocol, known, violations);
    return read;
  }
}

/** A value is of another type than its member; the path grows on the way up. */
class Mismatch extends Error {
  readonly path: string[] = [];
}

function readInput(shape: StructureShape, input: unknown): object {
  try {
    return readPlain(shape, input) as object;
  } catch (error) {
    if (!(error instanceof Mismatch)) throw error;
    const place = error.path.reverse().join('.');
    throw new AwsError('SerializationException', place === '' ? error.message : `${place}: ${error.message}`);
  }
}

function readAt(step: string | number, shape: Shape, value: unknown, depth: number): unknown {
  try {
    return readPlain(shape, value, depth);
  } catch (error) {
    if (error instanceof Mismatch) error.path.push(String(step));
    throw error;
  }
}

/** Types nest no deeper than this; what is deeper is not meant well. */
const depthMax = 128;

/**
 * Reads plain data as a shape: known members, of the right types, nulls left out. Times and bytes stay in whatever
 * form the flow kept them.
 */
function readPlain(shape: Shape, value: unknown, depth = 0): unknown {
  if (depth > depthMax) throw new Mismatch('The input is nested too deeply');
  switch (shape.kind) {
    case 'structure':
      return isObject(value) ? readMembers(shape, value, depth) : refuse(value, 'structure');
    case 'list':
      if (!Array.isArray(value)) return refuse(value, 'list');
      return value.map((item: unknown, index) =>
        item === null ? null : readAt(index + 1, shape.item.shape, item, depth + 1),
      );
    case 'map':
      return isObject(value) ? readEntries(shape.value.shape, value, depth) : refuse(value, 'map');
    case 'string':
      return typeof value === 'string' ? value : refuse(value, 'String');
    case 'boolean':
      return typeof value === 'boolean' ? value : refuse(value, 'Boolean');
    case 'number':
      return typeof value === 'number' && fits(shape, value) ? value : refuse(value, numberNames[shape.type]);
    case 'blob':
      return isBytes(value) ? value : refuse(value, 'Blob');
    case 'timestamp':
      return isTime(value) ? value : refuse(value, 'Date');
    case 'document':
      return value;
  }
}

function readMembers(shape: StructureShape, value: Record<string, unknown>, depth: number): object {
  const structure: Record<string, unknown> = {};
  for (const name of Object.keys(value)) {
    const member = shape.byName.get(name);
    const inner = value[name];
    if (member && inner !== null && inner !== undefined)
      structure[name] = readAt(name, member.shape, inner, depth + 1);
  }
  return structure;
}

function readEntries(item: Shape, value: Record<string, unknown>, depth: number): object {
  const map: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    const inner = value[key];
    if (inner !== null && inner !== undefined) put(map, key, readAt(key, item, inner, depth + 1));
  }
  return map;
}

const numberNames = { integer: 'Integer', long: 'Long', float: 'Double', number: 'Number' } as const;

const isBytes = (value: unknown): boolean =>
  typeof value === 'string' || value instanceof Uint8Array || isBlobRef(value) || isBlobRange(value);

const isTime = (value: unknown): boolean =>
  typeof value === 'string' || typeof value === 'number' || value instanceof Date;

function refuse(value: unknown, wanted: string): never {
  throw new Mismatch(mismatch(value, wanted).message);
}
