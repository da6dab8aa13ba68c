import type { Socket } from 'node:net';
import type { SecureContext, SecureContextOptions, Server, TLSSocket } from 'node:tls';
import type {
  ClientCertificates,
  ListenerCertificate,
  TlsPolicy,
} from '../../../base/effects/load-balancer.ts';
import { isAdmitted, isRevoked, mtlsLines } from './client-certificates.ts';
import type { Secrecy } from './connection.ts';
import type { Handshake } from './connection-log.ts';

/** What a secure listener needs; the certificate by default is the first. */
export interface SecureSettings {
  readonly certificates: readonly ListenerCertificate[];
  readonly policy: TlsPolicy;
  /** What may be spoken inside, the best first; nothing is negotiated where there is none. */
  readonly alpn: readonly string[];
  readonly clients?: ClientCertificates | undefined;
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
  #clients: ClientCertificates | undefined;
  #revoked: ReadonlySet<string> = new Set();
  /** The sockets below, and when their handshakes began, by whose they are. */
  readonly #begun = new Map<string, { readonly below: Socket; readonly at: number }>();

  constructor(
    settings: SecureSettings,
    taken: {
      readonly secret: (socket: TLSSocket, shaken: Handshake) => void;
      /** No handshake came about, or the client may not come in. */
      readonly failed: (socket: TLSSocket, shaken: Handshake) => void;
    },
  ) {
    const { tls } = modules();
    this.#server = tls.createServer({
      ...contextOf(settings),
      // Whoever is not let in is judged here, so that what has expired can be forgiven.
      requestCert: settings.clients !== undefined,
      rejectUnauthorized: false,
      ...(settings.alpn.length > 0 && { ALPNProtocols: [...settings.alpn] }),
      allowHalfOpen: true,
      handshakeTimeout: handshakeWallMsMax,
      SNICallback: (name, answer) => answer(null, this.#presentedTo(name)?.context),
    });
    this.#server.on('secureConnection', (socket) => {
      const shaken = this.#shaken(socket);
      if (isAdmitted(socket, this.#clients, this.#revoked)) return taken.secret(socket, shaken);
      taken.failed(socket, { ...shaken, failed: true, revoked: isRevoked(socket, this.#revoked) });
      socket.destroy();
    });
    this.#server.on('tlsClientError', (_, socket) => {
      taken.failed(socket, { ...this.#shaken(socket), failed: true });
      socket.destroy();
    });
    this.set(settings);
  }

  /** Other certificates, for handshakes to come. */
  set(settings: SecureSettings): void {
    const { tls } = modules();
    const { certificates } = settings;
    const given = contextOf(settings);
    this.#clients = settings.clients;
    this.#revoked = new Set(settings.clients?.mode === 'verify' ? settings.clients.revoked : []);
    this.#contexts = certificates.map(({ arn, names, chain, key }) => ({
      arn,
      names,
      context: tls.createSecureContext({ cert: chain, key, ...given }),
    }));
    const [first] = certificates;
    if (first) this.#server.setSecureContext({ cert: first.chain, key: first.key, ...given });
  }

  take(socket: Socket): void {
    socket.on('error', () => socket.destroy());
    const place = placeOf(socket);
    this.#begun.set(place, { below: socket, at: performance.now() });
    socket.on('close', () => {
      if (this.#begun.get(place)?.below === socket) this.#begun.delete(place);
    });
    this.#server.emit('connection', socket);
  }

  #shaken(socket: TLSSocket): Handshake {
    const begun = this.#begun.get(placeOf(socket))?.at ?? performance.now();
    return { wallMs: performance.now() - begun, verifies: this.#clients?.mode === 'verify' };
  }

  /** The socket below a secret one; undefined once it is closed. */
  below(socket: TLSSocket): Socket | undefined {
    return this.#begun.get(placeOf(socket))?.below;
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
    const client = this.#clients && mtlsLines(socket, this.#clients);
    return { ...secrecy, certificate: this.#presentedTo(secrecy.name ?? '')?.arn, client };
  }
}

const placeOf = ({ remoteAddress, remotePort }: Socket): string => `${remoteAddress} ${remotePort}`;

const handshakeWallMsMax = 10_000;

function contextOf({
  policy: { minVersion, maxVersion, ciphers },
  clients,
}: SecureSettings): SecureContextOptions {
  const { constants } = process.getBuiltinModule('node:crypto');
  return {
    minVersion,
    maxVersion,
    ...(ciphers && { ciphers }),
    ...(clients?.mode === 'verify' && { ca: clients.authorities }),
    // A session that is resumed shows no certificate.
    ...(clients && { secureOptions: constants.SSL_OP_NO_TICKET }),
  };
}

/** Loaded when the first secure listener opens: most load balancers have none. */
const modules = () => ({ tls: process.getBuiltinModule('node:tls') });

function secrecyOf(socket: TLSSocket): Omit<Secrecy, 'certificate'> {
  const { standardName: cipher, name: openssl } = socket.getCipher();
  const { servername } = socket as TLSSocket & { readonly servername?: string | false };
  return { version: socket.getProtocol() ?? '', cipher, openssl, name: servername || undefined };
}
