import type { Hooked } from '../webhook-filters.ts';
import type { Body, BuildOutcome, GitHost, HookWanted } from './git-host.ts';
import { filesOf, isCommit, isSame, list, said, textIn } from './payload.ts';

const states: Readonly<Record<BuildOutcome, string>> = {
  started: 'running',
  succeeded: 'success',
  failed: 'failed',
  stopped: 'canceled',
};

/** GitLab.com, and GitLab where somebody runs it himself. */
export const gitLab: GitHost = {
  // AWS: user guide, "GitLab webhook events".
  events: [
    'PUSH',
    'PULL_REQUEST_CREATED',
    'PULL_REQUEST_UPDATED',
    'PULL_REQUEST_MERGED',
    'PULL_REQUEST_REOPENED',
    'PULL_REQUEST_CLOSED',
    'RELEASED',
  ],
  isSecretTold: true,
  requestReference: (number) => `refs/merge-requests/${number}/head`,
  repositoryUrl: ({ url = 'https://gitlab.com', repository }) =>
    `${url}/api/v4/projects/${encodeURIComponent(repository)}`,
  // https://docs.gitlab.com/api/rest/authentication: by it personal, project, and OAuth's tokens are taken.
  headers: ({ token }) => (token === undefined ? {} : { authorization: `Bearer ${token}` }),
  // https://docs.gitlab.com/api/project_webhooks
  createHook: (project, hook) => ({ method: 'POST', url: `${project}/hooks`, body: hookOf(hook) }),
  changeHook: (url, hook) => ({ method: 'PUT', url, body: hookOf(hook) }),
  hookUrl: (project, { id }) => `${project}/hooks/${id ?? ''}`,
  // https://docs.gitlab.com/api/commits: set the pipeline status of a commit.
  tellStatus: (project, { commit, outcome, context, description, targetUrl }) => ({
    method: 'POST',
    url: `${project}/statuses/${commit}`,
    body: { state: states[outcome], name: context, description, target_url: targetUrl },
  }),
  // A state that it has already, GitLab takes for none: "Cannot transition status via :run from :running".
  isTold: (status, text) => status === 400 && text.includes('Cannot transition status'),
  // https://docs.gitlab.com/user/project/integrations/webhooks: it says the secret itself.
  isSigned: ({ headers }, secret) => isSame(headers['x-gitlab-token'] ?? '', secret),
  deliveryId: (headers) => headers['idempotency-key'] ?? headers['x-gitlab-event-uuid'],
  // https://docs.gitlab.com/user/project/integrations/webhook_events
  read(headers, body) {
    const actor = String(body?.user?.id ?? body?.user_id ?? '');
    const repository = String(body?.project?.name ?? '');
    const happened = readers[headers['x-gitlab-event'] ?? '']?.(body);
    return happened ? [{ actor, repository, ...happened }] : [];
  },
};

const hookOf = ({ url, secret }: HookWanted) => ({
  url,
  token: secret,
  push_events: true,
  tag_push_events: true,
  merge_requests_events: true,
  releases_events: true,
  enable_ssl_verification: true,
});

type Happened = Omit<Hooked, 'actor' | 'repository'>;
const readers: Readonly<Record<string, (body: Body) => Happened | undefined>> = {
  'Push Hook': push,
  'Tag Push Hook': push,
  'Merge Request Hook': mergeRequest,
  'Release Hook': release,
};

function push(body: Body): Happened | undefined {
  const { ref = '', before, after, checkout_sha: checkedOut, commits, total_commits_count: total = 0 } = body;
  const [, kind, name = ''] = /^refs\/(heads|tags)\/(.+)$/.exec(ref) ?? [];
  if (kind === undefined || !isCommit(after)) return undefined; // It is gone, or nothing that is built.
  // Of a tag that is an object of its own, `after` is that object.
  const version = isCommit(checkedOut) ? checkedOut : after;
  const head = list(commits).find(({ id }) => id === version);
  return {
    event: 'PUSH',
    headRef: ref,
    baseRef: ref,
    version,
    trigger: `${kind === 'tags' ? 'tag' : 'branch'}/${name}`,
    ...said({
      // GitLab tells of the newest 20 commits alone.
      files: total > list(commits).length ? undefined : filesOf(commits),
      before: isCommit(before) ? before : undefined,
      message: textIn(head?.message),
      tag: kind === 'tags' ? name : undefined,
    }),
  };
}

const happened: Readonly<Record<string, string>> = {
  open: 'PULL_REQUEST_CREATED',
  update: 'PULL_REQUEST_UPDATED',
  reopen: 'PULL_REQUEST_REOPENED',
  merge: 'PULL_REQUEST_MERGED',
  close: 'PULL_REQUEST_CLOSED',
};

function mergeRequest({ object_attributes: request }: Body): Happened | undefined {
  const {
    action,
    oldrev,
    iid,
    source_branch: source,
    target_branch: target,
    last_commit: last,
  } = {
    ...request,
  };
  const event = happened[action];
  // An update without an old revision is of a title, or a label.
  if (event === undefined || !isCommit(last?.id) || (action === 'update' && !oldrev)) return undefined;
  const merged = event === 'PULL_REQUEST_MERGED' ? request.merge_commit_sha : undefined;
  return {
    event,
    headRef: `refs/heads/${source}`,
    baseRef: `refs/heads/${target}`,
    version: `pr/${iid}`,
    commit: last.id,
    // AWS: unverified of GitLab's merge requests, the word "pr" too.
    trigger: `pr/${iid}`,
    ...said({ message: textIn(last.message), merged: isCommit(merged) ? merged : undefined }),
  };
}

function release({ action, tag, name }: Body): Happened | undefined {
  if ((action !== 'create' && action !== 'update') || textIn(tag) === undefined) return undefined;
  const headRef = `refs/tags/${tag}`;
  return {
    event: 'RELEASED',
    headRef,
    tag,
    version: headRef,
    trigger: `tag/${tag}`,
    ...said({ release: textIn(name) }),
  };
}
