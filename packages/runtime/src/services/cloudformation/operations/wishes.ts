import type * as sdk from '@aws-sdk/client-cloudformation';
import type { Given } from '../../../base/given.ts';
import { own } from '../../../base/own.ts';
import type { Call } from '../../../dispatch/service.ts';
import { parameterMissing, parameterUnknown } from '../errors.ts';
import { dependenciesOf, type Template } from '../reading.ts';
import {
  definitions,
  partKey,
  templates,
  type Definition,
  type StackParameter,
  type StackRecord,
  type Wish,
} from '../records.ts';
import { definitionKey } from '../progress/begin-phase.ts';

/** What CreateStack, UpdateStack and CreateChangeSet all are given. */
export interface Asked {
  readonly Parameters?: Given<readonly sdk.Parameter[]>;
  readonly Tags?: Given<readonly sdk.Tag[]>;
  readonly Capabilities?: readonly sdk.Capability[];
  readonly NotificationARNs?: readonly string[];
  readonly RoleARN?: string;
  readonly RollbackConfiguration?: Wish['rollbackConfiguration'];
}

/** What a caller asks for; what is not said stays as it was. */
export function wishOf(asked: Asked, template: Template, number: number, before?: Wish): Wish {
  const roleArn = asked.RoleARN ?? before?.roleArn;
  const rollbackConfiguration = asked.RollbackConfiguration ?? before?.rollbackConfiguration;
  return {
    template: number,
    ...(template.Description !== undefined && { description: template.Description }),
    parameters: parametersOf(asked.Parameters ?? [], template, before),
    tags: asked.Tags?.map(({ Key, Value }) => ({ Key, Value })) ?? before?.tags ?? [],
    capabilities: asked.Capabilities ?? [],
    notificationArns: asked.NotificationARNs ?? before?.notificationArns ?? [],
    ...(roleArn !== undefined && { roleArn }),
    ...(rollbackConfiguration && { rollbackConfiguration }),
  };
}

function parametersOf(
  given: NonNullable<Asked['Parameters']>,
  template: Template,
  before?: Wish,
): StackParameter[] {
  const byKey = new Map(given.map((each) => [each.ParameterKey, each]));
  const unknown = [...byKey.keys()].filter((key) => !own(template.Parameters, key!));
  if (unknown.length > 0) parameterUnknown(unknown as string[]);
  const missing: string[] = [];
  const parameters = Object.entries(template.Parameters).map(([key, declared]): StackParameter => {
    const asked = byKey.get(key);
    const former = before?.parameters.find((each) => each.key === key)?.value;
    const value = asked?.UsePreviousValue ? former : (asked?.ParameterValue ?? declared.Default);
    if (value === undefined) missing.push(key);
    return { key, value: String(value), ...(declared.NoEcho && { noEcho: true }) };
  });
  if (missing.length > 0) parameterMissing(missing);
  return parameters;
}

/** Keeps a template and what it says of each resource, for the stack's operation to read piece by piece. */
export function keepTemplate(call: Call, stack: StackRecord, body: string, template: Template): void {
  templates.put(call.tx, call, partKey(stack.key, stack.wish.template), { body });
  for (const [logicalId, definition] of definitionsOf(template))
    definitions.put(call.tx, call, definitionKey(stack, logicalId), definition);
}

export function definitionsOf(template: Template): [string, Definition][] {
  return Object.entries(template.Resources).map(([logicalId, declared]) => [
    logicalId,
    { ...declared, dependencies: dependenciesOf(template, logicalId) },
  ]);
}
