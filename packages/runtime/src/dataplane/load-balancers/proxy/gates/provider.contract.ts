import { once } from 'node:events';
import { generateKeyPairSync, sign } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** An identity provider as far as load balancers ask one. What it is asked is written down. */
export class TestProvider {
  /** What its endpoints answer, where it is something else than usual. */
  answers: Readonly<Record<string, { readonly status: number; readonly body?: object }>> = {};
  /** Added to what a token endpoint answers. */
  tokens: object = {};
  claims: object = { sub: 'ada', email: 'ada@shop.example' };
  readonly asked: string[] = [];
  readonly #key = generateKeyPairSync('rsa', { modulusLength: 2048 });
  readonly #server: Server = createServer((request, response) => void this.#answer(request, response));
  #given = 0;

  async open(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return this.origin;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  /** A token that it has signed. */
  token(claims: object, header: object = {}): string {
    const said = [{ alg: 'RS256', kid: 'first', ...header }, claims].map((part) =>
      Buffer.from(JSON.stringify(part)).toString('base64url'),
    );
    const signature = sign('sha256', Buffer.from(said.join('.')), this.#key.privateKey);
    return [...said, signature.toString('base64url')].join('.');
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url!, this.origin);
    const { authorization = '' } = request.headers;
    this.asked.push(`${pathname} ${decoded(authorization)} ${await text(request)}`.trim());
    if (pathname === '/authorize') {
      const back = new URL(searchParams.get('redirect_uri')!);
      back.searchParams.set('code', 'the-code');
      back.searchParams.set('state', searchParams.get('state')!);
      return void response.writeHead(302, { location: back.href }).end();
    }
    const { status, body } = this.answers[pathname] ?? { status: 200, body: this.#usual(pathname) };
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  }

  #usual(path: string): object {
    if (path === '/userinfo') return this.claims;
    const jwk = { ...this.#key.publicKey.export({ format: 'jwk' }), kid: 'first', use: 'sig' };
    if (path === '/keys') return { keys: [jwk] };
    const number = ++this.#given;
    const claims = { iss: this.origin, aud: 'shop', exp: 4_000_000_000, sub: 'ada' };
    const given = { access_token: `access-${number}`, refresh_token: `refresh-${number}` };
    return { ...given, id_token: this.token(claims), expires_in: 60, ...this.tokens };
  }
}

const decoded = (authorization: string): string =>
  authorization.replace(/^Basic (.*)$/, (_, text: string) => Buffer.from(text, 'base64').toString());
