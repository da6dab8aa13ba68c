import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { lay, pages, ServerFolder } from './server-folder.contract.ts';

const isRoot = process.getuid?.() === 0;

describe('permissions', () => {
  const shop = {
    'pages/index.html': '',
    'pages/secret.html': '',
    'pages/run': '',
    'pages/deep/index.html': '',
  };
  const deploy = (server: ServerFolder, permissions: string) =>
    server.deploy({ ...shop, 'appspec.yml': `${pages}\npermissions: ${permissions}` });

  test('are given to what is within an object, by pattern, exception and type', async () => {
    const server = new ServerFolder();
    const html = "{ object: /srv/shop, pattern: '*.html', except: ['sec*'], mode: 600, type: [file] }";
    const run = '{ object: /srv/shop/run, mode: "0711" }';
    const within = '{ object: /srv, type: [directory], mode: 750 }';
    assert.equal((await deploy(server, `[${html}, ${run}, ${within}]`)).message, 'Succeeded');
    const modes = ['index.html', 'secret.html', 'run', 'deep/index.html', 'deep', ''].map((name) =>
      server.mode(`srv/shop/${name}`),
    );
    assert.deepEqual(modes, ['600', '644', '711', '644', '750', '750']);
    assert.equal(server.mode('srv'), '755', 'not to the object itself, where it is a folder');
  });

  test('are those of an owner and a group, where the agent is root', async () => {
    const server = new ServerFolder();
    const { message } = await deploy(server, '[{ object: /srv/shop/run, owner: nobody, group: daemon }]');
    if (!isRoot) return assert.match(message, /cannot be given to nobody: this agent is not root$/);
    const { uid, gid } = statSync(server.at('srv/shop/run'));
    const idOf = (...words: string[]) => Number(execFileSync('id', words, { encoding: 'utf8' }));
    assert.deepEqual([uid, gid], [idOf('-u', 'nobody'), idOf('-g', 'daemon')]);
  });

  /** Programs of a machine that has them: each writes down what it was asked for. */
  const programs = (exitCode: number) => {
    const text = `#!/bin/sh\necho "$(basename "$0")" "$@" >> "$PENSTOCK_ROOT/asked"\nexit ${exitCode}\n`;
    const folder = lay({ setfacl: text, semanage: text, restorecon: text });
    for (const name of readdirSync(folder)) chmodSync(path.join(folder, name), 0o755);
    return folder;
  };

  test('are access control lists and contexts, where the machine has programs that set them', async () => {
    const server = new ServerFolder('/nowhere', programs(0));
    const acls =
      '{ object: /srv, type: [directory], mode: 750, acls: ["u:ann:rw", "g:ops:5", "d:m:r", "d:bob:x"] }';
    const context = '{ object: /srv/shop/run, context: { user: system_u, type: bin_t, range: s0 } }';
    assert.equal((await deploy(server, `[${acls}, ${context}]`)).message, 'Succeeded');
    const own = 'user:ann:rw-,group:ops:r-x,user::rwx,group::r-x,other::---,mask::r-x';
    const inherited =
      'default:mask::r--,default:user:bob:--x,default:user::rwx,default:group::r-x,default:other::---';
    const run = server.at('srv/shop/run');
    const asked = [
      `setfacl --set ${own},${inherited} ${server.at('srv/shop')}`,
      `setfacl --set ${own},${inherited} ${server.at('srv/shop/deep')}`,
      `semanage fcontext -a -s system_u -t bin_t -r s0 ${run}`,
      `restorecon -v ${run}`,
    ];
    assert.deepEqual(server.text('asked').trim().split('\n').sort(), asked.sort());
    await server.deploy({ 'appspec.yml': pages, ...shop });
    assert.match(server.text('asked'), new RegExp(`semanage fcontext -d ${run}\n$`));
  });

  test('that a program does not set fail the deployment', async () => {
    const server = new ServerFolder('/nowhere', programs(3));
    const { message } = await deploy(server, '[{ object: /srv/shop/run, acls: ["ann:rw"] }]');
    assert.match(message, /Failed command: setfacl --set user:ann:rw-,.* Exit code: 3$/);
  });

  const refused: readonly (readonly [string, RegExp])[] = [
    ['[{ object: /srv, mode: 600 }, { object: /srv/shop, mode: 640 }]', /is specified more than once/],
    ["[{ object: /srv/shop/run, pattern: '*', mode: 600 }]", /with an invalid pattern \(\*\)/],
    ['[{ object: /srv/shop/run, except: [a], mode: 600 }]', /the except parameter .* invalid format/],
    ['[{ object: /srv/shop, owner: nobody-here }]', /there is no user or group nobody-here/],
    ['[{ mode: 600 }]', /a permission listed in the application specification file has no object value/],
    ['[{ object: /srv, mode: rwx }]', /the mode rwx is not valid/],
    ['[{ object: /srv, acls: ["x:a:rw"] }]', /Invalid acl entry \(x:a:rw\)/],
    ['[{ object: /srv, acls: ["u::rw"] }]', /Use mode to set the base acl entry \(u::rw\)/],
    ['[{ object: /srv/shop/run, acls: ["d:u:a:rw"] }]', /supported for directories only/],
    ['[{ object: /srv/shop/run, context: { user: a } }]', /specifies an invalid context type/],
    ['[{ object: /srv/shop/run, context: { type: t, role: r } }]', /roles are not supported/],
  ];
  for (const [permissions, why] of refused)
    test(`${permissions} are refused`, async () => {
      const outcome = await deploy(new ServerFolder(), permissions);
      assert.equal(outcome.succeeded, false);
      assert.match(outcome.message, why);
    });
});
