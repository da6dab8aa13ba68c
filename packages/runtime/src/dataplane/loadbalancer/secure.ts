import type { Socket } from 'node:net';
import type { SecureContext, Server, TLSSocket } from 'node:tls';
import type { ListenerCertificate, TlsPolicy } from '../../base/effects/load-balancer.ts';
import type { Secrecy } from './connection.ts';

/** What a secure listener needs; the certificate by default is the first. */
export interface SecureSettings {
  readonly certificates: readonly ListenerCertificate[];
  readonly policy: TlsPolicy;
  readonly http2: boolean;
}

interface Presented {
  readonly arn: string | undefined;
  readonly names: readonly string[];
  readonly context: SecureContext;
}

/** Takes TCP connections through their handshake. AWS: user guide, "SSL certificates": chosen by SNI. */
export class SecureFront {
  readonly #server: Server;
  #contexts: readonly Presented[] = [];

  constructor(
    settings: SecureSettings,
    taken: {
      readonly http1: (socket: TLSSocket) => void;
      readonly http2: (socket: TLSSocket) => void;
      /** No handshake came about. */
      readonly failed: () => void;
    },
  ) {
    const { tls } = modules();
    this.#server = tls.createServer({
      ...versionsOf(settings.policy),
      ALPNProtocols: settings.http2 ? ['h2', 'http/1.1'] : ['http/1.1'],
      allowHalfOpen: true,
      handshakeTimeout: handshakeWallMsMax,
      SNICallback: (name, answer) => answer(null, this.#presentedTo(name)?.context),
    });
    this.#server.on('secureConnection', (socket) =>
      socket.alpnProtocol === 'h2' ? taken.http2(socket) : taken.http1(socket),
    );
    this.#server.on('tlsClientError', (_, socket) => {
      taken.failed();
      socket.destroy();
    });
    this.set(settings);
  }

  /** Other certificates, for handshakes to come. */
  set({ certificates, policy }: SecureSettings): void {
    const { tls } = modules();
    this.#contexts = certificates.map(({ arn, names, chain, key }) => ({
      arn,
      names,
      context: tls.createSecureContext({ cert: chain, key, ...versionsOf(policy) }),
    }));
    const [first] = certificates;
    if (first) this.#server.setSecureContext({ cert: first.chain, key: first.key, ...versionsOf(policy) });
  }

  take(socket: Socket): void {
    socket.on('error', () => socket.destroy());
    this.#server.emit('connection', socket);
  }

  /** An exact name before a wildcard; the default where none fits. */
  #presentedTo(name: string): Presented | undefined {
    const wanted = name.toLowerCase();
    const wildcard = wanted.replace(/^[^.]+/, '*');
    const having = (text: string) => this.#contexts.find(({ names }) => names.includes(text));
    return having(wanted) ?? having(wildcard) ?? this.#contexts[0];
  }

  /** How a connection that has been taken is kept secret. */
  secrecyOf(socket: TLSSocket): Secrecy {
    const secrecy = secrecyOf(socket);
    return { ...secrecy, certificate: this.#presentedTo(secrecy.name ?? '')?.arn };
  }
}

const handshakeWallMsMax = 10_000;

function versionsOf({ minVersion, maxVersion, ciphers }: TlsPolicy) {
  return { minVersion, maxVersion, ...(ciphers && { ciphers }) };
}

/** Loaded when the first secure listener opens: most load balancers have none. */
const modules = () => ({ tls: process.getBuiltinModule('node:tls') });

function secrecyOf(socket: TLSSocket): Omit<Secrecy, 'certificate'> {
  const { standardName: cipher, name: openssl } = socket.getCipher();
  const { servername } = socket as TLSSocket & { readonly servername?: string | false };
  return { version: socket.getProtocol() ?? '', cipher, openssl, name: servername || undefined };
}
