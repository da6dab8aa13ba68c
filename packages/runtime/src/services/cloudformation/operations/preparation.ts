import type * as sdk from '@aws-sdk/client-cloudformation';
import { AwsError } from '../../../base/aws-error.ts';
import type { Given } from '../../../base/given.ts';
import type { RegistryTypesRead } from '../../../base/effects/registry.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import type { WaitingCall } from '../../../dispatch/service.ts';
import { bodyAndUrl, noSuchStack } from '../errors.ts';
import { bodyOfStack, readTemplate } from '../stack-template.ts';
import {
  parameterTexts,
  parameterValues,
  storedParameters,
  type GivenParameter,
  type ParameterTexts,
} from '../template/parameters.ts';
import type { Known } from '../template/known.ts';
import type { Template } from '../template/template.ts';
import { checkTypes, typeNames } from '../template/type-checks.ts';
import { findStack, type StackRecord } from '../records.ts';
import { bodyOf } from './template-source.ts';

/** What CreateStack, UpdateStack and CreateChangeSet all are given. */
export interface Source {
  readonly StackName: string;
  readonly TemplateBody?: string | undefined;
  readonly TemplateURL?: string | undefined;
  readonly UsePreviousTemplate?: boolean | undefined;
  readonly Parameters?: Given<readonly sdk.Parameter[]> | undefined;
}

/** A template and all that had to be waited for to know what it means. */
export interface Prepared {
  readonly body: string;
  readonly template: Template;
  readonly texts: ParameterTexts;
  /** Resolved. */
  readonly parameters: Known['parameters'];
  readonly types: RegistryTypesRead['types'];
}

/** Reads a template, its parameters and the types it names, from wherever they are. */
export async function prepare(source: Source, call: WaitingCall): Promise<Prepared> {
  const { stack, former } = before(source, call);
  const body = source.UsePreviousTemplate ? former : await bodyOf(source, call);
  if (body === undefined) return source.UsePreviousTemplate ? noSuchStack(source.StackName) : bodyAndUrl();
  const template = readTemplate(body);
  const types = await typesOf(template, call);
  const previous = Object.fromEntries((stack?.wish.parameters ?? []).map(({ key, value }) => [key, value]));
  const texts = parameterTexts(template, (source.Parameters ?? []) as readonly GivenParameter[], previous);
  const stored = await storedValues(storedParameters(template, texts), call);
  return {
    body,
    template,
    texts,
    parameters: parameterValues(template, texts, stored),
    types,
  };
}

/** What a stack of that name has so far. */
function before(source: Source, call: WaitingCall): { stack?: StackRecord; former?: string } {
  return call.transaction((inner) => {
    const stack = findStack(inner.tx, inner, source.StackName);
    if (!stack || stack.wish.template === 0) return {};
    return { stack, former: bodyOfStack(inner, stack) };
  });
}

async function typesOf(template: Template, call: WaitingCall): Promise<RegistryTypesRead['types']> {
  const names = typeNames(template);
  const { types } = (await call.perform({ type: 'registry.types', names })) as RegistryTypesRead;
  checkTypes(template, types);
  return types;
}

/** The values of Systems Manager's parameters, by name, as far as there are any. */
async function storedValues(
  wanted: Readonly<Record<string, string>>,
  call: WaitingCall,
): Promise<Readonly<Record<string, string>>> {
  const names = [...new Set(Object.values(wanted))];
  const values = await Promise.all(names.map(async (name) => [name, await storedValue(name, call)] as const));
  return Object.fromEntries(values.filter((entry): entry is [string, string] => entry[1] !== undefined));
}

async function storedValue(name: string, call: WaitingCall): Promise<string | undefined> {
  try {
    const { Parameter } = await call.perform({
      type: 'aws.call',
      service: 'ssm',
      operation: 'GetParameter',
      input: { Name: name },
      as: servicePrincipal('cloudformation'),
      scope: { account: call.account, region: call.region },
    });
    return Parameter.Value as string;
  } catch (error) {
    if (error instanceof AwsError) return undefined;
    throw error;
  }
}
