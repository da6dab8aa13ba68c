import { derivedUuid } from '../../../base/ids.ts';
import type { Hooked } from '../webhook-filters.ts';
import type { Body, BuildOutcome, GitHost, HookWanted } from './git-host.ts';
import { isCommit, isSignedBy, list, said, textIn } from './payload.ts';

const states: Readonly<Record<BuildOutcome, string>> = {
  started: 'INPROGRESS',
  succeeded: 'SUCCESSFUL',
  failed: 'FAILED',
  stopped: 'STOPPED',
};

/** Who a token of a repository or a workspace is shown as to git, and to the API as a bearer. */
const tokenUser = 'x-token-auth';

export const bitbucket: GitHost = {
  // AWS: user guide, "Bitbucket webhook events".
  events: [
    'PUSH',
    'PULL_REQUEST_CREATED',
    'PULL_REQUEST_UPDATED',
    'PULL_REQUEST_MERGED',
    'PULL_REQUEST_CLOSED',
  ],
  // AWS: API reference, Webhook, secret: "A Bitbucket webhook does not support secret". Bitbucket does by now: what is
  // posted is signed all the same.
  isSecretTold: false,
  repositoryUrl: ({ url = 'https://api.bitbucket.org', repository }) =>
    `${url}/2.0/repositories/${repository}`,
  headers({ token, user = tokenUser }) {
    if (token === undefined) return {};
    const basic = () => `Basic ${Buffer.from(`${user}:${token}`).toString('base64')}`;
    return { authorization: user === tokenUser ? `Bearer ${token}` : basic() };
  },
  // https://developer.atlassian.com/cloud/bitbucket/rest/api-group-repositories: webhooks for a repository.
  createHook: (repository, hook) => ({ method: 'POST', url: `${repository}/hooks`, body: hookOf(hook) }),
  changeHook: (url, hook) => ({ method: 'PUT', url, body: hookOf(hook) }),
  hookUrl: (repository, { uuid }) => `${repository}/hooks/${encodeURIComponent(String(uuid ?? ''))}`,
  // https://developer.atlassian.com/cloud/bitbucket/rest/api-group-commit-statuses: a key has 40 characters at most.
  tellStatus: (repository, { commit, outcome, context, description, targetUrl }) => ({
    method: 'POST',
    url: `${repository}/commit/${commit}/statuses/build`,
    body: {
      key: derivedUuid('commit status', context),
      name: context,
      state: states[outcome],
      description,
      url: targetUrl,
    },
  }),
  isSigned: (posted, secret) => isSignedBy('x-hub-signature', posted, secret),
  deliveryId: (headers) => headers['x-request-uuid'],
  // https://support.atlassian.com/bitbucket-cloud/docs/event-payloads
  read(headers, body) {
    const actor = String(body?.actor?.account_id ?? '');
    const repository = String(body?.repository?.name ?? '');
    const event = headers['x-event-key'] ?? '';
    const all = event === 'repo:push' ? list(body?.push?.changes).flatMap(push) : pullRequest(event, body);
    return all.map((each) => ({ actor, repository, ...each }));
  },
};

const hookOf = ({ url, secret }: HookWanted) => ({
  description: 'AWS CodeBuild',
  url,
  secret,
  active: true,
  events: [
    'repo:push',
    'pullrequest:created',
    'pullrequest:updated',
    'pullrequest:fulfilled',
    'pullrequest:rejected',
  ],
});

type Happened = Omit<Hooked, 'actor' | 'repository'>;

/** Of branches and tags that are there now; which files it touches is not told. */
function push({ new: now, old }: Body): Happened[] {
  const name = textIn(now?.name);
  const version = now?.target?.hash;
  if (name === undefined || !isCommit(version)) return [];
  const isTag = now.type === 'tag';
  const headRef = `refs/${isTag ? 'tags' : 'heads'}/${name}`;
  const before = old?.target?.hash;
  const more = said({
    before: isCommit(before) ? before : undefined,
    message: textIn(now.target.message),
    tag: isTag ? name : undefined,
  });
  const trigger = `${isTag ? 'tag' : 'branch'}/${name}`;
  return [{ event: 'PUSH', headRef, baseRef: headRef, version, trigger, ...more }];
}

const happened: Readonly<Record<string, string>> = {
  'pullrequest:created': 'PULL_REQUEST_CREATED',
  'pullrequest:updated': 'PULL_REQUEST_UPDATED',
  'pullrequest:fulfilled': 'PULL_REQUEST_MERGED',
  'pullrequest:rejected': 'PULL_REQUEST_CLOSED',
};

function pullRequest(key: string, { pullrequest: request }: Body): Happened[] {
  const { id, source, destination, merge_commit: merge } = { ...request };
  const event = happened[key];
  const merged = event === 'PULL_REQUEST_MERGED' && isCommit(merge?.hash) ? merge.hash : undefined;
  // The branch of what is merged may be gone, and its commits with it.
  const commit = merged ?? source?.commit?.hash;
  if (event === undefined || !isCommit(commit)) return [];
  return [
    {
      event,
      headRef: `refs/heads/${source?.branch?.name}`,
      baseRef: `refs/heads/${destination?.branch?.name}`,
      version: `pr/${id}`,
      commit,
      trigger: `pr/${id}`,
      ...said({ merged, target: textIn(destination?.commit?.hash) }),
    },
  ];
}
