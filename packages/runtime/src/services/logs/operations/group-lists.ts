import type { ListLogGroupsRequest, ListLogGroupsResponse } from '@aws-sdk/client-cloudwatch-logs';
import { pageOf } from '../../../base/pagination.ts';
import type { Handler } from '../../../dispatch/service.ts';
import { notServed } from '../errors.ts';
import { groupArn, logGroups } from '../records.ts';
import { describedMax, invalidToken } from './groups.ts';

/** The names, and what is asked of them; there are no linked accounts. */
// AWS: API_ListLogGroups.
export const listLogGroups: Handler<ListLogGroupsRequest, ListLogGroupsResponse> = (input, call) => {
  if (input.dataSources?.length || input.fieldIndexNames?.length)
    notServed('a search by data sources or field indexes');
  const wants = nameTest(input.logGroupNamePattern);
  const found = logGroups
    .list(call.tx, call)
    .filter(({ name }) => wants(name))
    .filter((group) => input.logGroupClass === undefined || group.class === input.logGroupClass)
    .filter(({ tags }) =>
      (input.logGroupTags ?? []).every(({ key, values = [] }) => {
        const value = Object.hasOwn(tags, key!) ? tags[key!] : undefined;
        return value !== undefined && (values.length === 0 || values.includes(value));
      }),
    );
  const page = pageOf(found, ({ name }) => name, {
    token: input.nextToken,
    limit: input.limit ?? describedMax,
    invalid: invalidToken,
  });
  return {
    logGroups: page.items.map((group) => ({
      logGroupName: group.name,
      logGroupArn: groupArn(call, group.name),
      logGroupClass: group.class,
    })),
    nextToken: page.next,
  };
};

/** AWS: parts of names, with `^` at their beginning, and `|` between several. */
function nameTest(pattern = ''): (name: string) => boolean {
  const parts = pattern.split('|');
  return (name) =>
    parts.some((part) => (part.startsWith('^') ? name.startsWith(part.slice(1)) : name.includes(part)));
}
