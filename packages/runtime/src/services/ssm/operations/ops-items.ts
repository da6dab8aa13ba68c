import type * as sdk from '@aws-sdk/client-ssm';
import type { Answered, Given } from '../../../base/given.ts';
import { alphabets } from '../../../base/ids.ts';
import { pageOf } from '../../../base/pagination.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { invalidNextToken, opsItemExists, opsItemNotFound, opsItemParameterInvalid } from '../errors.ts';
import { opsItemFilter } from '../ops-item-filters.ts';
import {
  checkOperationalData,
  dedupOf,
  isUnresolved,
  opsItemAnswer,
  opsItemArn,
  opsItems,
  summaryAnswer,
  timesIn,
  type OpsItem,
} from '../ops-items.ts';
import { checkTags } from './tags.ts';

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_CreateOpsItem.html */
export const createOpsItem: Handler<
  Given<sdk.CreateOpsItemCommandInput>,
  Answered<sdk.CreateOpsItemCommandOutput>
> = (input, call) => {
  checkOperationalData(input.OperationalData);
  const item: OpsItem = {
    id: `oi-${call.ids.word(12, alphabets.hex)}`,
    title: input.Title,
    description: input.Description,
    source: input.Source,
    status: 'Open',
    type: input.OpsItemType ?? '/aws/issue',
    severity: input.Severity,
    category: input.Category,
    priority: input.Priority,
    operationalData: input.OperationalData ?? {},
    notifications: (input.Notifications ?? []).map(({ Arn = '' }) => Arn),
    related: (input.RelatedOpsItems ?? []).map(({ OpsItemId }) => OpsItemId),
    times: timesIn(input),
    tags: checkTags({}, input.Tags),
    createdBy: call.caller.arn,
    createdAt: call.now,
    modifiedBy: call.caller.arn,
    modifiedAt: call.now,
    version: 1,
  };
  const twin = dedupOf(item) !== undefined && opsItems.list(call.tx, call).find((each) => isTwin(each, item));
  if (twin) opsItemExists(twin.id);
  opsItems.put(call.tx, call, item.id, item);
  return { OpsItemId: item.id, OpsItemArn: opsItemArn(call, item.id) };
};

const isTwin = (other: OpsItem, item: OpsItem): boolean =>
  isUnresolved(other) && other.source === item.source && dedupOf(other) === dedupOf(item);

const found = (call: Call, id: string): OpsItem => opsItems.get(call.tx, call, id) ?? opsItemNotFound(id);

/** AWS: an id or an ARN; of this account. */
const idIn = ({
  OpsItemId,
  OpsItemArn,
}: {
  readonly OpsItemId: string;
  readonly OpsItemArn?: string | undefined;
}): string => (OpsItemArn === undefined ? OpsItemId : OpsItemArn.slice(OpsItemArn.lastIndexOf('/') + 1));

export const getOpsItem: Handler<Given<sdk.GetOpsItemCommandInput>, Answered<sdk.GetOpsItemCommandOutput>> = (
  input,
  call,
) => ({ OpsItem: opsItemAnswer(call, found(call, idIn(input))) });

const statuses = ['Open', 'InProgress', 'Resolved'];

/** AWS: members that are not given stay; of operational data those keys that are. */
export const updateOpsItem: Handler<Given<sdk.UpdateOpsItemCommandInput>, object> = (input, call) => {
  const before = found(call, idIn(input));
  checkOperationalData(input.OperationalData);
  if (input.OperationalData?.['/aws/dedup'] !== undefined)
    opsItemParameterInvalid('OperationalData', 'The deduplication string of an OpsItem cannot be changed');
  // AWS: unverified: that an issue has no other status.
  if (input.Status !== undefined && !statuses.includes(input.Status))
    opsItemParameterInvalid('Status', `Invalid status: ${input.Status}`);
  const dropped = new Set(input.OperationalDataToDelete);
  const kept = Object.entries(before.operationalData).filter(([key]) => !dropped.has(key));
  opsItems.put(call.tx, call, before.id, {
    ...before,
    title: input.Title ?? before.title,
    description: input.Description ?? before.description,
    status: input.Status ?? before.status,
    severity: input.Severity ?? before.severity,
    category: input.Category ?? before.category,
    priority: input.Priority ?? before.priority,
    operationalData: { ...Object.fromEntries(kept), ...input.OperationalData },
    notifications: input.Notifications?.map(({ Arn = '' }) => Arn) ?? before.notifications,
    related: input.RelatedOpsItems?.map(({ OpsItemId }) => OpsItemId) ?? before.related,
    times: { ...before.times, ...timesIn(input) },
    modifiedBy: call.caller.arn,
    modifiedAt: call.now,
    version: before.version + 1,
  });
  return {};
};

/** AWS: one that is not there is deleted, too. */
export const deleteOpsItem: Handler<Given<sdk.DeleteOpsItemCommandInput>, object> = (input, call) => {
  opsItems.delete(call.tx, call, input.OpsItemId);
  return {};
};

/** AWS: at most 50 at once. */
const pageMax = 50;

export const describeOpsItems: Handler<
  Given<sdk.DescribeOpsItemsCommandInput>,
  Answered<sdk.DescribeOpsItemsCommandOutput>
> = (input, call) => {
  const filters = (input.OpsItemFilters ?? []).map(opsItemFilter);
  const all = opsItems
    .list(call.tx, call)
    .filter((item) => filters.every((lets) => lets(item)))
    .sort((a, b) => b.createdAt - a.createdAt);
  const { items, next } = pageOf(all, ({ id }) => id, {
    token: input.NextToken,
    limit: input.MaxResults ?? pageMax,
    invalid: invalidNextToken,
  });
  return { OpsItemSummaries: items.map(summaryAnswer), NextToken: next };
};
