import { alphabets, derivedUuid, derivedWord } from '../../../base/ids.ts';
import type { Had, Stood, Wanted } from '../../../dispatch/resource.ts';
import type { Call } from '../../../dispatch/service.ts';
import type { Typed } from '../flow/resource-state.ts';
import type { Resolved } from '../flow/lookup.ts';
import type { Values } from '../template/template.ts';
import {
  findStack,
  registryTypes,
  stackArn,
  type Definition,
  type MadeResource,
  type ResourceRecord,
  type StackRecord,
} from '../records.ts';
import { nestedType } from '../template/changes.ts';
import type { Types } from './types.ts';

/** Where a resource stands that an operation is about. */
export interface At {
  readonly call: Call;
  readonly stack: StackRecord;
  readonly logicalId: string;
  readonly types: Types;
  readonly resolved: Resolved;
}

export function typed({ call, types }: At, { Type: type }: Definition): Typed {
  const registry = types.isRecorded(type) ? registryTypes.get(call.tx, call, type) : undefined;
  return { type, ...(registry && { registry }) };
}

function stoodOf({ call, stack, logicalId }: At): Stood {
  return {
    account: call.account,
    region: call.region,
    stackName: stack.name,
    stackId: stackArn(call, stack.key),
    logicalId,
    endpoint: call.endpoint,
  };
}

/** What tells the resources of a logical id apart that one operation after the other makes. */
export const suffixOf = (stackKey: string, operation: number, logicalId: string): string =>
  derivedWord(12, alphabets.upper, stackKey, operation, logicalId);

export function wantedOf(at: At, properties: Values): Wanted {
  const { stack, logicalId } = at;
  return {
    ...stoodOf(at),
    properties,
    stackTags: stack.wish.tags,
    ...(stack.deployment?.Mode === 'EXPRESS' && { express: true as const }),
    suffix: suffixOf(stack.key, stack.operation, logicalId),
    token: derivedUuid(stack.key, stack.operation, logicalId),
  };
}

export function hadOf(at: At, made: MadeResource): Had {
  const { physicalId, properties, attributes } = made;
  return { ...stoodOf(at), physicalId, properties, attributes };
}

/** Whether a resource is a stack that waits for its parent's cleanup. */
export function isHeld(call: Call, { definition, made }: ResourceRecord): boolean {
  if (definition.Type !== nestedType || !made) return false;
  return findStack(call.tx, call, made.physicalId)?.held ?? false;
}
