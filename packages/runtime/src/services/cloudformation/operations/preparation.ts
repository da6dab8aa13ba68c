import type * as sdk from '@aws-sdk/client-cloudformation';
import type { Given } from '../../../base/given.ts';
import type { RegistryTypesRead } from '../../../base/effects/registry.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import type { WaitingCall } from '../../../dispatch/service.ts';
import { bodyAndUrl, noSuchStack, typeNotAllowed } from '../errors.ts';
import { bodyOfStack } from '../stack-template.ts';
import { checkReferences } from '../template/checks.ts';
import {
  parameterTexts,
  parameterValues,
  storedParameters,
  type GivenParameter,
  type ParameterTexts,
} from '../template/parameters.ts';
import { parameterDeclarations } from '../template/parameter-declarations.ts';
import { pseudoParametersOf, type Known } from '../template/known.ts';
import { parseTemplate } from '../template/parse.ts';
import { templateOf } from '../template/structure.ts';
import { isValues, type Template, type Value, type Values } from '../template/template.ts';
import { includedLocations, withInclusions } from '../template/transforms/include.ts';
import { hasSnippets } from '../template/transforms/macros.ts';
import { applyTransforms, expanded, type TransformContext } from '../template/transforms/transforms.ts';
import { checkTypes, typeNames } from '../template/type-checks.ts';
import { findStack, stackArn, type StackRecord } from '../records.ts';
import type { ParameterFacts } from '../template/rules.ts';
import { requireAssumable } from './execution-role.ts';
import { MacroFailure, withMacros } from './macro-calls.ts';
import { lookUpValues } from './parameter-lookups.ts';
import { openValues, storedIn } from './stored-values.ts';
import { bodyOf, textAt } from './template-source.ts';

/** What CreateStack, UpdateStack and CreateChangeSet all are given. */
export interface Source {
  readonly StackName: string;
  readonly TemplateBody?: string | undefined;
  readonly TemplateURL?: string | undefined;
  readonly UsePreviousTemplate?: boolean | undefined;
  readonly Parameters?: Given<readonly sdk.Parameter[]> | undefined;
  readonly Capabilities?: readonly sdk.Capability[] | undefined;
  readonly RoleARN?: string | undefined;
  readonly ResourceTypes?: readonly string[] | undefined;
  /** A change set is looked at before anything happens. */
  readonly ChangeSetName?: string | undefined;
}

/** A template and all that had to be waited for to know what it means. */
export interface Prepared {
  readonly body: string;
  /** After its transforms, where it has some. */
  readonly processed?: string;
  readonly template: Template;
  readonly texts: ParameterTexts;
  /** Resolved. */
  readonly parameters: Known['parameters'];
  readonly types: RegistryTypesRead['types'];
  /** What is known of values that parameters name. */
  readonly facts: ParameterFacts;
  /** Why no stack can be made of it, though it is no error to ask for one. */
  readonly problem?: string;
}

/** Reads a template, its parameters and the types it names, from wherever they are. */
export async function prepare(source: Source, call: WaitingCall): Promise<Prepared> {
  const { stack, former } = before(source, call);
  await requireAssumable(source.RoleARN ?? stack?.wish.roleArn, call);
  const body = source.UsePreviousTemplate ? former : await bodyOf(source, call);
  if (body === undefined) return source.UsePreviousTemplate ? noSuchStack(source.StackName) : bodyAndUrl();
  const document = parseTemplate(body);
  const previous = Object.fromEntries((stack?.wish.parameters ?? []).map(({ key, value }) => [key, value]));
  const declared = {
    ...nothingDeclared,
    Parameters: parameterDeclarations(membersOf(document['Parameters'])),
  };
  const texts = parameterTexts(declared, (source.Parameters ?? []) as readonly GivenParameter[], previous);
  const stored = await openValues(Object.values(storedParameters(declared, texts)), call);
  const parameters = parameterValues(declared, texts, stored);
  const names = [...(await storedIn(parameterNames(declared, texts), call)).keys()];
  const looked = await lookUpValues(declared.Parameters, { parameters, names }, call);
  const processed = await transformed(document, { source, stack, parameters, call });
  if (processed instanceof MacroFailure)
    return { body, template: declared, texts, parameters, types: {}, facts: {}, problem: processed.message };
  // Values were given for the parameters that the document itself declares.
  const template = { ...templateOf(processed ?? document), Parameters: declared.Parameters };
  checkReferences(template);
  if (source.ResourceTypes?.length) requireAllowed(template, source.ResourceTypes);
  return {
    body,
    ...(processed && { processed: JSON.stringify(processed) }),
    template,
    texts,
    parameters,
    types: await typesOf(template, call),
    ...looked,
  };
}

/** Parameters whose value is the name of one of Systems Manager's. */
/** Only types that the caller names may be in the template, or those that begin so: `AWS::EC2::*`. */
// AWS: API reference, CreateStack, ResourceTypes.
function requireAllowed({ Resources }: Template, allowed: readonly string[]): void {
  const covers = (pattern: string, type: string): boolean =>
    pattern === type || (pattern.endsWith('::*') && type.startsWith(pattern.slice(0, -1)));
  for (const { Type } of Object.values(Resources))
    if (!allowed.some((pattern) => covers(pattern, Type))) typeNotAllowed(Type, allowed);
}

/** The names of parameters that are given as parameters. */
const parameterNames = ({ Parameters }: Template, texts: ParameterTexts): readonly string[] =>
  Object.entries(texts).flatMap(([key, name]) =>
    Parameters[key]!.Type === 'AWS::SSM::Parameter::Name' ? [name] : [],
  );

const nothingDeclared: Template = {
  Transform: [],
  Parameters: {},
  Rules: {},
  Mappings: {},
  Conditions: {},
  Resources: {},
  Outputs: {},
  Hooks: {},
};

const membersOf = (value: Value | undefined): Values => (isValues(value) ? value : {});

interface Transforming {
  readonly source: Source;
  readonly stack: StackRecord | undefined;
  readonly parameters: Known['parameters'];
  readonly call: WaitingCall;
}

/** The document after its transforms; undefined where it has none. */
async function transformed(
  document: Values,
  { source, stack, parameters, call }: Transforming,
): Promise<Values | MacroFailure | undefined> {
  const pseudo = pseudoParametersOf({
    account: call.account,
    region: call.region,
    stackId: stackArn(call, stack?.key ?? source.StackName),
    stackName: stack?.name ?? source.StackName,
  });
  const mappings = membersOf(document['Mappings']) as Known['mappings'];
  const known = { pseudo, parameters, mappings };
  const locations = includedLocations(document, known);
  if (document['Transform'] === undefined && !hasSnippets(document)) return applied(document, known);
  const texts = await Promise.all(
    locations.map(async (location) => [location, await textAt(urlOf(location), call)] as const),
  );
  const included = Object.fromEntries(texts);
  const expansion = expanded(withInclusions(document, known, included), { before: known, included });
  const as = source.RoleARN ?? stack?.wish.roleArn ?? servicePrincipal('cloudformation');
  return withMacros(expansion, { source, parameters, as }, call);
}

/** Nothing is transformed, but what needs a transform is refused. */
function applied(document: Values, before: TransformContext['before']): undefined {
  applyTransforms(document, { before, included: {} });
}

/** `s3://bucket/key` as a URL that objects are read by. */
const urlOf = (location: string): string =>
  location.replace(/^s3:\/\/([^/]+)\//, 'https://s3.amazonaws.com/$1/');

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
