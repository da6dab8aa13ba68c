import type { WebhookFilter } from '@aws-sdk/client-codebuild';
import { regularExpressionOf } from '../../base/regular-expression.ts';
import { invalidInput } from './errors.ts';
import type { GitHost } from './git-hosts/git-host.ts';

/** What a provider has told of, in the words of filters. */
export interface Hooked {
  readonly event: string;
  readonly actor: string;
  readonly headRef: string;
  readonly baseRef?: string;
  readonly message?: string;
  readonly tag?: string;
  readonly release?: string;
  readonly repository: string;
  /** Unknown where payloads do not name them all, as of pull requests. */
  readonly files?: readonly string[];
  /** Of a pull request, what it is for was at then. */
  readonly target?: string;
  /** What is built, as builds say it: `pr/5`. */
  readonly version: string;
  /** What that was when it was told of. */
  readonly commit?: string;
  readonly trigger: string;
  readonly before?: string;
  readonly merged?: string;
}

/** AWS: user guide: what starts a build where nobody has said. Unverified of reopened ones. */
const unlessSaid = ['PUSH', 'PULL_REQUEST_CREATED', 'PULL_REQUEST_UPDATED', 'PULL_REQUEST_REOPENED'];

type Groups = readonly (readonly WebhookFilter[])[];

// AWS: API reference, WebhookFilter: each group names events; every pattern of a group has to match.
export function checkFilters(groups: Groups, { events }: Pick<GitHost, 'events'>): void {
  for (const group of groups) {
    const named = group.filter(({ type }) => type === 'EVENT').flatMap(({ pattern }) => eventsIn(pattern));
    // AWS: unverified words, of these.
    if (named.length === 0) invalidInput('At least one filter of a filter group has to be of the type EVENT');
    const unknown = named.find((each) => !events.includes(each));
    if (unknown !== undefined) invalidInput(`Penstock does not serve webhook events ${unknown} (yet)`);
    for (const { type, pattern = '' } of group) {
      if (!(type! in valueOf)) invalidInput(`Penstock does not serve filters of the type ${type} (yet)`);
      if (type !== 'EVENT' && isMatch(pattern, '') === undefined)
        invalidInput(`Invalid pattern of a webhook filter: ${pattern}`);
    }
  }
}

export function checkBranchFilter(pattern: string | undefined): void {
  if (pattern !== undefined && isMatch(pattern, '') === undefined)
    invalidInput(`Invalid branch filter: ${pattern}`);
}

const eventsIn = (pattern = ''): string[] => pattern.split(',').map((each) => each.trim());

const valueOf: Readonly<Record<string, (hooked: Hooked) => readonly (string | undefined)[]>> = {
  EVENT: ({ event }) => [event],
  ACTOR_ACCOUNT_ID: ({ actor }) => [actor],
  HEAD_REF: ({ headRef }) => [headRef],
  BASE_REF: ({ baseRef }) => [baseRef],
  COMMIT_MESSAGE: ({ message }) => [message],
  FILE_PATH: ({ files = [] }) => files,
  TAG_NAME: ({ tag }) => [tag],
  RELEASE_NAME: ({ release }) => [release],
  REPOSITORY_NAME: ({ repository }) => [repository],
};

interface Filtered {
  readonly filterGroups?: Groups | undefined;
  readonly branchFilter?: string | undefined;
}

/** Whether the filters ask for what the provider has not said: files, or the message, of what they may want. */
export const isMoreAsked = ({ filterGroups = [] }: Filtered, hooked: Hooked): boolean =>
  filterGroups.some((group) => {
    const open = group.filter(({ type }) => isUnknown(type, hooked));
    return open.length > 0 && group.every((filter) => open.includes(filter) || passes(filter, hooked));
  });

// AWS: API reference, WebhookFilter, FILE_PATH and COMMIT_MESSAGE: "Works with push and pull request events only".
const isUnknown = (type: WebhookFilter['type'], { event, files, message }: Hooked): boolean =>
  /^(PUSH$|PULL_REQUEST_)/.test(event) &&
  ((type === 'FILE_PATH' && files === undefined) || (type === 'COMMIT_MESSAGE' && message === undefined));

/** Whether it is to be built: one group is enough. */
export function isWanted({ filterGroups, branchFilter }: Filtered, hooked: Hooked): boolean {
  if (filterGroups && filterGroups.length > 0)
    return filterGroups.some((group) => group.every((filter) => passes(filter, hooked)));
  const branch = hooked.headRef.replace('refs/heads/', '');
  return (
    unlessSaid.includes(hooked.event) &&
    (branchFilter === undefined || branchFilter === '' || isMatch(branchFilter, branch) === true)
  );
}

function passes(
  { type, pattern = '', excludeMatchedPattern = false }: WebhookFilter,
  hooked: Hooked,
): boolean {
  if (type === 'EVENT') return eventsIn(pattern).includes(hooked.event);
  const values = valueOf[type!]!(hooked).filter((each) => each !== undefined);
  return values.some((value) => isMatch(pattern, value)) !== excludeMatchedPattern;
}

/** Somewhere in the text. Undefined where the pattern is none. */
const isMatch = (pattern: string, text: string): boolean | undefined =>
  regularExpressionOf(pattern)?.test(text);
