import { NormalizedSchema } from '@smithy/core/schema';
import { assert } from '../../base/assert.ts';
import { patternTest } from '../constraints/pattern.ts';
import type { ModelShape } from '../constraints/service-constraints.ts';
import {
  emptyStructure,
  type Limits,
  type Member,
  type Shape,
  type StructureShape,
  type TimestampFormat,
  type Traits,
} from './shape.ts';

/** Simple types as the SDK numbers them. */
const timestampFormats: Readonly<Record<number, TimestampFormat | undefined>> = {
  4: undefined,
  5: 'date-time',
  6: 'http-date',
  7: 'epoch-seconds',
};

/**
 * Turns the SDK's schemas, joined with the constraints of the same service's model, into shapes: once for each, so
 * that no request walks a schema. The two agree in the names of operations and members, not always of shapes.
 */
export class ShapeCompiler {
  readonly #constraints: Readonly<Record<string, ModelShape>>;
  readonly #known = new Map<unknown, Map<string, Shape>>();

  constructor(constraints: Readonly<Record<string, ModelShape>>) {
    this.#constraints = constraints;
  }

  structure(schema: unknown, modelName = ''): StructureShape {
    const normalized = NormalizedSchema.of(schema as never);
    if (normalized.isUnitSchema()) return emptyStructure;
    const shape = this.#shape(normalized, modelName);
    assert(shape.kind === 'structure', `${normalized.getName()} is a structure`);
    return shape;
  }

  #shape(schema: NormalizedSchema, modelName: string): Shape {
    const raw: unknown = schema.getSchema();
    const key = Array.isArray(raw) ? raw : `${String(raw)}${schema.isStreaming() ? ' streaming' : ''}`;
    let byModel = this.#known.get(key);
    if (!byModel) this.#known.set(key, (byModel = new Map()));
    const known = byModel.get(modelName);
    if (known) return known;
    if (schema.isStructSchema()) return this.#structure(schema, modelName, byModel);
    const shape = this.#plain(schema, this.#constraints[modelName]);
    byModel.set(modelName, shape);
    return shape;
  }

  #plain(schema: NormalizedSchema, model: ModelShape | undefined): Shape {
    const limits: Limits = {
      ...(model?.min !== undefined && { min: model.min }),
      ...(model?.max !== undefined && { max: model.max }),
    };
    if (schema.isListSchema())
      return { kind: 'list', ...limits, item: this.#inner(schema.getValueSchema(), 'member', model?.member) };
    if (schema.isMapSchema()) {
      const key = this.#inner(schema.getKeySchema(), 'key', model?.key);
      return {
        kind: 'map',
        ...limits,
        key,
        value: this.#inner(schema.getValueSchema(), 'value', model?.value),
      };
    }
    if (schema.isBlobSchema()) return { kind: 'blob', ...limits, streaming: schema.isStreaming() };
    if (schema.isBooleanSchema()) return { kind: 'boolean' };
    if (schema.isTimestampSchema()) {
      const format = timestampFormats[schema.getSchema() as number];
      return { kind: 'timestamp', ...(format && { format }) };
    }
    if (schema.isNumericSchema() || schema.isBigIntegerSchema() || schema.isBigDecimalSchema())
      return { kind: 'number', ...limits, type: numberType(model?.type) };
    if (schema.isDocumentSchema()) return { kind: 'document' };
    return {
      kind: 'string',
      ...limits,
      ...(model?.pattern !== undefined && { pattern: patternTest(model.pattern) }),
      ...(model?.enum && { values: new Set(model.enum) }),
    };
  }

  #structure(schema: NormalizedSchema, modelName: string, known: Map<string, Shape>): Shape {
    const model = this.#constraints[modelName];
    const members: Member[] = [];
    const byName = new Map<string, Member>();
    const shape: StructureShape = {
      kind: 'structure',
      name: schema.getName() ?? '',
      union: schema.isUnionSchema(),
      traits: schema.getOwnTraits() as Traits,
      members,
      byName,
    };
    known.set(modelName, shape);
    const requiredCount = (schema.getSchema() as unknown[])[6] as number | undefined;
    for (const [name, inner] of schema.structIterator()) {
      const required = members.length < (requiredCount ?? 0) || model?.required?.includes(name) === true;
      const member = { ...this.#inner(inner, name, model?.members?.[name]), required };
      members.push(member);
      byName.set(name, member);
    }
    return shape;
  }

  #inner(schema: NormalizedSchema, name: string, modelName = ''): Member {
    const sensitive = Boolean((schema.getMergedTraits() as { sensitive?: unknown }).sensitive);
    const traits = schema.getMemberTraits() as Traits;
    return { name, shape: this.#shape(schema, modelName), traits, required: false, sensitive };
  }
}

function numberType(type: string | undefined): 'integer' | 'long' | 'float' | 'number' {
  if (type === 'integer' || type === 'long') return type;
  return type === 'float' || type === 'double' ? 'float' : 'number';
}
