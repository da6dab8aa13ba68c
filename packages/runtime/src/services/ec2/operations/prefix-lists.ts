import type * as sdk from '@aws-sdk/client-ec2';
import { arnOf } from '../../../base/arn.ts';
import type { Answered, Given } from '../../../base/given.ts';
import { pageOf } from '../../../base/pagination.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { blockOf } from '../cidr.ts';
import { described, type Looks } from '../describing.ts';
import {
  entriesAndTheirMost,
  incorrectVersion,
  invalidNextToken,
  invalidParameter,
  prefixListLimit,
} from '../errors.ts';
import { ipv6BlockOf } from '../ipv6.ts';
import { prefixLists, type PrefixList, type PrefixListEntry } from '../records.ts';
import { idFor, tagsFor } from '../shelf.ts';

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateManagedPrefixList.html */
export const createManagedPrefixList: Handler<
  Given<sdk.CreateManagedPrefixListCommandInput>,
  Answered<sdk.CreateManagedPrefixListCommandOutput>
> = (input, call) => {
  const { PrefixListName, MaxEntries, AddressFamily } = input;
  refuseReserved(PrefixListName);
  if (AddressFamily !== 'IPv4' && AddressFamily !== 'IPv6')
    invalidParameter(`Value (${AddressFamily}) for parameter addressFamily is invalid.`);
  const list: PrefixList = {
    PrefixListId: idFor(call, 'pl'),
    PrefixListName,
    AddressFamily,
    MaxEntries,
    Entries: entriesFor(AddressFamily, input.Entries),
    Version: 1,
    Tags: tagsFor(input.TagSpecifications),
  };
  return { PrefixList: listAnswer(call, kept(call, list)) };
};

const reserved = ['com.amazonaws.', 'com.amazon.', 'com.aws.'];

function refuseReserved(name: string): void {
  if (reserved.some((start) => name.startsWith(start)))
    invalidParameter(`The prefix list name cannot begin with (${reserved.join(', ')}).`);
}

type NewEntry = Given<sdk.AddPrefixListEntry>;

function entriesFor(family: string, entries: readonly NewEntry[] = []): PrefixListEntry[] {
  refuseMany(entries);
  return entries.map(({ Cidr, Description }) => {
    if (!(family === 'IPv4' ? blockOf(Cidr) : ipv6BlockOf(Cidr)))
      invalidParameter(`The CIDR ${Cidr} is not a valid ${family} CIDR.`);
    return { Cidr, Description };
  });
}

function refuseMany(entries: readonly unknown[]): void {
  if (entries.length > 100) invalidParameter('The number of entries per request cannot exceeds limit (100).');
}

function kept(call: Call, list: PrefixList): PrefixList {
  const { Entries, MaxEntries } = list;
  if (Entries.length > MaxEntries) prefixListLimit(Entries.length, MaxEntries);
  return prefixLists.put(call, list);
}

const looks: Looks<PrefixList> = {
  'prefix-list-id': ({ PrefixListId }) => PrefixListId,
  'prefix-list-name': ({ PrefixListName }) => PrefixListName,
};

export const describeManagedPrefixLists: Handler<
  Given<sdk.DescribeManagedPrefixListsCommandInput>,
  Answered<sdk.DescribeManagedPrefixListsCommandOutput>
> = (input, call) => {
  const owned: Looks<PrefixList> = { ...looks, 'owner-id': (list) => ownerOf(call, list) };
  const asked = { asked: input, looks: owned };
  const { items, NextToken } = described(call, prefixLists, input.PrefixListIds, asked);
  return { PrefixLists: items.map((list) => listAnswer(call, list)), NextToken };
};

/** AWS: "Describes available AWS services in a prefix list format": its own lists alone. */
export const describePrefixLists: Handler<
  Given<sdk.DescribePrefixListsCommandInput>,
  Answered<sdk.DescribePrefixListsCommandOutput>
> = (input, call) => {
  const { items, NextToken } = described(call, prefixLists, input.PrefixListIds, { asked: input, looks });
  return {
    PrefixLists: items
      .filter(({ isAmazons }) => isAmazons)
      .map(({ PrefixListId, PrefixListName, Entries }) => ({
        PrefixListId,
        PrefixListName,
        Cidrs: Entries.map(({ Cidr }) => Cidr),
      })),
    NextToken,
  };
};

export const getManagedPrefixListEntries: Handler<
  Given<sdk.GetManagedPrefixListEntriesCommandInput>,
  Answered<sdk.GetManagedPrefixListEntriesCommandOutput>
> = ({ PrefixListId, NextToken, MaxResults, TargetVersion }, call) => {
  const { Entries, Version } = prefixLists.get(call, PrefixListId);
  // Former versions are not kept.
  if (TargetVersion !== undefined && TargetVersion !== Version) incorrectVersion();
  const { items, next } = pageOf(Entries, ({ Cidr }) => Cidr, {
    token: NextToken,
    limit: MaxResults ?? 100,
    invalid: invalidNextToken,
  });
  return { Entries: [...items], NextToken: next };
};

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyManagedPrefixList.html */
export const modifyManagedPrefixList: Handler<
  Given<sdk.ModifyManagedPrefixListCommandInput>,
  Answered<sdk.ModifyManagedPrefixListCommandOutput>
> = (input, call) => {
  const list = own(call, input.PrefixListId);
  const { AddEntries, RemoveEntries = [], CurrentVersion, MaxEntries } = input;
  if (input.PrefixListName !== undefined) refuseReserved(input.PrefixListName);
  const added = entriesFor(list.AddressFamily, AddEntries);
  refuseMany(RemoveEntries);
  const isChanged = added.length > 0 || RemoveEntries.length > 0;
  if (isChanged && MaxEntries !== undefined) entriesAndTheirMost();
  const both = added.find(({ Cidr }) => RemoveEntries.some((entry) => entry.Cidr === Cidr));
  if (both)
    invalidParameter(
      `Request cannot contain Cidr ${both.Cidr} in both AddPrefixListEntries and RemovePrefixListEntries`,
    );
  if (CurrentVersion !== undefined && CurrentVersion !== list.Version) incorrectVersion();
  const gone = new Set([...RemoveEntries, ...added].map(({ Cidr }) => Cidr));
  const changed = kept(call, {
    ...list,
    PrefixListName: input.PrefixListName ?? list.PrefixListName,
    MaxEntries: MaxEntries ?? list.MaxEntries,
    Entries: [...list.Entries.filter(({ Cidr }) => !gone.has(Cidr)), ...added],
    Version: isChanged ? list.Version + 1 : list.Version,
    State: 'modify-complete',
  });
  return { PrefixList: listAnswer(call, changed) };
};

export const deleteManagedPrefixList: Handler<
  Given<sdk.DeleteManagedPrefixListCommandInput>,
  Answered<sdk.DeleteManagedPrefixListCommandOutput>
> = ({ PrefixListId }, call) => {
  const list = own(call, PrefixListId);
  prefixLists.remove(call, PrefixListId);
  return { PrefixList: { ...listAnswer(call, list), State: 'delete-complete' } };
};

/** AWS's own are everybody's to use, and nobody's to change. */
function own(call: Call, id: string): PrefixList {
  const list = prefixLists.get(call, id);
  // AWS: unverified wording.
  if (list.isAmazons) invalidParameter(`The prefix list ${id} is managed by AWS.`);
  return list;
}

const ownerOf = (call: Call, { isAmazons }: PrefixList): string => (isAmazons ? 'AWS' : call.account);

function listAnswer(call: Call, list: PrefixList): sdk.ManagedPrefixList {
  const { Entries: _entries, isAmazons, Version, MaxEntries, Tags, ...rest } = list;
  const OwnerId = ownerOf(call, list);
  return {
    ...rest,
    PrefixListArn: arnOf(
      'ec2',
      { account: isAmazons ? 'aws' : call.account, region: call.region },
      `prefix-list/${list.PrefixListId}`,
    ),
    State: list.State ?? 'create-complete',
    OwnerId,
    // AWS: of its own lists neither is told.
    ...(!isAmazons && { Version, MaxEntries }),
    Tags: [...Tags],
  };
}
