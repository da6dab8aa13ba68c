import type { Hooked } from '../webhook-filters.ts';
import type { Body, BuildOutcome, GitHost, HookWanted } from './git-host.ts';
import { filesOf, isCommit, isSignedBy, said, textIn } from './payload.ts';

/** What GitHub is asked to tell of. */
const events = ['push', 'pull_request', 'release'];

const states: Readonly<Record<BuildOutcome, string>> = {
  started: 'pending',
  succeeded: 'success',
  failed: 'failure',
  stopped: 'error',
};

/** GitHub: "A short description of the status", of 140 characters at most. */
const descriptionMax = 140;

/** GitHub, and GitHub Enterprise Server, whose API is below its own address. */
export const gitHub: GitHost = {
  events: [
    'PUSH',
    'PULL_REQUEST_CREATED',
    'PULL_REQUEST_UPDATED',
    'PULL_REQUEST_REOPENED',
    'PULL_REQUEST_MERGED',
    'PULL_REQUEST_CLOSED',
    'RELEASED',
    'PRERELEASED',
  ],
  isSecretTold: true,
  requestReference: (number) => `refs/pull/${number}/head`,
  repositoryUrl: ({ url, repository }) =>
    `${url === undefined ? 'https://api.github.com' : `${url}/api/v3`}/repos/${repository}`,
  headers: ({ token }) => ({
    accept: 'application/vnd.github+json',
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
  }),
  // https://docs.github.com/en/rest/repos/webhooks
  createHook: (repository, hook) => ({
    method: 'POST',
    url: `${repository}/hooks`,
    body: { name: 'web', active: true, events, config: configOf(hook) },
  }),
  changeHook: (url, hook) => ({
    method: 'PATCH',
    url,
    body: { active: true, events, config: configOf(hook) },
  }),
  hookUrl: (repository, { url, id }) => textIn(url) ?? `${repository}/hooks/${id ?? ''}`,
  // https://docs.github.com/en/rest/commits/statuses
  tellStatus: (repository, { commit, outcome, context, description, targetUrl }) => ({
    method: 'POST',
    url: `${repository}/statuses/${commit}`,
    body: {
      state: states[outcome],
      context,
      description: description.slice(0, descriptionMax),
      target_url: targetUrl,
    },
  }),
  isSigned: (posted, secret) => isSignedBy('x-hub-signature-256', posted, secret),
  deliveryId: (headers) => headers['x-github-delivery'],
  // https://docs.github.com/en/webhooks/webhook-events-and-payloads: push, pull_request, release.
  read(headers, body) {
    const actor = String(body?.sender?.id ?? '');
    const repository = String(body?.repository?.name ?? '');
    const happened = readers[headers['x-github-event'] ?? '']?.(body);
    return happened ? [{ actor, repository, ...happened }] : [];
  },
};

const configOf = ({ url, secret }: HookWanted) => ({ url, content_type: 'json', insecure_ssl: '0', secret });

type Happened = Omit<Hooked, 'actor' | 'repository'>;
const readers: Readonly<Record<string, (body: Body) => Happened | undefined>> = {
  push,
  pull_request: pullRequest,
  release,
};

function push(body: Body): Happened | undefined {
  const { ref = '', before, after, head_commit: head, commits } = body;
  const [, kind, name = ''] = /^refs\/(heads|tags)\/(.+)$/.exec(ref) ?? [];
  if (kind === undefined || !isCommit(after)) return undefined; // It is gone, or nothing that is built.
  return {
    event: 'PUSH',
    headRef: ref,
    baseRef: ref,
    files: filesOf(commits),
    // Of a tag that is an object of its own, `after` is that object.
    version: isCommit(head?.id) ? head.id : after,
    trigger: `${kind === 'tags' ? 'tag' : 'branch'}/${name}`,
    ...said({
      before: isCommit(before) ? before : undefined,
      message: textIn(head?.message),
      tag: kind === 'tags' ? name : undefined,
    }),
  };
}

const happened: Readonly<Record<string, string>> = {
  opened: 'PULL_REQUEST_CREATED',
  synchronize: 'PULL_REQUEST_UPDATED',
  reopened: 'PULL_REQUEST_REOPENED',
};

function pullRequest(body: Body): Happened | undefined {
  const { action, number, pull_request: request } = body;
  const closed = request?.merged === true ? 'PULL_REQUEST_MERGED' : 'PULL_REQUEST_CLOSED';
  const event = action === 'closed' ? closed : happened[action];
  const commit = request?.head?.sha;
  if (event === undefined || !isCommit(commit)) return undefined;
  const merged = request.merge_commit_sha;
  return {
    event,
    headRef: `refs/heads/${request.head.ref}`,
    baseRef: `refs/heads/${request.base?.ref}`,
    version: `pr/${number}`,
    commit,
    trigger: `pr/${number}`,
    ...said({ target: textIn(request.base?.sha) }),
    ...(event === 'PULL_REQUEST_MERGED' && isCommit(merged) && { merged }),
  };
}

const releases: Readonly<Record<string, string>> = { released: 'RELEASED', prereleased: 'PRERELEASED' };

function release({ action, release: of }: Body): Happened | undefined {
  const event = releases[action];
  const tag = textIn(of?.tag_name);
  if (event === undefined || tag === undefined) return undefined;
  const headRef = `refs/tags/${tag}`;
  return {
    event,
    headRef,
    tag,
    version: headRef,
    trigger: `tag/${tag}`,
    ...said({ release: textIn(of.name) }),
  };
}
