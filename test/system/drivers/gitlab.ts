import { LocalGitHost, type Answer, type Asked, type Pushed } from './git-host.ts';

const root = '/api/v4/projects/acme%2Fweb';
const flags = ['push_events', 'tag_push_events', 'merge_requests_events', 'releases_events'];

export class LocalGitLab extends LocalGitHost {
  readonly events = { push: 'Push Hook', opened: 'Merge Request Hook' };
  protected readonly common = {
    project: { name: 'web', path_with_namespace: this.fullName },
    user: { id: 42, username: 'ann' },
  };

  protected pushed({ branch, before, after, files }: Pushed): object {
    const commit = { id: after, message: 'Change', added: files, modified: [], removed: [] };
    const ref = `refs/heads/${branch}`;
    return { object_kind: 'push', ref, before, after, checkout_sha: after, commits: [commit] };
  }

  pullRequest(action: string, head: string, base: string): object {
    this.show('refs/merge-requests/1/head', head);
    const last_commit = { id: this.tip(head), message: 'Change' };
    const of = { source_branch: head, target_branch: base, last_commit };
    return { object_kind: 'merge_request', object_attributes: { iid: 1, action, title: 'Do more', ...of } };
  }

  protected headers(event: string, delivery: string) {
    return { 'user-agent': 'GitLab/17.5.0', 'x-gitlab-event': event, 'x-gitlab-event-uuid': delivery };
  }

  protected signature(_body: string, secret: string) {
    return { 'x-gitlab-token': secret };
  }

  protected api({ method, pathname, headers, body }: Asked): Answer | undefined {
    if (!pathname.startsWith(root)) return undefined;
    if (headers.authorization !== `Bearer ${this.token}`)
      return { status: 401, body: { message: '401 Unauthorized' } };
    const [, kind, id = ''] = pathname.slice(root.length).split('/');
    if (kind === 'statuses') {
      this.tell(id, body.state, body.name);
      return { status: 201 };
    }
    if (method === 'DELETE') {
      this.hooks = this.hooks.filter((hook) => hook.id !== id);
      return { status: 204 };
    }
    const events = flags.filter((flag) => body[flag] === true);
    this.hooks.push({ id: String(this.hooks.length + 1), url: body.url, secret: body.token, events });
    return { status: 201, body: { id: this.hooks.length } };
  }
}
