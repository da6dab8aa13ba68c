import { balancerNamed } from '../../../base/balancer-name.ts';
import type { RequestFields } from '../../../base/effects/load-balancer.ts';
import { mtlsFields } from './client-certificates.ts';
import type { Connection, KnownConnection, Secrecy } from './connection.ts';
import type { RequestHead } from './parse-request.ts';
import type { Random } from './random.ts';
import { hostNameOf, originForm } from './route.ts';
import type { Rewritten } from './transforms.ts';

/** AWS: user guide, "HTTP 463": more addresses in `X-Forwarded-For` than this are refused. */
const forwardedAddressesMax = 30;

export function hasTooManyAddresses(head: RequestHead, bytes: Buffer): boolean {
  if (head.forwardedForCount === 0) return false;
  return head.valuesOf(bytes, 'x-forwarded-for').join(',').split(',').length > forwardedAddressesMax;
}

/** What every request of a connection is given: known once for all of them. */
export interface ForwardedLines {
  readonly address: string;
  readonly port: number;
  readonly secrecy?: Secrecy | undefined;
  /** What the connection is traced by in its log. */
  readonly connection?: string | undefined;
  readonly http2: boolean;
  /**
   * `X-Forwarded-Proto` and `-Port`. AWS: user guide, "HTTP headers"; that a client's own are replaced is
   * unverified.
   */
  readonly protocolAndPort: string;
  /** `:8080`, where the listener is reached; nothing of the usual ports. */
  readonly portSuffix: string;
  /** AWS: "How Elastic Load Balancing works": a request without Host gets the load balancer's name. */
  readonly host: string;
}

export function forwardedLines(
  socket: Connection,
  listener: {
    readonly scheme: string;
    readonly port: number;
    readonly address: string;
    readonly at: { readonly port: number };
  },
  { secrecy, trace }: KnownConnection,
): ForwardedLines {
  const { scheme, port, address, at } = listener;
  return {
    address: (socket.remoteAddress ?? '').replace(/^::ffff:/, ''),
    port: socket.remotePort ?? 0,
    secrecy,
    connection: trace,
    http2: socket.http2 === true,
    protocolAndPort: `X-Forwarded-Proto: ${scheme}\r\nX-Forwarded-Port: ${port}\r\n`,
    portSuffix: at.port === 80 || at.port === 443 ? '' : `:${at.port}`,
    host: address,
  };
}

/**
 * A request's head as the target gets it: as HTTP/1.1, without what was meant for us alone, with what AWS
 * adds. `end` is the offset behind the head.
 */
export function forwardedHead(
  head: RequestHead,
  bytes: Buffer,
  end: number,
  given: {
    readonly lines: ForwardedLines;
    readonly rules: RequestFields;
    readonly trace: string;
    readonly upgrade: boolean;
    /** The line that says which function is meant, where it is one. */
    readonly target: string;
    /** What the rule of the request puts otherwise. */
    readonly rewritten?: Rewritten | undefined;
  },
): string {
  const host = hostFor(head, bytes, given);
  const path = given.rewritten?.target;
  const { lines } = given;
  const client = lines.secrecy?.client;
  if (client !== undefined) for (const name of mtlsFields) head.dropNamed(bytes, name);
  const tls = given.rules.tls ? secrecyLines(head, bytes, given.lines.secrecy) : '';
  const forwardedFor = forwardedForLine(head, bytes, given);
  const told = renamed(`${tls}${client ?? ''}`, given.rules.names);
  const ours = `${forwardedFor}${lines.protocolAndPort}${told}`;
  const added = `${given.target}${ours}${given.trace}\r\n\r\n`;
  const upgrade = given.upgrade ? 'Connection: Upgrade\r\nUpgrade: websocket\r\n' : '';
  const isAsCame = host === undefined && path === undefined && head.host >= 0;
  if (isAsCame && head.minor === 1 && bytes[head.targetStart] === 0x2f)
    return head.text(bytes, head.start, end - 2) + upgrade + added;
  if (host !== undefined) head.dropHost();
  const line = `${head.method(bytes)} ${path ?? originForm(head.target(bytes))} HTTP/1.1\r\n`;
  const hostLine = host === undefined && head.host >= 0 ? '' : `Host: ${host ?? given.lines.host}\r\n`;
  return line + hostLine + head.text(bytes, head.fieldsStart, end - 2) + upgrade + added;
}

/**
 * What `Host` is to say; undefined where it is passed on as it came. AWS: user guide, "Host header preservation": it
 * names the listener's port, unless that is 80 or 443, which it never names.
 */
function hostFor(
  head: RequestHead,
  bytes: Buffer,
  given: {
    readonly lines: ForwardedLines;
    readonly rules: RequestFields;
    readonly rewritten?: Rewritten | undefined;
  },
): string | undefined {
  const put = given.rewritten?.host;
  if (head.host < 0 || given.rules.preserveHost) return put;
  const { portSuffix } = given.lines;
  if (put === undefined && head.namesPort(bytes) === (portSuffix !== '')) return undefined;
  const host = put ?? head.hostValue(bytes);
  // By its name it is reached at the house's door, whatever the listener's port.
  if (balancerNamed(host)) return put;
  if (portSuffix === '') return hostNameOf(host);
  return /:\d*$/.test(host) ? put : host + portSuffix;
}

/** AWS: user guide, "HTTP header modification": what is told of TLS and of clients may be called otherwise. */
function renamed(lines: string, names: RequestFields['names']): string {
  if (!names || lines === '') return lines;
  return lines.replace(/^([^:\r\n]+):/gm, (line, name: string) => {
    const other = names[name.toLowerCase()];
    return other === undefined ? line : `${other}:`;
  });
}

/** AWS: user guide, "X-Forwarded headers": appended to, passed on as it came, or taken away. */
function forwardedForLine(
  head: RequestHead,
  bytes: Buffer,
  { lines, rules }: { readonly lines: ForwardedLines; readonly rules: RequestFields },
): string {
  if (rules.forwardedFor === 'remove') return '';
  const own = rules.clientPort ? withPort(lines.address, lines.port) : lines.address;
  if (head.forwardedForCount === 0)
    return rules.forwardedFor === 'preserve' ? '' : `X-Forwarded-For: ${own}\r\n`;
  const given = head.valuesOf(bytes, 'x-forwarded-for').filter((value) => value !== '');
  const all = rules.forwardedFor === 'preserve' ? given : [...given, own];
  return `X-Forwarded-For: ${all.join(', ')}\r\n`;
}

const withPort = (address: string, port: number): string =>
  address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;

/** AWS: `routing.http.x_amzn_tls_version_and_cipher_suite.enabled`. A client's own are not believed. */
function secrecyLines(head: RequestHead, bytes: Buffer, secrecy: Secrecy | undefined): string {
  head.dropNamed(bytes, 'x-amzn-tls-version');
  head.dropNamed(bytes, 'x-amzn-tls-cipher-suite');
  if (!secrecy) return '';
  return `X-Amzn-Tls-Version: ${secrecy.version}\r\nX-Amzn-Tls-Cipher-Suite: ${secrecy.cipher}\r\n`;
}

/**
 * AWS: user guide, "Request tracing": Root is made where there is none; where there is one, Self is put
 * before it.
 */
export class Traces {
  readonly #random: Random;
  #second = 0;
  #prefix = '';

  constructor(random: Random) {
    this.#random = random;
  }

  /** The whole line, without its end. */
  lineFor(head: RequestHead, bytes: Buffer, second: number): string {
    if (second !== this.#second) {
      this.#second = second;
      this.#prefix = `1-${second.toString(16).padStart(8, '0')}-`;
    }
    const id = this.#prefix + this.#random.hex() + this.#random.hex() + this.#random.hex();
    if (head.trace < 0) return `X-Amzn-Trace-Id: Root=${id}`;
    const fields = head
      .valueOf(bytes, head.trace)
      .split(';')
      .filter((field) => !/^\s*self=/i.test(field));
    const word = fields.some((field) => /^\s*root=/i.test(field)) ? 'Self' : 'Root';
    return `X-Amzn-Trace-Id: ${[`${word}=${id}`, ...fields].join(';')}`;
  }
}
