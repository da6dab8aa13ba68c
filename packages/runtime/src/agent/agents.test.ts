import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buffer, text } from 'node:stream/consumers';
import { S3Client } from '@aws-sdk/client-s3';
import { create } from 'tar';
import { VirtualClock } from '../base/clock.virtual.ts';
import { agentsContract, Desk, type AgentStage } from './agents.contract.ts';
import { SimulatedAgents } from './agents.simulated.ts';
import { HttpControl } from './control.http.ts';
import { LocalHost } from './host.local.ts';
import { Journal } from './journal.ts';
import { work } from './loop.ts';

const specification = {
  DeploymentId: 'd-1',
  DeploymentGroupId: 'group',
  DeploymentGroupName: 'prod',
  ApplicationName: 'shop',
  Revision: {
    RevisionType: 'S3',
    S3Revision: { Bucket: 'releases', Key: 'shop.tar', BundleType: 'tar' },
  },
};

async function openSimulated(): Promise<AgentStage> {
  const desk = new Desk(specification);
  const clock = new VirtualClock(0);
  const agents = new SimulatedAgents(clock, async (operation, input) => desk.answer(operation, input));
  agents.tell(['starts', 'web-1']);
  let isStopped = false;
  return {
    desk,
    fails: (event, words) => agents.tell(['fails', 'web-1', event, words]),
    holds: (event) => agents.tell(['takes', 'web-1', event, '1h']),
    letGo: () => clock.advance(3_600_000),
    async until(isSo) {
      while (!isSo()) await agents.work();
    },
    async stop() {
      if (!isStopped) agents.tell(['stops', 'web-1']);
      isStopped = true;
      await agents.work();
    },
  };
}

const events = ['BeforeInstall', 'AfterInstall', 'ApplicationStart', 'ValidateService'];

/** Does as it is told by files: `hold-…` while it is there, `fail-…` once. */
const script = `#!/bin/sh
cd "$PENSTOCK_ROOT"
while [ -e "hold-$LIFECYCLE_EVENT" ]; do sleep 0.02; done
if [ -e "fail-$LIFECYCLE_EVENT" ]; then cat "fail-$LIFECYCLE_EVENT" >&2; rm "fail-$LIFECYCLE_EVENT"; exit 1; fi
`;

async function bundle(folder: string): Promise<Buffer> {
  const scripts = path.join(folder, 'scripts');
  mkdirSync(scripts, { recursive: true });
  const hooks = events.map((event) => `  ${event}: [{ location: scripts/${event}.sh }]\n`).join('');
  writeFileSync(path.join(folder, 'appspec.yml'), `version: 0.0\nos: linux\nhooks:\n${hooks}`);
  for (const event of events) {
    writeFileSync(path.join(scripts, `${event}.sh`), script);
    chmodSync(path.join(scripts, `${event}.sh`), 0o755);
  }
  return buffer(create({ cwd: folder }, ['appspec.yml', 'scripts']));
}

/** The agent as it is, but for its process: by signed requests, in a folder, with scripts that run. */
async function openLocal(): Promise<AgentStage> {
  const folder = mkdtempSync(path.join(tmpdir(), 'penstock-agents-'));
  const root = path.join(folder, 'root');
  mkdirSync(root);
  const desk = new Desk(specification);
  const bytes = await bundle(path.join(folder, 'revision'));
  const server = createServer(async (request, response) => {
    const operation = /\.(\w+)$/.exec(String(request.headers['x-amz-target']))?.[1];
    if (!operation) return void response.end(bytes);
    const said = await text(request);
    if (operation === 'PollHostCommand') await desk.work();
    response.end(JSON.stringify(desk.answer(operation, JSON.parse(said))));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const region = 'us-east-1';
  const s3 = new S3Client({ endpoint, region, credentials, forcePathStyle: true });
  const stopping = new AbortController();
  const { signal } = stopping;
  const env = { PATH: process.env['PATH'] ?? '', PENSTOCK_ROOT: root };
  const working = work({
    control: new HttpControl({
      endpoint,
      region,
      credentials: async () => credentials,
      host: 'arn:aws:iam::000000000000:user/web-1',
      signal,
    }),
    host: new LocalHost({ folder: path.join(folder, 'agent'), root, git: '', s3, env }),
    journal: new Journal(path.join(folder, 'agent', 'ongoing-command.json')),
    log: () => {},
    signal,
  }).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
  return {
    desk,
    fails: (event, words) => writeFileSync(path.join(root, `fail-${event}`), `${words}\n`),
    holds: (event) => writeFileSync(path.join(root, `hold-${event}`), ''),
    letGo: (event) => rmSync(path.join(root, `hold-${event}`)),
    async until(isSo) {
      while (!isSo()) await desk.change();
    },
    async stop() {
      stopping.abort();
      await working;
      s3.destroy();
      server.closeAllConnections();
      server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

agentsContract('a simulated agent', openSimulated);
agentsContract('an agent of ours', openLocal);
