import type * as sdk from '@aws-sdk/client-cloudcontrol';
import type { Answered, Given } from '../../../../base/given.ts';
import { pageOf } from '../../../../base/pagination.ts';
import type { Had } from '../../../../dispatch/resource.ts';
import type { WaitingCall, WaitingHandler } from '../../../../dispatch/service.ts';
import { finished } from '../../operations/live-properties.ts';
import { isImportable } from '../../resources/importing.ts';
import { invalidNextToken, missingFromModel, resourceNotFound, unsupportedAction } from '../errors.ts';
import { modelOf } from '../model.ts';
import { givenModel } from '../patching.ts';
import { recordedResources } from './recorded.ts';
import {
  actsAs,
  findType,
  handled,
  lookUp,
  placeOf,
  type FoundType,
  type Lent,
  type ServedType,
} from './lookups.ts';

/** A type whose resources can be found by their identifiers. */
export const readable = ({ registry, type }: FoundType): ServedType =>
  type && isImportable(type) ? { registry, type } : unsupportedAction(registry.name, 'READ');

const descriptionOf = (typeName: string, identifier: string, had: Had): sdk.ResourceDescription => ({
  Identifier: identifier,
  Properties: JSON.stringify(modelOf(typeName, had)),
});

/** What stands of a type that no service serves is what stacks have recorded. */
const isRecorded = ({ type }: FoundType): boolean => type === undefined;

/** https://docs.aws.amazon.com/cloudcontrolapi/latest/APIReference/API_GetResource.html */
export const getResource = (
  lent: Lent,
): WaitingHandler<Given<sdk.GetResourceCommandInput>, Answered<sdk.GetResourceCommandOutput>> => ({
  async waits({ TypeName, Identifier: identifier, RoleArn }, call) {
    const found = await findType(TypeName, lent, call);
    const as = actsAs(RoleArn, call.caller);
    const had = isRecorded(found)
      ? recordedResources(found.registry, call).get(identifier)
      : await lookUp({ found: readable(found), identifier, as }, call);
    const there = had ?? resourceNotFound(TypeName, identifier);
    return { TypeName, ResourceDescription: descriptionOf(TypeName, identifier, there) };
  },
});

/** https://docs.aws.amazon.com/cloudcontrolapi/latest/APIReference/API_ListResources.html */
// AWS: what a description has besides the identifier, each type's list handler chooses; here, all that can be read.
export const listResources = (
  lent: Lent,
): WaitingHandler<Given<sdk.ListResourcesCommandInput>, Answered<sdk.ListResourcesCommandOutput>> => ({
  async waits({ TypeName, RoleArn, ResourceModel, NextToken, MaxResults = 100 }, call) {
    const asked = await findType(TypeName, lent, call);
    if (isRecorded(asked)) return listRecorded(asked, { TypeName, NextToken, MaxResults }, call);
    const list = asked.type?.list ?? unsupportedAction(TypeName, 'LIST');
    const found = readable(asked);
    const properties = givenModel(ResourceModel);
    const missing = (list.of ?? []).filter((name) => properties[name] === undefined);
    if (missing.length > 0) missingFromModel(TypeName, missing);
    const as = actsAs(RoleArn, call.caller);
    const work = list.identifiers({ ...placeOf(TypeName, call), properties });
    const identifiers = (await handled(TypeName, call, () => finished(work, call, as))) ?? [];
    const page = pageIn(identifiers, { NextToken, MaxResults });
    const descriptions: sdk.ResourceDescription[] = [];
    for (const identifier of page.items) {
      const sought = { found, identifier, as };
      const had = await lookUp(sought, call);
      if (had) descriptions.push(descriptionOf(TypeName, identifier, had));
    }
    return {
      TypeName,
      ResourceDescriptions: descriptions,
      ...(page.next !== undefined && { NextToken: page.next }),
    };
  },
});

interface Paged {
  readonly NextToken: string | undefined;
  readonly MaxResults: number;
}

const pageIn = (identifiers: readonly string[], { NextToken, MaxResults }: Paged) =>
  pageOf(identifiers, (identifier) => identifier, {
    token: NextToken,
    limit: MaxResults,
    invalid: invalidNextToken,
  });

function listRecorded(
  { registry }: FoundType,
  asked: Paged & { readonly TypeName: string },
  call: WaitingCall,
) {
  const { TypeName } = asked;
  const recorded = recordedResources(registry, call);
  const page = pageIn([...recorded.keys()].toSorted(), asked);
  return {
    TypeName,
    ResourceDescriptions: page.items.map((each) => descriptionOf(TypeName, each, recorded.get(each)!)),
    ...(page.next !== undefined && { NextToken: page.next }),
  };
}
