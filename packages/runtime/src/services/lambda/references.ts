import { parseArn } from '../../base/arn.ts';
import type { Scope } from '../../base/scope.ts';
import type { Tx } from '../../store/store.ts';
import { aliasNotFound, functionNotFound, invalidParameter } from './errors.ts';
import {
  aliases,
  functionArn,
  functions,
  latest,
  qualifiedKey,
  versionKey,
  versions,
  type Alias,
  type LambdaFunction,
  type Version,
} from './records.ts';

/** What a caller means by FunctionName and Qualifier. */
export interface Reference {
  readonly name: string;
  readonly qualifier?: string | undefined;
}

/**
 * Reads a function's name in any form AWS takes: `name`, `name:qualifier`, `account:function:name`, or an
 * ARN, with or without a qualifier.
 */
export function referenceOf(functionName: string, qualifier?: string): Reference {
  const arn = parseArn(functionName);
  const rest = arn ? arn.resource : functionName.replace(/^\d{12}:/, '');
  const [name = '', own] = rest.replace(/^function:/, '').split(':');
  // AWS: both may be given only where they agree.
  if (own !== undefined && qualifier !== undefined && own !== qualifier)
    invalidParameter('The derived qualifier from the function name does not match the specified qualifier.');
  return { name, qualifier: qualifier ?? own };
}

export function findFunction(tx: Tx, scope: Scope, name: string): LambdaFunction {
  return functions.get(tx, scope, name) ?? functionNotFound(functionArn(scope, name));
}

export function findAlias(tx: Tx, scope: Scope, name: string, alias: string): Alias {
  return aliases.get(tx, scope, qualifiedKey(name, alias)) ?? aliasNotFound(functionArn(scope, name, alias));
}

export function findVersion(tx: Tx, scope: Scope, name: string, version: string): Version {
  return (
    versions.get(tx, scope, versionKey(name, version)) ??
    functionNotFound(functionArn(scope, name, version === latest ? undefined : version))
  );
}

export const isVersion = (qualifier: string): boolean => qualifier === latest || /^\d+$/.test(qualifier);

/** The version a reference leads to; an alias leads to its own version, whatever its weights. */
export function resolve(tx: Tx, scope: Scope, { name, qualifier = latest }: Reference): Version {
  if (isVersion(qualifier)) return findVersion(tx, scope, name, qualifier);
  const alias = aliases.get(tx, scope, qualifiedKey(name, qualifier));
  if (!alias) functionNotFound(functionArn(scope, name, qualifier));
  return findVersion(tx, scope, name, alias.functionVersion);
}

/**
 * The version that one invocation runs. `draw` gives a number in [0, 1), by which a weighted alias chooses.
 */
export function choose(tx: Tx, scope: Scope, reference: Reference, draw: () => number): Version {
  const { name, qualifier = latest } = reference;
  const alias = isVersion(qualifier) ? undefined : aliases.get(tx, scope, qualifiedKey(name, qualifier));
  const [other, weight] = Object.entries(alias?.weights ?? {})[0] ?? [];
  if (other !== undefined && weight !== undefined && draw() < weight)
    return findVersion(tx, scope, name, other);
  return resolve(tx, scope, reference);
}
