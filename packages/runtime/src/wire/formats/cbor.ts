import { cbor, dateToTag } from '@smithy/core/cbor';
import { assert } from '../../base/assert.ts';
import type { Shape } from '../schema/shape.ts';
import { isObject, put } from './json.ts';
import { dateOf } from './timestamp.ts';

/** The bytes of what `cborOf` made. */
export function encodedCbor(value: unknown): Uint8Array {
  return cbor.serialize(value);
}

/** Data for the encoder out of what a handler answered: times tagged, bytes as they are. */
export function cborOf(shape: Shape, value: unknown): unknown {
  switch (shape.kind) {
    case 'structure': {
      assert(isObject(value), 'a structure in an answer is an object');
      const structure: Record<string, unknown> = {};
      for (const { name, shape: inner } of shape.members)
        if (value[name] !== undefined && value[name] !== null) structure[name] = cborOf(inner, value[name]);
      return structure;
    }
    case 'list':
      assert(Array.isArray(value), 'a list in an answer is an array');
      return value.map((item) => cborOf(shape.item.shape, item));
    case 'map': {
      assert(isObject(value), 'a map in an answer is an object');
      const map: Record<string, unknown> = {};
      for (const key of Object.keys(value))
        if (value[key] !== undefined && value[key] !== null)
          put(map, key, cborOf(shape.value.shape, value[key]));
      return map;
    }
    case 'timestamp':
      return dateToTag(dateOf(value));
    case 'blob':
      assert(value instanceof Uint8Array, 'a blob in an answer is bytes');
      return value;
    case 'document':
      return value;
    default:
      assert(typeof value === shape.kind, `a ${shape.kind} in an answer is ${typeof value}`);
      return value;
  }
}
