import { LocalGitHost, signed, type Answer, type Asked, type Pushed } from './git-host.ts';

const root = '/2.0/repositories/acme/web';

export class LocalBitbucket extends LocalGitHost {
  readonly events = { push: 'repo:push', opened: 'pullrequest:created' };
  protected readonly common = {
    repository: { name: 'web', full_name: this.fullName },
    actor: { account_id: '557058:ann' },
  };

  protected pushed({ branch, before, after }: Pushed): object {
    const at = (hash: string) => ({ type: 'branch', name: branch, target: { hash, message: 'Change' } });
    const isNew = /^0+$/.test(before);
    const change = { new: at(after), old: isNew ? null : at(before), created: isNew, forced: false };
    return { push: { changes: [change] } };
  }

  /** Commits are abbreviated. */
  pullRequest(_action: string, head: string, base: string): object {
    const at = (name: string) => ({ branch: { name }, commit: { hash: this.tip(name)!.slice(0, 12) } });
    return { pullrequest: { id: 1, title: 'Do more', source: at(head), destination: at(base) } };
  }

  protected headers(event: string, delivery: string) {
    return { 'user-agent': 'Bitbucket-Webhooks/2.0', 'x-event-key': event, 'x-request-uuid': delivery };
  }

  protected signature(body: string, secret: string) {
    return { 'x-hub-signature': signed(body, secret) };
  }

  protected api({ method, pathname, headers, body }: Asked): Answer | undefined {
    if (!pathname.startsWith(root)) return undefined;
    const user = `Basic ${Buffer.from(`ann:${this.token}`).toString('base64')}`;
    if (headers.authorization !== user) return { status: 401, body: { type: 'error' } };
    const [, kind, id = ''] = decodeURIComponent(pathname.slice(root.length)).split('/');
    if (kind === 'commit') {
      this.tell(id, body.state, body.name);
      return { status: 201 };
    }
    if (method === 'DELETE') {
      this.hooks = this.hooks.filter((hook) => hook.id !== id);
      return { status: 204 };
    }
    const hook = {
      id: `{${this.hooks.length + 1}}`,
      url: body.url,
      secret: body.secret,
      events: body.events,
    };
    this.hooks.push(hook);
    return { status: 201, body: { uuid: hook.id } };
  }
}
