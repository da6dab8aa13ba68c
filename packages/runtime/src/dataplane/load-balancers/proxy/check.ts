import type { NetConnectOpts } from 'node:net';
import type { HealthCheck } from '../../../base/effects/load-balancer.ts';
import { timers } from '../../../base/timers.ts';
import { dialOf } from './dial.ts';
import { checkFailures, matches, type CheckOutcome } from './health.ts';
import { ownHeader } from './pipes/proxy-protocol.ts';
import { ResponseHead } from './parse-response.ts';

/**
 * Asks a target once whether it is well, on a connection of its own, which is closed afterwards. AWS: user
 * guide, "Health checks": the connection is closed after each check; that the request says HTTP/1.1, this
 * User-Agent and the target's address as Host is unverified. Answers how to give up; `done` is called at most
 * once.
 */
export function checkTarget(
  target: {
    readonly id: string;
    readonly port: number;
    readonly line: string;
    place(port: number): NetConnectOpts;
  },
  check: HealthCheck,
  done: (outcome: CheckOutcome) => void,
): () => void {
  const port = check.port ?? target.port;
  const address = target.line === '' ? `Host: ${target.id}:${port}` : target.line;
  const dial = dialOf(target.place(port), { ...check, ...(check.proxyProtocol && { opening: ownHeader }) });
  let read = Buffer.alloc(0);
  let ended = false;
  const end = (outcome: CheckOutcome | undefined) => {
    if (ended) return;
    ended = true;
    cancelTimer();
    socket.destroy();
    dial.end();
    if (outcome) done(outcome);
  };
  const cancelTimer = timers.after(check.timeoutMs, () => end(checkFailures.timeout));
  const socket = dial.connect(() => {
    if (check.connects) return end({ passed: true });
    socket.write(requestFor(address, check), 'latin1');
  });
  socket.on('data', (chunk: Buffer) => {
    read = Buffer.concat([read, chunk]);
    if (check.speaks === 'GRPC') return;
    const outcome = outcomeOf(read, check.matcher);
    if (outcome) end(outcome);
  });
  // How a call has gone is known when all has been said.
  socket.on('end', () =>
    end(check.speaks === 'GRPC' ? callOutcome(read, check.matcher) : checkFailures.failed),
  );
  socket.on('error', () => end(checkFailures.failed));
  socket.on('close', () => end(checkFailures.failed));
  return () => end(undefined);
}

const head = new ResponseHead();

/** Undefined as long as the answer's head has not come. */
function outcomeOf(read: Buffer, matcher: string): CheckOutcome | undefined {
  const behind = head.read(read, 0);
  if (behind < 0) return checkFailures.failed;
  if (behind > 0 && head.status < 200) return outcomeOf(read.subarray(behind), matcher);
  if (behind === 0) return undefined;
  return matches(matcher, head.status) ? { passed: true } : checkFailures.mismatch(head.status);
}

/** AWS: Matcher, GrpcCode. */
function callOutcome(read: Buffer, matcher: string): CheckOutcome {
  const code = /\r\ngrpc-status:[ \t]*(\d+)/i.exec(read.toString('latin1'))?.[1];
  if (code === undefined) return checkFailures.failed;
  return matches(matcher, Number(code)) ? { passed: true } : checkFailures.mismatch(Number(code));
}

/** A message of no bytes. */
const emptyMessage = '\0'.repeat(5);

/** AWS: "Use Lambda functions as targets": a function's check says its User-Agent alone. */
function requestFor(address: string, { path, speaks }: HealthCheck): string {
  const agent = 'User-Agent: ELB-HealthChecker/2.0';
  if (speaks === 'GRPC') {
    const fields = ['Content-Type: application/grpc', `Content-Length: ${emptyMessage.length}`];
    return `${[`POST ${path} HTTP/1.1`, address, agent, ...fields].join('\r\n')}\r\n\r\n${emptyMessage}`;
  }
  const lines = [
    `GET ${path} HTTP/1.1`,
    address,
    agent,
    ...(address.startsWith('Host:') ? ['Accept-Encoding: gzip, compressed'] : []),
    'Connection: close',
  ];
  return lines.join('\r\n') + '\r\n\r\n';
}
