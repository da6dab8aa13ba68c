import { connect, type NetConnectOpts } from 'node:net';
import type { HealthCheck } from '../../../base/effects/load-balancer.ts';
import { timers } from '../../../base/timers.ts';
import { checkFailures, matches, type CheckOutcome } from './health.ts';
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
  const socket = connect({ ...target.place(port), noDelay: true });
  const head = new ResponseHead();
  let read = Buffer.alloc(0);
  let ended = false;
  const end = (outcome: CheckOutcome | undefined) => {
    if (ended) return;
    ended = true;
    cancelTimer();
    socket.destroy();
    if (outcome) done(outcome);
  };
  const cancelTimer = timers.after(check.timeoutMs, () => end(checkFailures.timeout));
  const address = target.line === '' ? `Host: ${target.id}:${port}` : target.line;
  socket.on('connect', () => socket.write(requestFor(address, check.path), 'latin1'));
  socket.on('data', (chunk) => {
    read = Buffer.concat([read, chunk]);
    const behind = head.read(read, 0);
    if (behind < 0) end(checkFailures.failed);
    else if (behind > 0 && head.status < 200) read = read.subarray(behind);
    else if (behind > 0) end(outcomeOf(head.status, check.matcher));
  });
  socket.on('error', () => end(checkFailures.failed));
  socket.on('close', () => end(checkFailures.failed));
  return () => end(undefined);
}

function outcomeOf(status: number, matcher: string): CheckOutcome {
  return matches(matcher, status) ? { passed: true } : checkFailures.mismatch(status);
}

/** AWS: "Use Lambda functions as targets": a function's check says its User-Agent alone. */
function requestFor(address: string, path: string): string {
  const lines = [
    `GET ${path} HTTP/1.1`,
    address,
    'User-Agent: ELB-HealthChecker/2.0',
    ...(address.startsWith('Host:') ? ['Accept-Encoding: gzip, compressed'] : []),
    'Connection: close',
  ];
  return lines.join('\r\n') + '\r\n\r\n';
}
