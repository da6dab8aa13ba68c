import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createConnection, createServer } from 'node:net';
import path from 'node:path';
import { describe, test } from 'node:test';
import type { LoadBalancerApply } from '../../../packages/runtime/src/base/effects/load-balancer.ts';
import { identityOf } from '../../../packages/runtime/src/dataplane/host/identity.ts';
import type { HostRecord, ProcessSpec } from '../../../packages/runtime/src/dataplane/host/protocol.ts';
import { followed, never } from '../../../packages/runtime/src/dataplane/processes/processes.contract.ts';
import { ended, gone, newFolder, openMachine, said, standIn, type Machine } from './machine.ts';

const hostOf = (folder: string): HostRecord =>
  JSON.parse(readFileSync(path.join(folder, 'host', 'host.json'), 'utf8')) as HostRecord;

/** A command that waits until the test makes a file: nothing here depends on how fast the machine is. */
const waitFor = (file: string) => `while [ ! -e ${file} ]; do sleep 0.02; done`;

async function begin(machine: Machine, name: string, command: string): Promise<number> {
  const { workspaces, processes } = machine;
  await workspaces.prepare({ type: 'workspace.prepare', workspace: name, unpack: [] });
  const argv = ['sh', '-c', command];
  const effect = {
    type: 'process.start',
    process: name,
    workspace: name,
    env: {},
    command: { argv },
  } as const;
  return (await processes.start(effect, never)).pid;
}

async function firstLine(machine: Machine, process: string): Promise<string> {
  return (await machine.processes.follow({ type: 'process.follow', process, from: 0 }, never)).output;
}

describe('the data-plane host', () => {
  test('when the control plane is killed, the build goes on, is found again, and is run once', async () => {
    const folder = newFolder();
    const go = path.join(folder, 'go');
    const commands = ['echo first', waitFor(go), 'echo second; echo ran >> ran', 'exec sh -c "exit 3"'];
    const first = standIn('control-plane.ts', folder, 'build', ...commands);
    await said(first, 'begun');
    const host = hostOf(folder).pid;
    first.kill('SIGKILL');
    await ended(first);
    const machine = openMachine(folder);
    const run = { type: 'process.run', process: 'build', part: 'build', commands } as const;
    const running = machine.processes.run(run, never);
    const following = followed(machine.processes, 'build');
    writeFileSync(go, '');
    const died = { exitCode: 3, died: true, failedCommand: 'exec sh -c "exit 3"', variables: {} };
    assert.deepEqual(await running, died);
    const { output, exit } = await following;
    assert.equal(output, 'first\nsecond\n');
    assert.deepEqual(exit, { exitCode: 3, signal: null });
    const { files } = machine.workspaces.folderOf('build')!;
    assert.equal(readFileSync(path.join(files, 'ran'), 'utf8'), 'ran\n');
    assert.equal(hostOf(folder).pid, host);
    await machine.close();
  });

  test('the end of a build that nobody saw is known afterwards', async () => {
    const folder = newFolder();
    const go = path.join(folder, 'go');
    const commands = ['echo $$', waitFor(go), 'echo done', 'exec sh -c "exit 4"'];
    const first = standIn('control-plane.ts', folder, 'build', ...commands);
    await said(first, 'begun');
    first.kill('SIGKILL');
    await ended(first);
    const machine = openMachine(folder);
    const shell = Number(await firstLine(machine, 'build'));
    machine.host.close();
    writeFileSync(go, '');
    await gone(shell);
    const again = openMachine(folder);
    const { output, exit } = await followed(again.processes, 'build');
    assert.equal(output, `${shell}\ndone\n`);
    assert.deepEqual(exit, { exitCode: 4, signal: null });
    await again.close();
  });

  test('when the host itself is killed, what it ran goes on, and the next host finds it', async () => {
    const machine = openMachine();
    const { folder, processes, workspaces } = machine;
    const go = path.join(folder, 'go');
    await workspaces.prepare({ type: 'workspace.prepare', workspace: 'build', unpack: [] });
    const shell = { type: 'process.start', process: 'build', workspace: 'build', env: {} } as const;
    const { pid } = await processes.start({ ...shell, command: { shell: 'bash' } }, never);
    const commands = ['echo first', waitFor(go), 'echo second; echo ran >> ran'];
    const run = { type: 'process.run', process: 'build', part: '1', commands } as const;
    const running = processes.run(run, never);
    assert.equal(await firstLine(machine, 'build'), 'first\n');
    const program = await begin(machine, 'program', `echo up; ${waitFor(go)}; echo down; exit 6`);
    assert.equal(await firstLine(machine, 'program'), 'up\n');
    const { pid: host } = hostOf(folder);
    process.kill(host, 'SIGKILL');
    await gone(host);
    assert.deepEqual(await processes.start({ ...shell, command: { shell: 'bash' } }, never), { pid });
    assert.notEqual(hostOf(folder).pid, host);
    assert.ok(identityOf(program));
    writeFileSync(go, '');
    assert.deepEqual(await running, { exitCode: 0, variables: {} });
    // How it ended only its own parent could have known.
    const unknown = { exitCode: null, signal: null };
    assert.deepEqual((await followed(processes, 'program')).exit, unknown);
    assert.equal((await followed(processes, 'program')).output, 'up\ndown\n');
    assert.deepEqual(await processes.run({ ...run, part: '2', commands: ['cat ran', 'exec false'] }, never), {
      exitCode: 255,
      died: true,
      failedCommand: 'exec false',
      variables: {},
    });
    assert.equal((await followed(processes, 'build')).output, 'first\nsecond\nran\n');
    await machine.close();
  });

  test('load balancers are back under the next host with their last tables', async () => {
    const machine = openMachine();
    const { host, folder } = machine;
    const port = await freePort('127.77.9.1');
    const apply = (version: number, body: string): LoadBalancerApply => ({
      type: 'loadbalancer.apply',
      loadBalancer: 'lb',
      table: {
        version,
        address: '127.77.9.1',
        idleTimeoutMs: 60_000,
        targetGroups: [],
        listeners: [
          {
            listener: 'listener',
            port,
            protocol: 'HTTP',
            rules: [
              { rule: 'default', conditions: [], action: { type: 'fixed-response', status: 200, body } },
            ],
          },
        ],
      },
    });
    await host.ask('loadbalancer.apply', apply(1, 'blue'));
    await host.ask('loadbalancer.apply', apply(2, 'green'));
    const answer = async () => (await fetch(`http://127.77.9.1:${port}/`)).text();
    assert.equal(await answer(), 'green');
    const { pid } = hostOf(folder);
    process.kill(pid, 'SIGKILL');
    await gone(pid);
    await host.ask('loadbalancer.apply', apply(1, 'an old table is not taken'));
    assert.equal(await answer(), 'green');
    await host.ask('loadbalancer.remove', { type: 'loadbalancer.remove', loadBalancer: 'lb' });
    await assert.rejects(answer());
    await machine.close();
  });

  test('a host that nobody has asked for is not started', async () => {
    const machine = openMachine();
    await machine.host.reset();
    await machine.close();
    assert.ok(!existsSync(path.join(machine.folder, 'host', 'host.json')));
  });

  test('a reset ends and forgets everything, and the host stays', async () => {
    const machine = openMachine();
    const pid = await begin(machine, 'server', 'echo up; exec sleep 300');
    await firstLine(machine, 'server');
    const host = hostOf(machine.folder).pid;
    await machine.host.reset();
    await gone(pid);
    await assert.rejects(firstLine(machine, 'server'), { code: 'NoSuchProcess' });
    const again = await begin(machine, 'server', 'echo up again');
    assert.notEqual(again, pid);
    assert.equal(await firstLine(machine, 'server'), 'up again\n');
    assert.equal(hostOf(machine.folder).pid, host);
    await machine.close();
  });

  test('a shutdown ends everything, and the host with it', async () => {
    const machine = openMachine();
    const pid = await begin(machine, 'server', 'echo up; exec sleep 300');
    await firstLine(machine, 'server');
    const { pid: host, socket } = hostOf(machine.folder);
    const following = followed(machine.processes, 'server');
    await Promise.all([machine.host.shutdown(), following.catch(() => {})]);
    await gone(pid);
    await gone(host);
    assert.ok(!existsSync(socket));
    await assert.rejects(firstLine(machine, 'server'), { code: 'HostClosed' });
    const later = openMachine(machine.folder);
    const { exit } = await followed(later.processes, 'server');
    assert.deepEqual(exit, { exitCode: null, signal: 'SIGTERM' });
    await later.close();
  });

  test('two control planes that start at once find the same host', async () => {
    const folder = newFolder();
    const machines = [openMachine(folder), openMachine(folder), openMachine(folder)];
    const spec = { process: 'one', command: { argv: ['sleep', '300'] }, directory: folder, env: process.env };
    const asked = machines.map(({ host }) => host.ask('process.start', spec as ProcessSpec));
    const pids = (await Promise.all(asked)).map(({ pid }) => pid);
    assert.equal(new Set(pids).size, 1);
    for (const machine of machines.slice(1)) machine.host.close();
    await machines[0]!.close();
  });

  test('who asks again at once where no host can start is told so again', async () => {
    const folder = newFolder();
    mkdirSync(path.join(folder, 'host'));
    writeFileSync(path.join(folder, 'host', 'processes'), 'in the way of a folder');
    const machine = openMachine(folder);
    const ask = () => machine.host.ask('process.find', { process: 'one' });
    await assert.rejects(ask().catch(ask), { code: 'HostUnavailable' });
    await machine.close();
  });

  test('a host starts where the folder for temporary files has a long path', async (t) => {
    const { TMPDIR } = process.env;
    t.after(() => {
      if (TMPDIR === undefined) delete process.env['TMPDIR'];
      else process.env['TMPDIR'] = TMPDIR;
    });
    const machine = openMachine();
    process.env['TMPDIR'] = path.join(machine.folder, 'x'.repeat(100));
    mkdirSync(process.env['TMPDIR']);
    await begin(machine, 'one', 'true');
    assert.equal((await followed(machine.processes, 'one')).exit?.exitCode, 0);
    await machine.close();
  });

  test('who does not know the token is not heard', async () => {
    const machine = openMachine();
    await begin(machine, 'one', 'true');
    const { socket } = hostOf(machine.folder);
    for (const line of ['{"token":"wrong"}\n', '{"id":1}\n', 'GET / HTTP/1.1\r\n\r\n', 'null\n']) {
      const stranger = createConnection(socket);
      const closed = new Promise((resolve) => stranger.on('close', resolve).on('error', () => {}));
      stranger.write(`${line}{"id":1,"method":"host.shutdown","asked":{}}\n`);
      await closed;
    }
    assert.equal((await followed(machine.processes, 'one')).exit?.exitCode, 0);
    await machine.close();
  });
});

async function freePort(address: string): Promise<number> {
  const server = createServer().listen(0, address);
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
