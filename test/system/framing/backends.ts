import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../../packages/runtime/src/dataplane/load-balancers/proxy/loopback.contract.ts';

/** A server that answers each request with what it took it for: `POST /a host 5`, the last being its body's length. */
export interface Backend {
  readonly name: 'node' | 'nginx' | 'haproxy';
  readonly port: number;
  close(): Promise<unknown>;
}

const programs = { nginx: '/usr/sbin/nginx', haproxy: '/usr/sbin/haproxy' };

/** Which of the peers are not on this machine. */
export const missing = (): string[] => Object.values(programs).filter((program) => !existsSync(program));

export async function startBackends(): Promise<Backend[]> {
  return Promise.all([startNode(), startNginx(), startHaproxy()]);
}

async function startNode(): Promise<Backend> {
  const server = createServer((request, response) => {
    let length = 0;
    request.on('data', (chunk: Buffer) => (length += chunk.length));
    request.on('end', () =>
      response.end(`${request.method} ${request.url} ${request.headers.host ?? ''} ${length}`),
    );
  });
  const port = await freePort('127.0.0.1');
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const close = async () => (server.closeAllConnections(), server.close());
  return { name: 'node', port, close };
}

/** It reads the whole body before it passes it to itself, which says how long it was. */
async function startNginx(): Promise<Backend> {
  const folder = mkdtempSync(path.join(tmpdir(), 'penstock-nginx-'));
  const [port, inner] = [await freePort('127.0.0.1'), await freePort('127.0.0.1')];
  const bodies = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  const config = `
    daemon off; master_process off; pid ${folder}/pid; error_log ${folder}/errors crit;
    events {}
    http {
      access_log off;
      ${bodies.map((kind) => `${kind}_temp_path ${folder}/${kind};`).join('\n')}
      server {
        listen 127.0.0.1:${port};
        location = /health { return 200; }
        location / {
          proxy_pass http://127.0.0.1:${inner};
          proxy_set_header Host $http_host;
          proxy_set_header X-Host $http_host;
        }
      }
      server {
        listen 127.0.0.1:${inner};
        location / { return 200 "$request_method $request_uri $http_x_host $content_length"; }
      }
    }`;
  const file = path.join(folder, 'nginx.conf');
  writeFileSync(file, config);
  return started('nginx', port, spawn(programs.nginx, ['-p', folder, '-c', file]), folder);
}

async function startHaproxy(): Promise<Backend> {
  const folder = mkdtempSync(path.join(tmpdir(), 'penstock-haproxy-'));
  const port = await freePort('127.0.0.1');
  const config = `
global
  nbthread 1
defaults
  mode http
  timeout client 60s
  timeout http-request 10s
frontend web
  bind 127.0.0.1:${port}
  option http-buffer-request
  http-request return status 200 if { path /health }
  http-request return status 200 content-type text/plain lf-string "%[method] %[url] %[req.hdr(host)] %[req.body_len]"
`;
  const file = path.join(folder, 'haproxy.cfg');
  writeFileSync(file, config);
  return started('haproxy', port, spawn(programs.haproxy, ['-db', '-q', '-f', file]), folder);
}

async function started(
  name: Backend['name'],
  port: number,
  child: ChildProcess,
  folder: string,
): Promise<Backend> {
  const ended = once(child, 'exit');
  const opens = () =>
    new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false));
      socket.on('connect', () => socket.destroy());
    });
  while (!(await opens())) {
    if (child.exitCode !== null) throw new Error(`${name} ended with ${child.exitCode}`);
    await sleep(20);
  }
  const close = async () => {
    child.kill();
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  return { name, port, close };
}
