import { connect } from 'node:net';

/** Bounded in count: sends the same request over and over on a few kept connections, and counts complete answers. */
export interface Load {
  readonly port: number;
  /** The whole request, head and body. */
  readonly request: Uint8Array;
  readonly connections: number;
  readonly requests: number;
}

export interface Loaded {
  readonly perSecond: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  readonly statuses: Readonly<Record<string, number>>;
}

/** Drives a server on loopback. Answers must have a Content-Length. */
export async function drive({ port, request, connections, requests }: Load): Promise<Loaded> {
  const latencies: number[] = [];
  const statuses: Record<string, number> = {};
  let left = requests;
  const started = performance.now();
  const connection = () =>
    new Promise<void>((resolve, reject) => {
      const socket = connect({ port, host: '127.0.0.1', noDelay: true });
      let pending = Buffer.alloc(0);
      let sentAt = 0;
      const send = () => {
        if (left-- <= 0) return socket.end(() => resolve());
        sentAt = performance.now();
        socket.write(request);
      };
      socket.on('connect', send);
      socket.on('error', reject);
      socket.on('data', (piece) => {
        pending = pending.length > 0 ? Buffer.concat([pending, piece]) : piece;
        const head = pending.indexOf('\r\n\r\n');
        if (head < 0) return;
        const text = pending.toString('latin1', 0, head);
        const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0);
        if (pending.length < head + 4 + length) return;
        pending = Buffer.alloc(0);
        latencies.push(performance.now() - sentAt);
        const status = text.slice(9, 12);
        statuses[status] = (statuses[status] ?? 0) + 1;
        send();
      });
    });
  await Promise.all(Array.from({ length: connections }, connection));
  const seconds = (performance.now() - started) / 1000;
  latencies.sort((a, b) => a - b);
  const at = (share: number) => Math.round(latencies[Math.floor(latencies.length * share)]! * 100) / 100;
  return { perSecond: Math.round(requests / seconds), p50: at(0.5), p99: at(0.99), statuses };
}
