import type { IncomingMessage, ServerResponse } from 'node:http';

/** A page, as it is asked for. */
export interface AskedPage {
  readonly path: string;
  readonly parameters: ReadonlyMap<string, string>;
  /** What the browser reaches us by. */
  readonly endpoint: string;
}

export interface PagesRouteParts {
  readonly isPage: (path: string) => boolean;
  /** The page that asks, and does nothing. */
  readonly ask: (asked: AskedPage) => string;
  /** Does what the page asked for, and answers the page that says what came of it. */
  readonly act: (asked: AskedPage) => Promise<string>;
  /** A certificate by its file name, PEM. */
  readonly certificate: (name: string) => Promise<string | undefined>;
}

/** Pages for people: GET asks, POST acts. And the certificate by which messages are verified. */
export function pagesRoute({ isPage, ask, act, certificate }: PagesRouteParts) {
  const isCertificate = (path: string) => /^\/SimpleNotificationService-\w+\.pem$/.test(path);
  return {
    match: (method: string, path: string): boolean =>
      (isPage(path) && (method === 'GET' || method === 'POST')) || (isCertificate(path) && method === 'GET'),
    async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
      const { host = '' } = request.headers;
      const { pathname, searchParams } = new URL(request.url ?? '/', 'http://house');
      if (isCertificate(pathname)) {
        const pem = await certificate(pathname.slice(1));
        return pem === undefined
          ? answer(response, 404, 'There is no such certificate.\n')
          : answer(response, 200, pem);
      }
      const asked = { path: pathname, parameters: new Map(searchParams), endpoint: `http://${host}` };
      if (request.method === 'GET') return answer(response, 200, ask(asked), 'text/html');
      // A browser says where a form comes from: only our own page may send one.
      const { origin } = request.headers;
      if (origin !== undefined && origin !== `http://${host}`)
        return answer(response, 403, 'A page of another origin may not do this.\n');
      answer(response, 200, await act(asked), 'text/html');
    },
  };
}

function answer(response: ServerResponse, status: number, body: string, type = 'text/plain'): void {
  response.writeHead(status, {
    'content-type': `${type}; charset=utf-8`,
    'content-length': Buffer.byteLength(body),
    'content-security-policy': "default-src 'none'; form-action 'self'",
    'cache-control': 'no-store',
  });
  response.end(body);
}
