import type * as sdk from '@aws-sdk/client-cloudformation';
import { isDeepStrictEqual } from 'node:util';
import type { Given } from '../../../base/given.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import type { Call, WaitingCall } from '../../../dispatch/service.ts';
import { notWithImport } from '../errors.ts';
import type { Types } from '../progress/types.ts';
import { findStack, partKey, resources, type Wish } from '../records.ts';
import { templateOfNumber } from '../stack-template.ts';
import {
  find,
  namedResources,
  ownerOf,
  requireImportsAlone,
  soughtImports,
  type Found,
  type Sought,
} from './imports.ts';
import type { Prepared } from './preparation.ts';

type Input = Given<sdk.CreateChangeSetCommandInput>;

/** What a change set is to import, and what came of looking for it. */
export async function foundToImport(
  input: Input,
  call: WaitingCall,
  { prepared, types }: { readonly prepared: Prepared; readonly types: Types },
): Promise<readonly Found[]> {
  const named = input.ChangeSetType === 'IMPORT';
  if (!named && !input.ImportExistingResources) return [];
  const sought = named
    ? soughtImports(input.ResourcesToImport, prepared, types)
    : namedResources(prepared, types);
  const as = input.RoleARN ?? roleOfStack(input.StackName, call);
  const found: Found[] = [];
  for (const each of sought) found.push(await find(each, { types, call, stackName: input.StackName, as }));
  return named ? found : found.filter((each) => 'physicalId' in each);
}

/** What is there already of what a change set would make, as far as that has a name of its own. */
export async function namesTaken(
  input: Input,
  call: WaitingCall,
  { prepared, types }: { readonly prepared: Prepared; readonly types: Types },
): Promise<readonly Found[]> {
  if (input.ChangeSetType === 'IMPORT') return [];
  const has = call.transaction((inner) => {
    const stack = findStack(inner.tx, inner, input.StackName);
    const made = (logicalId: string) =>
      stack && resources.get(inner.tx, inner, partKey(stack.key, logicalId))?.made;
    return new Set(Object.keys(prepared.template.Resources).filter(made));
  });
  const as = input.RoleARN ?? roleOfStack(input.StackName, call);
  const found: Found[] = [];
  for (const each of namedResources(prepared, types))
    if (!has.has(each.logicalId))
      found.push(await find(each, { types, call, stackName: input.StackName, as }));
  return found;
}

const roleOfStack = (name: string, call: WaitingCall): string =>
  call.transaction(
    (inner) => findStack(inner.tx, inner, name)?.wish.roleArn ?? servicePrincipal('cloudformation'),
  );

/** What no stack has: only that can be taken into one. */
export const unowned = (call: Call, found: readonly Found[]): readonly Found[] =>
  found.filter((each) => 'physicalId' in each && !ownerOf(call, each.type, each.physicalId));

/** What the changes really import: not what the stack has already. */
export function importsAmong(changes: readonly sdk.Change[], found: readonly Found[]): readonly Found[] {
  const imported = changes.flatMap(({ ResourceChange: change }) =>
    change!.Action === 'Import' ? [change!.LogicalResourceId] : [],
  );
  return found.filter(({ logicalId }) => imported.includes(logicalId));
}

interface ImportProposal {
  readonly changes: readonly sdk.Change[];
  readonly sought: readonly Sought[];
  readonly prepared: Prepared;
  readonly wish: Wish;
  readonly before: Wish | undefined;
}

/** An import changes nothing else of a stack. */
export function requireImportAlone(
  call: Call,
  { stackKey, changes, sought, prepared, wish, before }: ImportProposal & { readonly stackKey: string },
): void {
  requireImportsAlone(changes, sought, prepared.template);
  const outputs = before ? templateOfNumber(call, stackKey, before.template).Outputs : {};
  if (!isDeepStrictEqual(outputs, prepared.template.Outputs)) notWithImport(['Outputs']);
  // AWS: "[RoleArn, Tags]" is what is told where both are given; unverified that a role alone is taken.
  const anotherRole = wish.roleArn !== before?.roleArn;
  if (!isDeepStrictEqual(before?.tags ?? [], wish.tags))
    notWithImport(anotherRole ? ['RoleArn', 'Tags'] : ['Tags']);
}
