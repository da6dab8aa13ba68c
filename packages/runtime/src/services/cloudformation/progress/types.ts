import type { RegistryType } from '../../../base/registry-type.ts';
import type { ResourceType } from '../../../dispatch/resource.ts';
import { customResource, isCustom } from '../resources/custom-resource.ts';
import { macro } from '../resources/macro.ts';
import { nestedStack } from '../resources/nested-stack.ts';
import { stackSet } from '../resources/stack-set.ts';
import { waitCondition, waitConditionHandle } from '../resources/wait-condition.ts';
import { differencesOf, recreationOf } from '../template/differences.ts';
import { recordedType } from '../template/recorded-types.ts';
import type { Values } from '../template/template.ts';

/** Our own. */
export const ownTypes: readonly ResourceType[] = [
  macro,
  nestedStack,
  stackSet,
  waitCondition,
  waitConditionHandle,
];

/** The resource types there are: those that services lend, our own, and what is only recorded. */
export class Types {
  readonly #served: ReadonlyMap<string, ResourceType>;

  constructor(lent: readonly ResourceType[]) {
    const all = [...lent, ...ownTypes];
    this.#served = new Map(all.map((type) => [type.typeName, type]));
  }

  /** `registry` is what the registry says of it, where it does. */
  find(typeName: string, registry: RegistryType | undefined): ResourceType {
    return this.#find(typeName) ?? recordedType(registry ?? unregistered(typeName));
  }

  isRecorded(typeName: string): boolean {
    return !this.#find(typeName);
  }

  #find(typeName: string): ResourceType | undefined {
    return this.#served.get(typeName) ?? (isCustom(typeName) ? customResource(typeName) : undefined);
  }
}

/** A type that was in no registry when it was recorded. */
const unregistered = (name: string): RegistryType => ({
  name,
  properties: {},
  definitions: {},
  attributes: {},
  primaryIdentifier: [],
});

/** Whether a change of properties needs another resource in the place of the one that is there. */
export function replaces(registry: RegistryType | undefined, before: Values, after: Values): boolean {
  return [...differencesOf(before, after)].some(({ path }) => recreationOf(registry, path) === 'Always');
}
