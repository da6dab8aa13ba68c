import assert from 'node:assert/strict';
import { globSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import {
  followed,
  never,
  processesContract,
} from '../../../packages/runtime/src/dataplane/processes/processes.contract.ts';
import type { ProcessRun, ProcessStart } from '../../../packages/runtime/src/base/effects/process.ts';
import { gone, openMachine, type Machine } from './machine.ts';

const workspace = 'the workspace';

async function prepared(): Promise<Machine> {
  const machine = openMachine();
  await machine.workspaces.prepare({ type: 'workspace.prepare', workspace, unpack: [] });
  return machine;
}

processesContract('processes of this machine', async () => {
  const machine = await prepared();
  return { processes: machine.processes, workspace, passing: (promise) => promise, close: machine.close };
});

describe('a standing shell', () => {
  let machine: Machine;
  let count = 0;
  before(async () => (machine = await prepared()));
  after(() => machine.close());

  async function shell(kind: 'sh' | 'bash' = 'sh', env: Record<string, string> = {}) {
    const process = `shell ${++count}`;
    const { processes } = machine;
    await processes.start(
      { type: 'process.start', process, workspace, env, command: { shell: kind } },
      never,
    );
    let parts = 0;
    return {
      run: (commands: readonly string[], more: Partial<ProcessRun> = {}) =>
        processes.run({ type: 'process.run', process, part: `${++parts}`, commands, ...more }, never),
      /** Ends it, and answers everything it said. */
      all: async () => {
        await processes.stop({ type: 'process.stop', process, graceMs: 2000 }, never);
        return (await followed(processes, process)).output;
      },
      ended: () => followed(processes, process),
    };
  }

  for (const kind of ['sh', 'bash'] as const) {
    test(`${kind} keeps folder, variables and functions from part to part`, async () => {
      const { run, all } = await shell(kind);
      await run(['mkdir -p deep/er && cd deep/er', 'export COLOUR=blue', 'greet() { echo "hello $1"; }']);
      const ran = await run(['greet "$COLOUR"', 'pwd', 'PLAIN="two\nlines"'], {
        env: { GIVEN: "it's" },
        report: ['COLOUR', 'PLAIN', 'GIVEN', 'UNSET'],
      });
      const variables = { COLOUR: 'blue', PLAIN: 'two\nlines', GIVEN: "it's" };
      assert.deepEqual(ran, { exitCode: 0, variables });
      assert.match(await all(), /^hello blue\n\/.*\/src\/deep\/er\n$/);
    });

    test(`${kind} stops at the first command that fails, and then does what is to be done in any case`, async () => {
      const { run, all } = await shell(kind);
      const ran = await run(['echo one', '(exit 7)', 'echo never'], { finally: ['echo last'] });
      assert.deepEqual(ran, { exitCode: 7, failedCommand: '(exit 7)', variables: {} });
      assert.deepEqual(await run(['true'], { finally: ['false'] }), {
        exitCode: 1,
        failedCommand: 'false',
        variables: {},
      });
      assert.equal(await all(), 'one\nlast\n');
    });

    test(`${kind} survives what commands may do to it`, async () => {
      const { run, all } = await shell(kind);
      const failing = ['if', 'return 4', 'echo ")"; )', 'return'];
      for (const command of failing) assert.notEqual((await run([command, 'echo NO'])).exitCode, 0, command);
      const harmless = [
        'break',
        'continue',
        'set -u',
        'set -C',
        'IFS=x',
        'set -f',
        'exec 3>&-',
        'cat',
        'set -x',
      ];
      for (const command of harmless) assert.equal((await run([command])).exitCode, 0, command);
      assert.equal((await run(['set +x', 'echo still here'])).exitCode, 0);
      const output = await all();
      assert.match(output, /still here\n$/);
      assert.doesNotMatch(output, /NO\n|__penstock_(status|last|next)/);
    });

    test(`${kind} goes on behind a command that exits, where it was and with what it knew`, async () => {
      const { run, all } = await shell(kind);
      const commands = [
        "cd /; COLOUR='deep  blue'",
        'exit 0',
        'echo "$COLOUR"; pwd',
        'set -x; exit',
        'echo b',
      ];
      const last = { finally: ['echo c', 'exit 0', 'echo d'], report: ['COLOUR'] };
      const variables = { COLOUR: 'deep  blue' };
      assert.deepEqual(await run(commands, last), { exitCode: 0, variables });
      const failed = { exitCode: 7, failedCommand: 'exit 7', variables };
      assert.deepEqual(await run(['exit 0', 'exit 7', 'echo never'], last), failed);
      const both = await run(['exit 3'], { finally: ['exit 7', 'echo never'] });
      assert.deepEqual(both, { exitCode: 3, failedCommand: 'exit 3', variables: {} });
      const late = await run(['true'], { finally: ['exit 7', 'echo never'] });
      assert.deepEqual(late, { ...failed, variables: {} });
      const strict = await run(['set -e; false; echo never']);
      assert.deepEqual(strict, { exitCode: 1, failedCommand: 'set -e; false; echo never', variables: {} });
      assert.deepEqual(await run(['false || pwd']), { exitCode: 0, variables: {} });
      assert.match(await all(), /^deep  blue\n\/\n\++ exit\nb\nc\nd\nc\nd\n\/\n$/);
    });

    test(`${kind} that becomes another program is answered as died, with its code`, async () => {
      const { run, ended } = await shell(kind);
      const ran = await run(['echo a', 'exec sh -c "exit 3"', 'echo b'], { finally: ['echo never'] });
      const failedCommand = 'exec sh -c "exit 3"';
      assert.deepEqual(ran, { exitCode: 3, died: true, failedCommand, variables: {} });
      assert.deepEqual(await run(['echo c']), { exitCode: 3, died: true, variables: {} });
      assert.deepEqual(await ended(), { output: 'a\n', next: 2, exit: { exitCode: 3, signal: null } });
    });
  }

  test('what a child says after its shell has ended is not waited for', async () => {
    const { run, ended } = await shell();
    await run(['sleep 300 & echo $! > sleeper', 'exec false']);
    assert.deepEqual((await ended()).exit, { exitCode: 1, signal: null });
    const { files } = machine.workspaces.folderOf(workspace)!;
    await gone(Number(readFileSync(path.join(files, 'sleeper'), 'utf8')));
  });

  test('the environment is what was given, besides PATH, HOME and the place for npm', async () => {
    const { run, all } = await shell('sh', { SOURCE: '{workspace}/x' });
    await run(['env | cut -d= -f1 | sort | tr "\\n" " "', 'echo; echo $SOURCE $HOME; command -v node']);
    const { files, home } = machine.workspaces.folderOf(workspace)!;
    const [names, places, node] = (await all()).split('\n');
    assert.match(
      names!,
      /^HOME PATH PENSTOCK_PROCESS PWD SOURCE (npm_config_globalconfig )?npm_config_prefix $/,
    );
    assert.equal(places, `${files}/x ${home}`);
    assert.match(node!, /\/node$/);
  });

  test('what npm installs globally is its own, and found', async () => {
    const { run, all } = await shell('sh');
    const manifest = '{"name":"greeter","version":"1.0.0","bin":{"greet":"greet.sh"}}';
    await run([
      `mkdir greeter && echo '${manifest}' > greeter/package.json`,
      "printf '#!/bin/sh\\necho hello\\n' > greeter/greet.sh && chmod +x greeter/greet.sh",
      'npm install -g --offline --no-audit --no-fund ./greeter > npm.log 2>&1 || cat npm.log',
      'greet; command -v greet',
    ]);
    const { home } = machine.workspaces.folderOf(workspace)!;
    assert.equal(await all(), `hello\n${home}/.npm-global/bin/greet\n`);
  });
});

describe('a shell that stood ready before it was wanted', () => {
  let machine: Machine;
  before(async () => (machine = await prepared()));
  after(() => machine.close());
  const start = (process: string, env: Record<string, string> = {}, shell: 'sh' | 'bash' = 'sh') =>
    machine.processes.start({ type: 'process.start', process, workspace, env, command: { shell } }, never);
  const run = (process: string, ...commands: string[]) =>
    machine.processes.run({ type: 'process.run', process, part: '1', commands }, never);
  const inHost = (...names: string[]) => path.join(machine.folder, 'host', ...names);
  /** Waits until every shell that is there stands ready, and answers their pids. */
  async function ready(): Promise<number[]> {
    for (;;) {
      const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
      const waiting = pids.filter((pid) => linkOf(pid, 'cwd')?.startsWith(`${inHost('processes.ready')}/`));
      // Where it has opened what it reads, the host has opened that, too.
      const isHeard = (pid: string) => linkOf(pid, 'fd/0')?.endsWith('/questions.fifo');
      if (waiting.length > 0 && waiting.every(isHeard)) return waiting.map(Number);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
  function linkOf(pid: string, name: string): string | undefined {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('echo "$1 $$"')
        ? readlinkSync(`/proc/${pid}/${name}`)
        : undefined;
    } catch {
      return undefined; // It has ended.
    }
  }

  test('is told its environment, leaves no file of it, and takes along who has left its group', async () => {
    await start('first');
    await ready();
    const value = "it's \n two";
    await start('second', { GIVEN: value, BASH_ENV: '/dev/null' }, 'bash');
    await run('second', 'printf "%s;" "$GIVEN"; echo $BASH_VERSION | cut -c1; setsid sleep 300 & echo $!');
    assert.deepEqual(globSync(inHost('processes', '*', 'start.sh')), []);
    await machine.processes.stop({ type: 'process.stop', process: 'second', graceMs: 50 }, never);
    const { output, exit } = await followed(machine.processes, 'second');
    const [said, ...lines] = output.split(';');
    assert.equal(said, value);
    await gone(Number(lines[0]!.trim().split('\n').at(-1)));
    assert.ok(exit);
  });

  for (const kind of ['sh', 'bash'] as const)
    test(`is told its first part as it becomes ${kind}, and does it`, async () => {
      await start(`${kind} first`);
      await ready();
      const process = `${kind} told`;
      const first = { part: '1', commands: ['echo done'] };
      const env = {};
      await machine.processes.start(
        { type: 'process.start', process, workspace, env, command: { shell: kind }, first },
        never,
      );
      assert.equal((await run(process, 'echo done')).exitCode, 0);
      await machine.processes.stop({ type: 'process.stop', process, graceMs: 2000 }, never);
      assert.equal((await followed(machine.processes, process)).output, 'done\n');
    });

  test('takes along what its last part has left behind, gently, and is not waited for where it does not end', async () => {
    await start('leaving');
    const last = { part: '1', last: { graceMs: 300 } };
    const commands = [
      `(trap 'echo told > told; exit' TERM; while :; do sleep 0.01; done) & echo $!`,
      'setsid sleep 300 & echo $!',
      'sleep 0.1; trap "sleep 300" EXIT',
    ];
    const ran = machine.processes.run({ type: 'process.run', process: 'leaving', commands, ...last }, never);
    assert.deepEqual(await ran, { exitCode: 0, over: true, variables: {} });
    const { output } = await followed(machine.processes, 'leaving');
    const [gentle, stray] = output.trim().split('\n');
    for (const pid of [gentle, stray]) await gone(Number(pid));
    const told = await machine.workspaces.read({ type: 'workspace.read', workspace, path: 'told' });
    assert.deepEqual(told, { text: 'told\n' });
  });

  test('is seen to end, though what was to say so has been killed', async () => {
    await start('lonely first');
    await ready();
    const { pid } = await start('lonely');
    const [, parent] = /^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))!;
    process.kill(Number(parent), 'SIGKILL');
    assert.equal((await run('lonely', 'kill -9 $$')).died, true);
    assert.ok((await followed(machine.processes, 'lonely')).exit);
  });

  test('is given no value that a program could not be started with', async () => {
    await start('given first');
    await ready();
    await assert.rejects(start('given', { VALUE: 'a\0b' }), { code: 'CannotStartProcess' });
  });

  test('goes on when its host is killed, and the others end', async () => {
    await start('third');
    const waiting = await ready();
    const { pid } = await start('fourth');
    assert.ok(waiting.includes(pid));
    const host = JSON.parse(readFileSync(inHost('host.json'), 'utf8')) as { pid: number };
    process.kill(host.pid, 'SIGKILL');
    for (const other of waiting) if (other !== pid) await gone(other);
    assert.deepEqual(await start('fourth'), { pid });
    assert.equal((await run('fourth', 'exec false')).exitCode, 255);
  });
});

describe('a program', () => {
  let machine: Machine;
  before(async () => (machine = await prepared()));
  after(() => machine.close());
  const start = (process: string, script: string) => {
    const argv = [globalThis.process.execPath, '-e', script];
    const effect: ProcessStart = { type: 'process.start', process, workspace, env: {}, command: { argv } };
    return machine.processes.start(effect, never);
  };

  test('says all of it, in order, before its end is told', async () => {
    await start('talker', 'for (let i = 0; i < 50000; i++) console.log(`line ${i}`); process.exitCode = 9');
    const { output, exit } = await followed(machine.processes, 'talker');
    const lines = Array.from({ length: 50000 }, (_, i) => `line ${i}\n`);
    assert.equal(output, lines.join(''));
    assert.deepEqual(exit, { exitCode: 9, signal: null });
  });

  test('is ended gently, or by force when its grace is over', async () => {
    await start(
      'gentle',
      'process.on("SIGTERM", () => process.exit(5)); console.log("up"); setInterval(() => {}, 1e6)',
    );
    await start('stubborn', 'process.on("SIGTERM", () => {}); console.log("up"); setInterval(() => {}, 1e6)');
    for (const process of ['gentle', 'stubborn']) {
      await machine.processes.follow({ type: 'process.follow', process, from: 0 }, never);
      await machine.processes.stop({ type: 'process.stop', process, graceMs: 300 }, never);
    }
    const exits = [];
    for (const process of ['gentle', 'stubborn'])
      exits.push((await followed(machine.processes, process)).exit);
    assert.deepEqual(exits, [
      { exitCode: 5, signal: null },
      { exitCode: null, signal: 'SIGKILL' },
    ]);
  });

  test('takes along a child that has left its group', async () => {
    const script = `const { spawn } = require('node:child_process');
      const child = spawn('sleep', ['300'], { detached: true, stdio: 'ignore' });
      child.unref();
      console.log(child.pid);`;
    await start('parent', script);
    const { output } = await followed(machine.processes, 'parent');
    await gone(Number(output));
  });

  test('is started in no place that no folder can be called', async () => {
    const effect = { type: 'process.start', process: 'nowhere', workspace, env: {} } as const;
    for (const directory of ['a\0b', 'x'.repeat(300), 'x/'.repeat(3000)])
      await assert.rejects(
        machine.processes.start({ ...effect, directory, command: { argv: ['/bin/true'] } }, never),
        { code: 'NoSuchDirectory' },
      );
  });

  test('that is not there is refused, and can be started when it is', async () => {
    const command = { argv: ['/no/such/program'] };
    const effect: ProcessStart = { type: 'process.start', process: 'late', workspace, env: {}, command };
    await assert.rejects(machine.processes.start(effect, never), { code: 'CannotStartProcess' });
    const there = { ...effect, command: { argv: ['sh', '-c', 'echo here'] } };
    await machine.processes.start(there, never);
    assert.equal((await followed(machine.processes, 'late')).output, 'here\n');
    await assert.rejects(machine.processes.start({ ...effect, process: 'lost', workspace: 'none' }, never), {
      code: 'NoSuchWorkspace',
    });
  });
});
