import type { Hooked } from './webhook-filters.ts';

type Body = any;

/** A build that a webhook starts. */
export interface HookedBuild {
  readonly isBatch: boolean;
  readonly sourceVersion: string;
  readonly initiator: string;
  readonly variables: Readonly<Record<string, string>>;
}

/**
 * Reads what GitHub delivers; undefined of what builds nothing.
 * https://docs.github.com/en/webhooks/webhook-events-and-payloads: push, pull_request, release.
 */
export function readHook(event: string | undefined, text: string): Hooked | undefined {
  let body: Body;
  try {
    body = JSON.parse(text);
  } catch {
    return undefined;
  }
  const shared = {
    actor: String(body?.sender?.id ?? ''),
    repository: String(body?.repository?.name ?? ''),
  };
  switch (event) {
    case 'push':
      return push(body, shared);
    case 'pull_request':
      return pullRequest(body, shared);
    case 'release':
      return release(body, shared);
    default:
      return undefined;
  }
}

type Shared = Pick<Hooked, 'actor' | 'repository'>;

function push(body: Body, shared: Shared): Hooked | undefined {
  const { ref = '', before, after = '', head_commit: head, commits = [] } = body;
  if (!isCommit(after)) return undefined; // It is gone.
  const files = list(commits).flatMap((each) => [each.added, each.modified, each.removed].flatMap(list));
  const [, kind, name = ''] = /^refs\/(heads|tags)\/(.+)$/.exec(ref) ?? [];
  if (kind === undefined) return undefined;
  return {
    ...shared,
    event: 'PUSH',
    headRef: ref,
    baseRef: ref,
    files,
    version: after,
    trigger: `${kind === 'tags' ? 'tag' : 'branch'}/${name}`,
    ...(isCommit(before) && { before }),
    ...(head?.message !== undefined && { message: head.message }),
    ...(kind === 'tags' && { tag: name }),
  };
}

const happened: Readonly<Record<string, string>> = {
  opened: 'PULL_REQUEST_CREATED',
  synchronize: 'PULL_REQUEST_UPDATED',
  reopened: 'PULL_REQUEST_REOPENED',
};

function pullRequest(body: Body, shared: Shared): Hooked | undefined {
  const { action, number, pull_request: request } = body;
  const closed = request?.merged === true ? 'PULL_REQUEST_MERGED' : 'PULL_REQUEST_CLOSED';
  const event = action === 'closed' ? closed : happened[action];
  if (event === undefined || !isCommit(request?.head?.sha)) return undefined;
  const merged = request.merge_commit_sha;
  return {
    ...shared,
    event,
    headRef: `refs/heads/${request.head.ref}`,
    baseRef: `refs/heads/${request.base?.ref}`,
    version: `pr/${number}^{${request.head.sha}}`,
    trigger: `pr/${number}`,
    ...(event === 'PULL_REQUEST_MERGED' && isCommit(merged) && { merged }),
  };
}

function release(body: Body, shared: Shared): Hooked | undefined {
  const events: Readonly<Record<string, string>> = { released: 'RELEASED', prereleased: 'PRERELEASED' };
  const event = events[body?.action];
  const { tag_name: tag, name } = body?.release ?? {};
  if (event === undefined || typeof tag !== 'string') return undefined;
  const headRef = `refs/tags/${tag}`;
  const named = typeof name === 'string' ? { release: name } : {};
  return { ...shared, event, headRef, tag, version: headRef, trigger: `tag/${tag}`, ...named };
}

const list = (value: unknown): Body[] => (Array.isArray(value) ? (value as Body[]) : []);

const isCommit = (id: unknown): id is string =>
  typeof id === 'string' && /^[0-9a-f]{40}$/.test(id) && !/^0+$/.test(id);

/** AWS: user guide, "Environment variables in build environments": what only a webhook's build has. */
export function hookVariables({ event, actor, headRef, baseRef, before, merged, trigger }: Hooked) {
  return {
    CODEBUILD_WEBHOOK_ACTOR_ACCOUNT_ID: actor,
    CODEBUILD_WEBHOOK_EVENT: event,
    CODEBUILD_WEBHOOK_HEAD_REF: headRef,
    CODEBUILD_WEBHOOK_TRIGGER: trigger,
    ...(baseRef !== undefined && { CODEBUILD_WEBHOOK_BASE_REF: baseRef }),
    ...(before !== undefined && { CODEBUILD_WEBHOOK_PREV_COMMIT: before }),
    ...(merged !== undefined && { CODEBUILD_WEBHOOK_MERGE_COMMIT: merged }),
  };
}
