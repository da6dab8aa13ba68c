import { createHash } from 'node:crypto';
import { connect } from 'node:net';
import { testSecret } from './door.simulated.ts';
import { basicTime } from './sigv4/signing-time.ts';
import { canonicalPaths, canonicalRequest } from './sigv4/canonical-request.ts';
import { HeaderList } from './header-list.ts';
import { signingKey } from './sigv4/signing-key.ts';

/** Bytes that came back over a connection of its own. */
export interface RawAnswer {
  /** 0 where the connection was closed without an answer. */
  readonly status: number;
  readonly head: string;
  readonly body: string;
}

/** Sends bytes as they are and reads until the server closes, or `ms` have passed: then it hangs. */
export function sendRaw(port: number, bytes: string | Buffer, ms = 30_000): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    const socket = connect({ port, host: '127.0.0.1' }, () => socket.write(bytes));
    const timer = setTimeout(() => {
      socket.destroy();
      reject(new Error(`no answer to ${JSON.stringify(bytes.toString().slice(0, 400))}`));
    }, ms);
    const done = () => {
      clearTimeout(timer);
      const text = Buffer.concat(pieces).toString('latin1');
      const end = text.indexOf('\r\n\r\n');
      const head = end < 0 ? text : text.slice(0, end);
      const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1] ?? 0);
      resolve({ status, head, body: end < 0 ? '' : text.slice(end + 4) });
    };
    socket.on('data', (piece) => pieces.push(piece));
    socket.on('error', done);
    socket.on('close', done);
  });
}

/** A request that is right, until somebody changes it. */
export interface RawRequest {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly service: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** A call that any simulated door answers. */
export const startDemo: RawRequest = {
  method: 'POST',
  path: '/',
  query: '',
  service: 'codepipeline',
  headers: {
    'Content-Type': 'application/x-amz-json-1.1',
    'X-Amz-Target': 'CodePipeline_20150709.StartPipelineExecution',
  },
  body: Buffer.from('{"name":"demo"}'),
};

/** Signs a request as a client of ours would, so that a test can go wrong behind the signature. */
export function signedRaw(request: RawRequest, now: number, port: number): Record<string, string> {
  const time = basicTime(now);
  const hash = createHash('sha256').update(request.body).digest('hex');
  const headers: Record<string, string> = {
    Host: `127.0.0.1:${port}`,
    'X-Amz-Date': time,
    'X-Amz-Content-Sha256': hash,
    ...request.headers,
  };
  const signedHeaders = Object.keys(headers)
    .map((name) => name.toLowerCase())
    .sort();
  const objectPath = request.service === 's3';
  const scope = { day: time.slice(0, 8), region: 'us-east-1', service: request.service };
  const canonical = canonicalRequest(
    { ...request, headers: HeaderList.of(Object.entries(headers).flat()) },
    {
      signedHeaders,
      payloadHash: headers['X-Amz-Content-Sha256'] ?? hash,
      path: canonicalPaths(request.path, objectPath)[0] ?? '/',
      unsignedParameters: [],
    },
  );
  const scopeText = `${scope.day}/us-east-1/${request.service}/aws4_request`;
  const hashed = createHash('sha256').update(canonical).digest('hex');
  const text = `AWS4-HMAC-SHA256\n${time}\n${scopeText}\n${hashed}`;
  const signature = signingKey(testSecret, scope).sign(text);
  const names = signedHeaders.join(';');
  return {
    ...headers,
    Authorization:
      `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/${scopeText}, SignedHeaders=${names}, ` +
      `Signature=${signature}`,
  };
}

/** The bytes of a request, with the length of its body and the wish that the connection be closed. */
export function rawBytes(request: RawRequest, headers: Readonly<Record<string, string>>): Buffer {
  const target = request.query === '' ? request.path : `${request.path}?${request.query}`;
  const lines = Object.entries({
    'Content-Length': String(request.body.length),
    Connection: 'close',
    ...headers,
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.concat([
    Buffer.from(`${request.method} ${target} HTTP/1.1\r\n${lines.join('')}\r\n`),
    request.body,
  ]);
}
