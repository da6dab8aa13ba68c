import { arnOf } from '../../base/arn.ts';
import type { Scope } from '../../base/scope.ts';
import { collection } from '../../store/collection.ts';
import type { Tx } from '../../store/store.ts';

export type ParameterKind = 'String' | 'StringList' | 'SecureString';
export type Tier = 'Standard' | 'Advanced';

export interface ParameterVersion {
  readonly name: string;
  readonly version: number;
  readonly type: ParameterKind;
  /** Of a SecureString the sealed value, in base64. */
  readonly value: string;
  readonly keyId?: string | undefined;
  readonly lastModifiedDate: number;
  readonly lastModifiedUser: string;
  readonly description?: string | undefined;
  readonly allowedPattern?: string | undefined;
  readonly labels: readonly string[];
  readonly tier: Tier;
  readonly policies: readonly ParameterPolicy[];
  readonly dataType: string;
}

/** A parameter: its latest version, and what is of no version. */
export interface Parameter extends ParameterVersion {
  readonly tags: Readonly<Record<string, string>>;
}

export interface ParameterPolicy {
  readonly type: string;
  /** JSON, as it was given. */
  readonly text: string;
  /** Of an Expiration: house time. */
  readonly at?: number;
}

/** AWS: "up to 100 versions of a parameter"; names hold no `|`. */
export const versionsMax = 100;

export const parameters = collection<Parameter>('ssm.parameters');

/** Versions before the latest, oldest first. */
export const history = {
  collection: collection<ParameterVersion>('ssm.parameter-versions'),
  key: (name: string, version: number): string => `${name}|${String(version).padStart(12, '0')}`,

  list: (tx: Tx, scope: Scope, name: string): ParameterVersion[] =>
    history.collection.list(tx, scope, { prefix: `${name}|` }),
  put: (tx: Tx, scope: Scope, version: ParameterVersion): void =>
    history.collection.put(tx, scope, history.key(version.name, version.version), version),
  delete: (tx: Tx, scope: Scope, name: string, version: number): void =>
    history.collection.delete(tx, scope, history.key(name, version)),
};

/** Every version there is, oldest first. */
export function versionsOf(tx: Tx, scope: Scope, parameter: Parameter): ParameterVersion[] {
  return [...history.list(tx, scope, parameter.name), parameter];
}

/** `parameter/a/b` for `/a/b`, and `parameter/a` for `a`. */
export const parameterArn = (scope: Scope, name: string): string =>
  arnOf('ssm', scope, `parameter${name.startsWith('/') ? '' : '/'}${name}`);
