import type * as sdk from '@aws-sdk/client-cloudformation';
import type { Given } from '../../../base/given.ts';
import { own } from '../../../base/own.ts';
import type { Call } from '../../../dispatch/service.ts';
import { parameterMissing, parameterUnknown } from '../errors.ts';
import {
  partKey,
  settings,
  stackArn,
  templates,
  type Setting,
  type StackParameter,
  type StackRecord,
  type Wish,
} from '../records.ts';
import { checkUnder } from '../template/checks.ts';
import { conditionsOf } from '../template/conditions.ts';
import { pseudoParametersOf } from '../template/known.ts';
import { parameterTypeOf } from '../template/parameter-types.ts';
import type { Template } from '../template/template.ts';

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

/** What the functions of a stack's template are resolved by; refuses a template that does not hold together. */
export function settingOf(call: Call, stack: StackRecord, template: Template): Setting {
  const parameters = Object.fromEntries(
    stack.wish.parameters.map(({ key, value, resolved = value }) => [
      key,
      parameterTypeOf(template.Parameters[key]!.Type)?.list ? resolved.split(',') : resolved,
    ]),
  );
  const pseudo = pseudoParametersOf({
    account: call.account,
    region: call.region,
    stackId: stackArn(call, stack.key),
    stackName: stack.name,
    notificationArns: stack.wish.notificationArns,
  });
  const { Mappings: mappings } = template;
  const conditions = conditionsOf(template, { pseudo, parameters, mappings });
  checkUnder(template, conditions);
  return { parameters, mappings, conditions };
}

/** Keeps a template and its setting under the number of the wish. */
export function keepTemplate(call: Call, stack: StackRecord, body: string, template: Template): void {
  const setting = settingOf(call, stack, template);
  templates.put(call.tx, call, partKey(stack.key, stack.wish.template), { body });
  settings.put(call.tx, call, partKey(stack.key, stack.wish.template), setting);
}

/** The number of a stack's next template. */
export const nextTemplate = (call: Call, stackKey: string): number =>
  call.tx.next(`cloudformation.template|${call.account}|${call.region}|${stackKey}`);
