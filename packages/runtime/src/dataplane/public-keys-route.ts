import type { IncomingMessage, ServerResponse } from 'node:http';

const form = /^\/_penstock\/public-keys\/([\da-f-]{36})$/;

/** What load balancers tell of users is verified by: `/_penstock/public-keys/<kid>`. On AWS it is a host of its own. */
export function publicKeysRoute(find: (id: string) => Promise<string | undefined>) {
  return {
    match: (method: string, path: string): boolean => method === 'GET' && form.test(path),
    async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
      const [, id = ''] = form.exec(new URL(request.url ?? '', 'http://keys').pathname) ?? [];
      const pem = await find(id);
      response.writeHead(pem === undefined ? 404 : 200, { 'content-type': 'text/plain' });
      response.end(pem ?? 'There is no such key.\n');
    },
  };
}
