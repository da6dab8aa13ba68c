import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { hostCommand } from './command.ts';
import { containerEnvironment, standardPath } from './environment.ts';
import { kindOfBytes } from './program.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'penstock-command-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const root = path.join(folder, 'image');
const machine = path.join(folder, 'machine');

function file(place: string, text: string): void {
  mkdirSync(path.dirname(place), { recursive: true });
  writeFileSync(place, text);
  chmodSync(place, 0o755);
}

for (const name of ['sh', 'python3', 'npm', 'curl']) file(path.join(machine, name), '');
file(path.join(root, 'app/server.js'), '');
file(path.join(root, 'app/start.sh'), '#!/bin/sh\nexec node server.js\n');
file(path.join(root, 'usr/local/bin/gunicorn'), '#!/home/somebody/python3.12\n');
file(path.join(root, 'usr/local/bin/tool'), '#!/usr/bin/env -S node --no-warnings\n');
file(path.join(root, 'usr/local/bin/old'), '#!/usr/bin/perl\n');
file(path.join(root, 'usr/local/bin/node'), '\x7fELF the image’s own');
file(path.join(root, 'usr/bin/text'), 'no program');
symlinkSync('/app', path.join(root, 'srv'));

const commandOf = (argv: readonly string[], workingDirectory = '/app') =>
  hostCommand({ argv, root, workingDirectory, imagePath: standardPath, path: machine });

describe('the command of a container', () => {
  test('is run by the runtimes of this machine', () => {
    const node = process.execPath;
    const [sh, python, npm] = ['sh', 'python3', 'npm'].map((name) => path.join(machine, name));
    const server = path.join(root, 'app/server.js');
    const rows: readonly [readonly string[], readonly (string | undefined)[]][] = [
      [
        ['node', 'server.js'],
        [node, 'server.js'],
      ],
      [
        ['/usr/local/bin/node', '/app/server.js'],
        [node, server],
      ],
      [
        ['node', '--config=/app/server.js', '/srv/server.js'],
        [node, `--config=${server}`, server],
      ],
      [
        ['node', '/api/v1', 'http://localhost/app'],
        [node, '/api/v1', 'http://localhost/app'],
      ],
      [
        ['python', '-m', 'http.server'],
        [python, '-m', 'http.server'],
      ],
      [
        ['python3.12', 'x.py'],
        [python, 'x.py'],
      ],
      [
        ['npm', 'start'],
        [npm, 'start'],
      ],
      [
        ['/bin/sh', '-c', 'cd /app && node "/app/server.js"'],
        [sh, '-c', `cd ${root}/app && node "${server}"`],
      ],
      [
        ['./start.sh', 'x'],
        [sh, `${root}/app/start.sh`, 'x'],
      ],
      [['/srv/start.sh'], [sh, `${root}/app/start.sh`]],
      [
        ['gunicorn', 'app:app'],
        [python, `${root}/usr/local/bin/gunicorn`, 'app:app'],
      ],
      [['tool'], [node, '--no-warnings', `${root}/usr/local/bin/tool`]],
    ];
    for (const [argv, wanted] of rows) assert.deepEqual(commandOf(argv), wanted, argv.join(' '));
  });

  test('is refused with the reason where nothing here can run it', () => {
    const rows: readonly [readonly string[], RegExp][] = [
      [['nginx'], /cannot run nginx: it is no program of the image/],
      [['curl'], /cannot run curl: it is no program of the image/],
      [['old'], /cannot run old: it is a script for \/usr\/bin\/perl/],
      [['text'], /cannot run text: it is neither a script nor a program of Linux/],
      [['bash'], /cannot run bash: this machine has no bash/],
    ];
    for (const [argv, message] of rows)
      assert.throws(() => commandOf(argv), { code: 'NoSuchRuntime', message }, argv.join(' '));
    assert.throws(() => commandOf([]), { code: 'CannotStartContainer' });
  });

  test(
    'a program of machine code runs here only if it needs nothing of its image',
    { skip: process.platform !== 'linux' },
    () => {
      const machines: Partial<Record<NodeJS.Architecture, number>> = { x64: 62, arm64: 183 };
      const elf = (machine: number, ...types: readonly number[]) => {
        const head = Buffer.alloc(64 + 56 * types.length);
        head.write('\x7fELF\x02', 'latin1');
        head.writeUInt16LE(machine, 18);
        head.writeBigUInt64LE(64n, 32);
        head.writeUInt16LE(56, 54);
        head.writeUInt16LE(types.length, 56);
        for (const [index, type] of types.entries()) head.writeUInt32LE(type, 64 + 56 * index);
        return kindOfBytes(head).kind;
      };
      const own = machines[process.arch]!;
      assert.equal(elf(own, 1, 1), 'standalone');
      assert.equal(elf(own, 6, 3, 1), 'foreign');
      assert.equal(elf(own === 62 ? 183 : 62, 1), 'foreign');
    },
  );
});

describe('the environment of a container', () => {
  test('is its own, with paths of the image where runtimes look, and the address to listen on', () => {
    mkdirSync(path.join(root, 'usr/local/lib/python3.12/site-packages'), { recursive: true });
    const env = containerEnvironment({
      env: {
        COLOUR: 'blue',
        BASE: '/app',
        NODE_PATH: '/app/lib',
        HOST: '0.0.0.0',
        NODE_OPTIONS: '--no-warnings',
      },
      root,
      imagePath: '/nowhere:/usr/local/bin',
      address: '127.80.0.7',
      path: machine,
    });
    assert.equal(env['COLOUR'], 'blue');
    assert.equal(env['BASE'], '/app');
    assert.equal(env['NODE_PATH'], `${root}/app/lib`);
    assert.equal(env['HOST'], '127.80.0.7');
    assert.equal(env['HOME'], root);
    assert.equal(env['PATH'], `${root}/usr/local/bin:${machine}`);
    assert.match(env['NODE_OPTIONS']!, /^--no-warnings --import=file:\/\/\S+bind-address\.mjs$/);
    assert.match(env['PYTHONPATH']!, /^\S+\/containers\/python:\S+\/python3\.12\/site-packages$/);
  });
});
