import { applyPatch, type Operation } from 'rfc6902';
import type { RegistryType } from '../../../base/registry-type.ts';
import { checkProperties } from '../template/property-checks.ts';
import { differencesOf, recreationOf } from '../template/differences.ts';
import { isValues, type Values } from '../template/template.ts';
import {
  createOnly,
  invalidDesiredState,
  invalidModel,
  invalidPatch,
  noSuchPath,
  readOnly,
} from './errors.ts';
import { neverRead } from '../template/write-only.ts';
import { modelOf, readOnlyNames, type Told } from './model.ts';

/** A document that a caller gave as text. */
function parsed(text: string, refused: (why: string) => never): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    return refused((error as Error).message);
  }
}

/** What a resource is to be, as its type's schema lets it be. */
export function desiredState(type: RegistryType, text: string): Values {
  const wanted = parsed(text, invalidDesiredState);
  if (!isValues(wanted as never)) return invalidDesiredState('it is no JSON object');
  return valid(type, wanted as Values);
}

/** Properties of a model that a caller gave to narrow a list down. */
export function givenModel(text: string | undefined): Values {
  const model = text === undefined ? {} : parsed(text, invalidDesiredState);
  return isValues(model as never) ? (model as Values) : invalidDesiredState('it is no JSON object');
}

function valid(type: RegistryType, wanted: Values, isKnown: (name: string) => boolean = () => false): Values {
  const { properties, complaints } = checkProperties(type, wanted);
  const serious = complaints.filter(
    (complaint) => !isKnown(/^#: required key \[(\w+)\] not found$/.exec(complaint)?.[1] ?? ''),
  );
  return serious.length > 0 ? invalidModel(serious) : properties;
}

/** What a resource becomes by a patch of it. What the patch may not touch refuses all of it. */
export function patched(type: RegistryType, had: Told, text: string): Values {
  const model = modelOf(type.name, had);
  const hidden = Object.fromEntries(
    Object.entries(had.properties as Values).filter(
      ([name, value]) => value !== undefined && neverRead(type.name, [name]),
    ),
  );
  const after = applied(structuredClone(model), operationsIn(text));
  const names = readOnlyNames(type);
  const changed = [...differencesOf(model, after)].map(({ path }) => path);
  const touched = changed.flatMap(([name = '']) => (names.has(name) ? [name] : []));
  if (touched.length > 0) readOnly([...new Set(touched)]);
  const fixed = changed.filter((path) => recreationOf(type, path) === 'Always');
  if (fixed.length > 0) createOnly([...new Set(fixed.map(([name = '']) => name))]);
  const wanted = Object.fromEntries(Object.entries(after).filter(([name]) => !names.has(name)));
  // What nobody can read is there all the same.
  return valid(type, { ...hidden, ...wanted }, (name) => neverRead(type.name, [name]));
}

function operationsIn(text: string): readonly Operation[] {
  const document = parsed(text, invalidPatch);
  if (!Array.isArray(document)) return invalidPatch('it is no list of operations');
  return document.map((each: Partial<Operation> | null) => {
    if (typeof each !== 'object' || each === null || typeof each.op !== 'string')
      return invalidPatch('an operation has no op');
    if (typeof each.path !== 'string') return invalidPatch(`${each.op} has no path`);
    if (/^(add|replace|test)$/.test(each.op) && !Object.hasOwn(each, 'value'))
      return invalidPatch(`${each.op} of ${each.path} has no value`);
    return each as Operation;
  });
}

function applied(model: Values, operations: readonly Operation[]): Values {
  for (const operation of operations) {
    const [problem] = applyPatch(model, [operation]);
    if (problem?.name === 'MissingError') noSuchPath(operation.op, operation.path);
    if (problem) invalidPatch(problem.message);
  }
  return model;
}
