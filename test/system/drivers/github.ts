import { LocalGitHost, signed, type Answer, type Asked, type Pushed } from './git-host.ts';

const root = '/api/v3/repos/acme/web';

export class LocalGitHub extends LocalGitHost {
  readonly events = { push: 'push', opened: 'pull_request' };
  protected readonly common = {
    repository: { name: 'web', full_name: this.fullName },
    sender: { id: 42, login: 'ann' },
  };

  protected pushed({ branch, before, after, files }: Pushed): object {
    const commit = { id: after, message: 'Change', added: files, modified: [], removed: [] };
    return { ref: `refs/heads/${branch}`, before, after, commits: [commit], head_commit: commit };
  }

  pullRequest(action: string, head: string, base: string): object {
    this.show('refs/pull/1/head', head);
    const at = (ref: string) => ({ ref, sha: this.tip(ref) });
    const told = { number: 1, title: 'Do more', merged: false, head: at(head), base: at(base) };
    return { action, number: 1, pull_request: told };
  }

  protected headers(event: string, delivery: string) {
    return {
      'user-agent': 'GitHub-Hookshot/test',
      'x-github-event': event,
      'x-github-delivery': delivery,
    };
  }

  protected signature(body: string, secret: string) {
    return { 'x-hub-signature-256': signed(body, secret) };
  }

  protected api({ method, pathname, headers, body }: Asked): Answer | undefined {
    if (!pathname.startsWith(root)) return undefined;
    if (headers.authorization !== `Bearer ${this.token}`)
      return { status: 401, body: { message: 'Bad credentials' } };
    const [, kind, id = ''] = pathname.slice(root.length).split('/');
    if (kind === 'statuses') {
      this.tell(id, body.state, body.context);
      return { status: 201 };
    }
    if (method === 'GET') return { status: 200, body: this.hooks.map(shown) };
    if (method === 'DELETE') {
      this.hooks = this.hooks.filter((hook) => hook.id !== id);
      return { status: 204 };
    }
    const { url, secret } = body.config;
    const hook = { id: String(this.hooks.length + 1), url, secret, events: body.events };
    this.hooks.push(hook);
    return { status: 201, body: { ...shown(hook), url: `${this.url}${root}/hooks/${hook.id}` } };
  }
}

const shown = ({ id, url, events }: LocalGitHub['hooks'][number]) => ({
  id: Number(id),
  events,
  config: { url },
});
