import type { IncomingMessage } from 'node:http';
import type { DetailedPeerCertificate, TLSSocket } from 'node:tls';
import { wall } from '../../base/clock.ts';
import { EffectRefusal } from '../../base/effects/effect.ts';
import type { HttpGet, HttpGot } from '../../base/effects/http.ts';

/** Reads a document over the network. Throws what the network said where it is not had. */
export async function httpGet(
  { url, thumbprints, bytesMax }: HttpGet,
  signal: AbortSignal,
): Promise<HttpGot> {
  const response = await answerOf(url, thumbprints, signal);
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of response as AsyncIterable<Buffer>) {
    length += piece.length;
    if (length > bytesMax) throw new EffectRefusal('TooLong', `${url} has more than ${bytesMax} bytes`);
    pieces.push(piece);
  }
  return { status: response.statusCode ?? 0, body: Buffer.concat(pieces).toString(), at: wall.now() };
}

async function answerOf(
  url: string,
  thumbprints: readonly string[],
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const isSecure = url.startsWith('https:');
  const { get } = isSecure ? await import('node:https') : await import('node:http');
  return new Promise((resolve, reject) => {
    // Who vouches for the certificate is asked below, where thumbprints count, too.
    const request = get(url, { signal, agent: false, ...(isSecure && { rejectUnauthorized: false }) });
    request.once('error', reject);
    request.once('response', (response) => {
      const socket = response.socket as TLSSocket;
      if (!isSecure || socket.authorized || isKnown(socket, thumbprints)) return resolve(response);
      request.destroy();
      reject(new EffectRefusal('Untrusted', `${url}: ${String(socket.authorizationError)}`));
    });
  });
}

/** Whether one of the certificates that a server shows has one of these thumbprints. */
function isKnown(socket: TLSSocket, thumbprints: readonly string[]): boolean {
  const wanted = new Set(thumbprints.map((each) => each.toLowerCase()));
  let certificate: DetailedPeerCertificate | undefined = socket.getPeerCertificate(true);
  // The root is its own issuer.
  for (let depth = 0; certificate?.fingerprint !== undefined && depth < 16; depth++) {
    if (wanted.has(certificate.fingerprint.replaceAll(':', '').toLowerCase())) return true;
    certificate = certificate.issuerCertificate;
  }
  return false;
}
