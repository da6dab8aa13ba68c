import type * as sdk from '@aws-sdk/client-cloudformation';
import { parseArn } from '../../../base/arn.ts';
import type { Given } from '../../../base/given.ts';
import type { Call } from '../../../dispatch/service.ts';
import {
  partKey,
  registryTypes,
  settings,
  stackArn,
  templates,
  type RollbackConfiguration,
  type Setting,
  type StackParameter,
  type StackRecord,
  type Wish,
} from '../records.ts';
import { reservedTag, tagTwice, triggerArnIncorrect, triggerTypeNotSupported } from '../errors.ts';
import { checkUnder } from '../template/checks.ts';
import { conditionsOf } from '../template/conditions.ts';
import { pseudoParametersOf } from '../template/known.ts';
import { parameterTypeOf } from '../template/parameter-types.ts';
import { exists } from '../template/graph.ts';
import { needsOf } from '../template/needs.ts';
import { checkRules } from '../template/rules.ts';
import type { Template, Value } from '../template/template.ts';
import { knownTo } from '../progress/known.ts';
import { requireCapabilities } from './capabilities.ts';
import type { Prepared } from './preparation.ts';

/** What CreateStack, UpdateStack and CreateChangeSet all are given, besides a template and its parameters. */
export interface Asked {
  readonly Tags?: Given<readonly sdk.Tag[]>;
  readonly Capabilities?: readonly sdk.Capability[];
  readonly ChangeSetName?: string;
  readonly NotificationARNs?: readonly string[];
  readonly RoleARN?: string;
  readonly RollbackConfiguration?: Wish['rollbackConfiguration'];
}

/** What a caller asks for; what is not said stays as it was. */
export function wishOf(asked: Asked, prepared: Prepared, number: number, before?: Wish): Wish {
  requireCapabilities(prepared, asked);
  requireOwnTags(asked);
  requireTriggers(asked.RollbackConfiguration);
  const { Description: description } = prepared.template;
  const roleArn = asked.RoleARN ?? before?.roleArn;
  const rollbackConfiguration = asked.RollbackConfiguration ?? before?.rollbackConfiguration;
  return {
    template: number,
    ...(description !== undefined && { description }),
    parameters: parametersOf(prepared),
    tags: asked.Tags?.map(({ Key, Value }) => ({ Key, Value })) ?? before?.tags ?? [],
    capabilities: asked.Capabilities ?? [],
    notificationArns: asked.NotificationARNs ?? before?.notificationArns ?? [],
    ...(roleArn !== undefined && { roleArn }),
    ...(rollbackConfiguration && { rollbackConfiguration }),
  };
}

function requireTriggers({ RollbackTriggers = [] }: RollbackConfiguration = {}): void {
  for (const { Arn, Type } of RollbackTriggers) {
    // AWS: API reference, RollbackTrigger, Type: alarms, and composite ones.
    if (!/^AWS::CloudWatch::(Alarm|CompositeAlarm)$/.test(Type)) triggerTypeNotSupported();
    if (!parseArn(Arn)?.resource.startsWith('alarm:')) triggerArnIncorrect();
  }
}

function requireOwnTags({ Tags = [] }: Asked): void {
  const keys = Tags.map(({ Key }) => Key);
  if (keys.some((key) => key.startsWith('aws:'))) reservedTag();
  if (new Set(keys).size < keys.length) tagTwice();
}

function parametersOf({ template, texts, parameters }: Prepared): StackParameter[] {
  return Object.entries(texts).map(([key, value]) => {
    const declared = template.Parameters[key]!;
    const resolved = parameterTypeOf(declared.Type)?.stored ? [parameters[key]!].flat().join(',') : undefined;
    return {
      key,
      value,
      ...(resolved !== undefined && { resolved }),
      ...(declared.NoEcho && { noEcho: true }),
    };
  });
}

/** What the functions of a stack's template are resolved by; refuses a template that does not hold together. */
export function settingOf(
  call: Call,
  stack: StackRecord,
  { template, parameters, facts }: Prepared,
): Setting {
  const pseudo = pseudoParametersOf({
    account: call.account,
    region: call.region,
    stackId: stackArn(call, stack.key),
    stackName: stack.name,
    notificationArns: stack.wish.notificationArns,
  });
  const { Mappings: mappings } = template;
  checkRules(template, { pseudo, parameters, mappings, facts });
  const conditions = conditionsOf(template, { pseudo, parameters, mappings });
  checkUnder(template, conditions);
  const setting = { parameters, mappings, conditions };
  // What is wrong whatever the resources will be is told at once.
  needsOf(valuesIn(template, conditions), { ...knownTo(call, stack, setting), resource: () => undefined });
  return setting;
}

const valuesIn = ({ Resources, Outputs }: Template, conditions: Setting['conditions']): readonly Value[] => [
  ...Object.values(Resources)
    .filter((resource) => exists(resource, conditions))
    .map(({ Properties }) => Properties),
  ...Object.values(Outputs)
    .filter((output) => exists(output, conditions))
    .map(({ Value: value }) => value),
];

/** Keeps a template and its setting under the number of the wish, and what the registry says of its types. */
export function keepTemplate(call: Call, stack: StackRecord, prepared: Prepared): Setting {
  const setting = settingOf(call, stack, prepared);
  const key = partKey(stack.key, stack.wish.template);
  const { body, processed } = prepared;
  templates.put(call.tx, call, key, { body, ...(processed !== undefined && { processed }) });
  settings.put(call.tx, call, key, setting);
  for (const type of Object.values(prepared.types)) registryTypes.put(call.tx, call, type.name, type);
  return setting;
}

/** The number of a stack's next template. */
export const nextTemplate = (call: Call, stackKey: string): number =>
  call.tx.next(`cloudformation.template|${call.account}|${call.region}|${stackKey}`);
