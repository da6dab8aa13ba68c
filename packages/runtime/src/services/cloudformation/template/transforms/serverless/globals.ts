import { invalid } from '../../errors.ts';
import { isList, isValues, type Value, type Values } from '../../template.ts';
import { asValues } from './building.ts';

/** Kinds that `Globals` may speak of. */
// AWS: SAM developer guide, "Globals section of the AWS SAM template".
export const globalKinds = [
  'Function',
  'Api',
  'HttpApi',
  'SimpleTable',
  'StateMachine',
  'LayerVersion',
  'CapacityProvider',
];

/**
 * A resource's properties over those of all of its kind: maps are merged, lists put one after the other, everything
 * else is the resource's own.
 */
export function withGlobals(kind: string, properties: Values, globals: Value | undefined): Values {
  return merged(asValues(asValues(globals)[kind]), properties) as Values;
}

function merged(global: Value, local: Value): Value {
  if (isList(global) && isList(local)) return [...global, ...local];
  if (!isValues(global) || !isValues(local) || isFunction(global) || isFunction(local)) return local;
  const names = new Set([...Object.keys(global), ...Object.keys(local)]);
  return Object.fromEntries(
    [...names].map((name): [string, Value] => {
      const [all, own] = [global[name], local[name]];
      return [name, own === undefined ? all! : all === undefined ? own : merged(all, own)];
    }),
  );
}

const isFunction = (value: Values): boolean => {
  const [name = '', ...others] = Object.keys(value);
  return others.length === 0 && (name === 'Ref' || name.startsWith('Fn::'));
};

export function refuseGlobals(name: string): never {
  return invalid(
    'Transform AWS::Serverless-2016-10-31 failed with: Invalid Serverless Application Specification document. ' +
      `Number of errors found: 1. 'Globals' section is invalid. '${name}' is not supported.`,
  );
}
