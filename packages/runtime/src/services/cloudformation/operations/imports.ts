import type * as sdk from '@aws-sdk/client-cloudformation';
import { AwsError } from '../../../base/aws-error.ts';
import type { Given } from '../../../base/given.ts';
import { own } from '../../../base/own.ts';
import { ResourceFailure, type Had } from '../../../dispatch/resource.ts';
import type { Call, WaitingCall } from '../../../dispatch/service.ts';
import { importNotFound, validationError } from '../errors.ts';
import { handlerErrorCode } from '../flow/play.ts';
import type { Types } from '../progress/types.ts';
import { partKey, resources, stackArn, stacks, type ImportedResource, type StackRecord } from '../records.ts';
import { isImportable, lookedUp } from '../resources/importing.ts';
import type { Template } from '../template/template.ts';
import { finished } from './live-properties.ts';
import type { Prepared } from './preparation.ts';

type Asked = Given<readonly sdk.ResourceToImport[]>;

/** A resource that is to be taken into a stack, and what came of looking for it. */
export interface Sought extends ImportedResource {
  readonly logicalId: string;
  readonly type: string;
}
export type Found = Sought & ({ readonly physicalId: string } | { readonly problem: string });

/** The identifier's values, as a resource of several is known. */
export const identifierText = ({ identifier }: ImportedResource): string =>
  Object.values(identifier).join('|');

/** What a caller asks to import; refused in the words of AWS, in its order. */
// AWS: the sentences, and which comes first, are as others have measured them; "are not supported" is the console's.
export function soughtImports(asked: Asked | undefined, prepared: Prepared, types: Types): readonly Sought[] {
  const { template } = prepared;
  if (!asked || asked.length === 0) return validationError('Must Provide at least one resource to import');
  const ids = asked.map(({ LogicalResourceId }) => LogicalResourceId);
  if (new Set(ids).size !== ids.length)
    validationError('Every resource to import must have unique LogicalResourceId');
  const missing = ids.filter((id) => !own(template.Resources, id));
  if (missing.length > 0)
    validationError(
      `The logical resource ids [${missing.join(', ')}] provided in ResourceToImport do not exist in the template.`,
    );
  return asked.map((each) => soughtOf(each, prepared, types));
}

function soughtOf(asked: Asked[number], { template, types: registry }: Prepared, types: Types): Sought {
  const { LogicalResourceId: logicalId, ResourceType: type, ResourceIdentifier: identifier } = asked;
  const declared = template.Resources[logicalId]!.Type;
  const keys = own(registry, type)?.primaryIdentifier;
  if (keys && keys.toSorted().join() !== Object.keys(identifier).toSorted().join())
    validationError(`Invalid resource identifier for resource type ${type}. Expected [${keys.join(', ')}]`);
  if (type !== declared)
    validationError(
      `Resource type of [${logicalId}] passed in ResourceToImport does not match with resource type defined in the ` +
        `template. Resource type in ResourceToImport: ${type}; Resource type in Template: ${declared}.`,
    );
  if (!isImportable(types.find(type, undefined)))
    validationError(`ResourceTypes [${type}] are not supported for Import`);
  const ordered = keys!.map((key) => [key, identifier[key]!] as const);
  return { logicalId, type, identifier: Object.fromEntries(ordered) };
}

/** What an import leaves alone: everything that the stack has already. */
export function requireImportsAlone(
  changes: readonly sdk.Change[],
  sought: readonly Sought[],
  template: Template,
): void {
  const touched = (action: sdk.ChangeAction) =>
    changes.flatMap(({ ResourceChange: change }) =>
      change!.Action === action ? [change!.LogicalResourceId!] : [],
    );
  const names = sought.map(({ logicalId }) => logicalId);
  const [imported, added] = [touched('Import'), touched('Add')];
  if (imported.length + added.length === 0)
    validationError('The template should contain at least one new resource to import.');
  const inStack = names.filter((name) => !imported.includes(name));
  if (inStack.length > 0)
    validationError(
      `Resources [${inStack.join(', ')}] passed in ResourceToImport are already in a stack and cannot be imported.`,
    );
  if (added.length > 0)
    validationError(`Resources [${added.join(', ')}] is missing from ResourceToImport list`);
  const changed = [...touched('Modify'), ...touched('Remove')].toSorted();
  if (changed.length > 0)
    validationError(
      `You have modified resources [${changed.join(', ')}] in your template that are not being imported. ` +
        'Update, create or delete operations cannot be executed during import operations.',
    );
  const loose = names.filter((name) => template.Resources[name]!.DeletionPolicy === undefined);
  if (loose.length > 0)
    validationError(
      `The following resources to import [${loose.join(', ')}] must have DeletionPolicy attribute specified in the ` +
        'template.',
    );
}

/** What of a template may be there already: its type can be found by names, and its name is written out. */
// AWS: as measured by others: a name that a function makes counts for none.
export function namedResources({ template, types: registry }: Prepared, types: Types): readonly Sought[] {
  return Object.entries(template.Resources).flatMap(([logicalId, { Type: type, Properties }]) => {
    const keys = own(registry, type)?.primaryIdentifier ?? [];
    const identifier = Object.fromEntries(keys.map((key) => [key, own(Properties, key)]));
    const named = keys.length > 0 && Object.values(identifier).every((value) => isName(value));
    if (!named || !isImportable(types.find(type, undefined))) return [];
    return [{ logicalId, type, identifier: identifier as ImportedResource['identifier'] }];
  });
}

const isName = (value: unknown): boolean => typeof value === 'string' && value !== '';

interface Looking {
  readonly types: Types;
  readonly call: WaitingCall;
  readonly stackName: string;
  /** Who looks: a role, or the service. */
  readonly as: string;
}

/** Looks for one resource; it only reads. */
export async function find(sought: Sought, { types, call, stackName, as }: Looking): Promise<Found> {
  const { account, region } = call;
  const type = types.find(sought.type, undefined);
  const had: Had = {
    account,
    region,
    stackName,
    stackId: stackArn(call, stackName),
    logicalId: sought.logicalId,
    endpoint: call.transaction((inner) => inner.endpoint),
    physicalId: identifierText(sought),
    properties: sought.identifier,
    attributes: {},
  };
  try {
    const there = await finished(lookedUp(type, had), call, as);
    if (there) return { ...sought, physicalId: there.physicalId };
    return { ...sought, problem: importNotFound(sought.type, had.physicalId) };
  } catch (error) {
    if (!(error instanceof AwsError) && !(error instanceof ResourceFailure)) throw error;
    const missing = handlerErrorCode(error.name) === 'NotFound';
    return { ...sought, problem: missing ? importNotFound(sought.type, had.physicalId) : error.message };
  }
}

/** The stack that has a resource of that type by that id, among those that live. */
export function ownerOf(call: Call, type: string, physicalId: string): StackRecord | undefined {
  return stacks
    .list(call.tx, call)
    .filter(({ status }) => status !== 'DELETE_COMPLETE')
    .find((stack) =>
      resources
        .list(call.tx, call, { prefix: partKey(stack.key, '') })
        .some(({ made, definition }) => definition.Type === type && made?.physicalId === physicalId),
    );
}

/** Why what was looked for cannot be imported. */
export function importProblem(call: Call, found: readonly Found[]): string | undefined {
  for (const each of found) {
    if ('problem' in each) return each.problem;
    const owner = ownerOf(call, each.type, each.physicalId);
    if (owner) return `${identifierText(each)} already exists in stack ${stackArn(call, owner.key)}`;
  }
  return undefined;
}

/** Why what is there already cannot be imported as it is declared. */
// AWS: seen in the status reason of change sets.
export function unretainedProblem(found: readonly Found[], template: Template): string | undefined {
  const loose = found.filter(({ logicalId }) => {
    const policy = template.Resources[logicalId]!.DeletionPolicy;
    return policy !== 'Retain' && policy !== 'RetainExceptOnCreate';
  });
  if (loose.length === 0) return undefined;
  const told = loose.map(({ logicalId, identifier }) => {
    const parts = Object.entries(identifier).map(([key, value]) => `${key}=${value}`);
    return `${logicalId} ({${parts.join(', ')}})`;
  });
  return (
    'CloudFormation is attempting to import some resources because they already exist in your account. The resources ' +
    "must have the DeletionPolicy attribute set to 'Retain' or 'RetainExceptOnCreate' in the template for successful " +
    `import. The affected resources are ${told.join(', ')}`
  );
}

/** By logical id, what a change set that finds them imports. */
export const importedOf = (found: readonly Found[]): Readonly<Record<string, ImportedResource>> =>
  Object.fromEntries(found.map(({ logicalId, identifier }) => [logicalId, { identifier }]));

export const physicalIdsOf = (found: readonly Found[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    found.map((each) => [each.logicalId, 'physicalId' in each ? each.physicalId : identifierText(each)]),
  );

/** AWS: the status reason of a change set that imports. */
export const importReview =
  'Verify that resources and their properties defined in the template match the intended configuration of the ' +
  'resource import to avoid unexpected changes.';
