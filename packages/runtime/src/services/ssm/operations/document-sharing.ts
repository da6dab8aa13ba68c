import type * as sdk from '@aws-sdk/client-ssm';
import type { Answered, Given } from '../../../base/given.ts';
import { pageOf } from '../../../base/pagination.ts';
import type { Handler } from '../../../dispatch/service.ts';
import { sharedTooOften } from '../documents/errors.ts';
import { documents, ownDocument } from '../documents/kept.ts';
import { invalidNextToken } from '../errors.ts';

/** AWS: "a maximum of 1000 different AWS accounts". */
const accountsMax = 1000;

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_ModifyDocumentPermission.html */
export const modifyDocumentPermission: Handler<Given<sdk.ModifyDocumentPermissionCommandInput>, object> = (
  { Name, AccountIdsToAdd = [], AccountIdsToRemove = [], SharedDocumentVersion },
  call,
) => {
  const document = ownDocument(call, Name);
  const removed = new Set(AccountIdsToRemove.map((id) => id.toLowerCase()));
  const added = AccountIdsToAdd.map((id) => id.toLowerCase());
  const sharedWith = [...new Set([...document.sharedWith, ...added])].filter((id) => !removed.has(id));
  if (sharedWith.length > accountsMax) sharedTooOften();
  documents.put(call.tx, call, Name, {
    ...document,
    sharedWith,
    sharedVersion: SharedDocumentVersion ?? document.sharedVersion,
  });
  return {};
};

export const describeDocumentPermission: Handler<
  Given<sdk.DescribeDocumentPermissionCommandInput>,
  Answered<sdk.DescribeDocumentPermissionCommandOutput>
> = ({ Name, MaxResults = 200, NextToken }, call) => {
  const { sharedWith, sharedVersion } = ownDocument(call, Name);
  const { items, next } = pageOf(sharedWith, (id) => id, {
    token: NextToken,
    limit: MaxResults,
    invalid: invalidNextToken,
  });
  return {
    AccountIds: [...items],
    AccountSharingInfoList: items.map((AccountId) => ({ AccountId, SharedDocumentVersion: sharedVersion })),
    NextToken: next,
  };
};
