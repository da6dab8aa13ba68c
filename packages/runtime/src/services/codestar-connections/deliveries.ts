/** What a provider's delivery tells of, before anybody has looked. */
export type Told = PushTold | PullRequestTold;
export interface PushTold {
  readonly kind: 'push';
  readonly reference: string;
  readonly oldCommitId?: string | undefined;
  readonly newCommitId?: string | undefined;
}
export interface PullRequestTold {
  readonly kind: 'pullRequest';
  readonly pullRequestId: string;
  readonly title?: string | undefined;
  readonly event: 'OPEN' | 'UPDATED' | 'CLOSED';
  readonly sourceBranch: string;
  readonly targetBranch: string;
  readonly commitId: string;
  readonly targetCommitId?: string | undefined;
  /** Where the commit is to be had, if it comes from a fork. */
  readonly reference?: string | undefined;
}

/** Something that was told of, in the order in which it came to this house. */
export interface Numbered {
  readonly number: number;
  readonly told: Told;
}

export interface DeliveryRead {
  readonly fullRepositoryId: string;
  readonly told: readonly Told[];
}

type Headers = Readonly<Record<string, string>>;
type Body = any;

/** A provider's way of delivering. */
interface Dialect {
  /** What tells one delivery from the next; a delivery that is repeated has the same. */
  readonly idHeader: string;
  readonly eventHeader: string;
  read(event: string, body: Body): DeliveryRead | undefined;
}

const none = /^0+$/;
const commit = (id: unknown): string | undefined =>
  typeof id === 'string' && /^[0-9a-f]{7,40}$/.test(id) && !none.test(id) ? id : undefined;
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

const pushTold = (reference: unknown, before: unknown, after: unknown): PushTold[] =>
  /^refs\/(heads|tags)\/./.test(text(reference))
    ? [{ kind: 'push', reference: text(reference), oldCommitId: commit(before), newCommitId: commit(after) }]
    : [];

/** https://docs.github.com/en/webhooks/webhook-events-and-payloads: push, pull_request. */
const gitHub: Dialect = {
  idHeader: 'x-github-delivery',
  eventHeader: 'x-github-event',
  read(event, body) {
    const fullRepositoryId = text(body?.repository?.full_name);
    if (event === 'push') return { fullRepositoryId, told: pushTold(body?.ref, body?.before, body?.after) };
    const events = { opened: 'OPEN', reopened: 'OPEN', synchronize: 'UPDATED', closed: 'CLOSED' } as const;
    const happened = event === 'pull_request' ? events[body?.action as keyof typeof events] : undefined;
    const { head, base, number, title } = { ...body?.pull_request };
    return (
      happened &&
      pullRequest(fullRepositoryId, happened, {
        pullRequestId: number,
        title,
        sourceBranch: head?.ref,
        targetBranch: base?.ref,
        commitId: head?.sha,
        targetCommitId: base?.sha,
        reference: `refs/pull/${number}/head`,
      })
    );
  },
};

/** https://docs.gitlab.com/user/project/integrations/webhook_events: push, tag and merge request events. */
const gitLab: Dialect = {
  idHeader: 'x-gitlab-event-uuid',
  eventHeader: 'x-gitlab-event',
  read(event, body) {
    const fullRepositoryId = text(body?.project?.path_with_namespace);
    if (event === 'Push Hook' || event === 'Tag Push Hook')
      return { fullRepositoryId, told: pushTold(body?.ref, body?.before, body?.after) };
    if (event !== 'Merge Request Hook') return undefined;
    const { action, oldrev, iid, title, source_branch, target_branch, last_commit } = {
      ...body?.object_attributes,
    };
    // An update without an old revision is of a title, or a label.
    const happened =
      action === 'open' || action === 'reopen'
        ? 'OPEN'
        : action === 'merge' || action === 'close'
          ? 'CLOSED'
          : action === 'update' && oldrev
            ? 'UPDATED'
            : undefined;
    return (
      happened &&
      pullRequest(fullRepositoryId, happened, {
        pullRequestId: iid,
        title,
        sourceBranch: source_branch,
        targetBranch: target_branch,
        commitId: last_commit?.id,
        reference: `refs/merge-requests/${iid}/head`,
      })
    );
  },
};

/** https://support.atlassian.com/bitbucket-cloud/docs/event-payloads: repo:push, pullrequest:*. Ids are abbreviated. */
const bitbucket: Dialect = {
  idHeader: 'x-request-uuid',
  eventHeader: 'x-event-key',
  read(event, body) {
    const fullRepositoryId = text(body?.repository?.full_name);
    if (event === 'repo:push') {
      const told = (body?.push?.changes ?? []).flatMap((change: Body) => {
        const { type, name } = change?.new ?? change?.old ?? {};
        const kind = type === 'tag' ? 'tags' : 'heads';
        return pushTold(`refs/${kind}/${text(name)}`, change?.old?.target?.hash, change?.new?.target?.hash);
      });
      return { fullRepositoryId, told };
    }
    const events = { created: 'OPEN', updated: 'UPDATED', fulfilled: 'CLOSED', rejected: 'CLOSED' } as const;
    const happened = events[event.replace('pullrequest:', '') as keyof typeof events];
    const { id, title, source, destination } = { ...body?.pullrequest };
    return (
      happened &&
      pullRequest(fullRepositoryId, happened, {
        pullRequestId: id,
        title,
        sourceBranch: source?.branch?.name,
        targetBranch: destination?.branch?.name,
        commitId: source?.commit?.hash,
        targetCommitId: destination?.commit?.hash,
      })
    );
  },
};

function pullRequest(
  fullRepositoryId: string,
  event: PullRequestTold['event'],
  said: Readonly<Record<string, unknown>>,
): DeliveryRead {
  const commitId = commit(said['commitId']);
  if (commitId === undefined) return { fullRepositoryId, told: [] };
  const told: PullRequestTold = {
    kind: 'pullRequest',
    pullRequestId: String(said['pullRequestId']),
    title: text(said['title']),
    event,
    sourceBranch: text(said['sourceBranch']),
    targetBranch: text(said['targetBranch']),
    commitId,
    targetCommitId: commit(said['targetCommitId']),
    reference: said['reference'] === undefined ? undefined : text(said['reference']),
  };
  return { fullRepositoryId, told: [told] };
}

const dialects: Readonly<Record<string, Dialect>> = {
  GitHub: gitHub,
  GitHubEnterpriseServer: gitHub,
  GitLab: gitLab,
  GitLabSelfManaged: gitLab,
  Bitbucket: bitbucket,
};

/** The id of a delivery, and what it tells; undefined where its provider delivers in no way that is known. */
export function readDelivery(
  providerType: string,
  headers: Headers,
  body: string,
): { readonly id?: string | undefined; readonly read?: DeliveryRead | undefined } {
  const dialect = dialects[providerType];
  if (!dialect) return {};
  const id = headers[dialect.idHeader];
  try {
    return { id, read: dialect.read(headers[dialect.eventHeader] ?? '', JSON.parse(body)) };
  } catch {
    return { id };
  }
}
