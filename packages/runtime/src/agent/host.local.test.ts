import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, utimesSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { buffer } from 'node:stream/consumers';
import { create } from 'tar';
import type { Specification } from './control.ts';
import {
  appSpec,
  events,
  lay,
  newFolder,
  objects,
  packed,
  pages,
  ServerFolder,
  type Files,
} from './server-folder.contract.ts';

const isRoot = process.getuid?.() === 0;

const existing = (FileExistsBehavior: string): Partial<Specification> => ({
  AgentActionOverrides: { AgentOverrides: { FileExistsBehavior } },
});

describe('a bundle', () => {
  for (const bundleType of ['zip', 'tar', 'tgz'])
    test(`that is a ${bundleType} is laid out, without the one folder that everything is in`, async () => {
      const server = new ServerFolder();
      const files = { 'shop-main/appspec.yml': pages, 'shop-main/pages/index.html': bundleType };
      assert.equal((await server.deploy(files, {}, bundleType)).message, 'Succeeded');
      assert.equal(server.text('srv/shop/index.html'), bundleType);
    });

  test('that is another than was registered is refused', async () => {
    const server = new ServerFolder();
    objects.set('other.tar', await packed({ 'appspec.yml': pages }, 'tar'));
    const S3Revision = { Bucket: 'releases', Key: 'other.tar', BundleType: 'tar', ETag: '"abc"' };
    const Revision = { RevisionType: 'S3', S3Revision };
    const { event, errorCode, message } = await server.perform(events, { Revision });
    assert.deepEqual([event, errorCode], ['DownloadBundle', 'UnknownError']);
    assert.match(message, /^Expected deployment artifact bundle etag "abc" but was actually "[0-9a-f]{32}"$/);
  });

  test('that leads out of its folder is refused, and one that is not there is said to be', async () => {
    const server = new ServerFolder();
    const cwd = lay({ 'inside/appspec.yml': pages, 'evil.txt': 'evil' });
    const leading = create({ cwd: path.join(cwd, 'inside'), preservePaths: true }, ['../evil.txt']);
    objects.set('leading.tar', await buffer(leading));
    const revisionOf = (Key: string) => ({
      RevisionType: 'S3',
      S3Revision: { Bucket: 'releases', Key, BundleType: 'tar' },
    });
    const led = await server.perform(['DownloadBundle'], { Revision: revisionOf('leading.tar') });
    assert.deepEqual([led.succeeded, led.errorCode], [false, 'UnknownError']);
    const missing = await server.perform(['DownloadBundle'], { Revision: revisionOf('no.tar') });
    assert.equal(missing.succeeded, false);
  });

  test('without an AppSpec file is no revision', async () => {
    const { event, message } = await new ServerFolder().deploy({ 'pages/index.html': 'one' });
    assert.equal(event, 'BeforeInstall');
    assert.match(message, /^The CodeDeploy agent did not find an AppSpec file within/);
  });

  test('of git is its commit, without history', async () => {
    const base = newFolder();
    const repository = path.join(base, 'acme/shop.git');
    lay({ 'appspec.yml': pages, 'pages/index.html': 'of git' }, repository);
    const identity = ['-c', 'user.name=a', '-c', 'user.email=a@example.com'];
    const git = (...words: string[]) =>
      execFileSync('git', ['-C', repository, ...identity, ...words], { encoding: 'utf8' }).trim();
    git('init', '--quiet');
    git('add', '.');
    git('commit', '--quiet', '-m', 'first');
    const CommitId = git('rev-parse', 'HEAD');
    const server = new ServerFolder(base);
    const revisionOf = (id: string) => ({
      RevisionType: 'GitHub',
      GitHubRevision: { Account: 'acme', Repository: 'shop', CommitId: id },
    });
    assert.equal((await server.perform(events, { Revision: revisionOf(CommitId) })).message, 'Succeeded');
    assert.equal(server.text('srv/shop/index.html'), 'of git');
    assert.deepEqual(readdirSync(path.join(server.folder, 'agent/group/d-0/deployment-archive')), [
      'appspec.yml',
      'pages',
    ]);
    const missing = await server.perform(events, { Revision: revisionOf('0'.repeat(40)) });
    assert.match(missing.message, /^acme\/shop at 0{40} cannot be fetched: /);
  });
});

describe('files', () => {
  test('that are there already stop a deployment, are overwritten or are retained', async () => {
    const files = { 'appspec.yml': pages, 'pages/index.html': 'ours', 'pages/more.html': 'more' };
    const wanted = { DISALLOW: 'theirs', OVERWRITE: 'ours', RETAIN: 'theirs' };
    for (const [behavior, text] of Object.entries(wanted)) {
      const server = new ServerFolder();
      lay({ 'srv/shop/index.html': 'theirs' }, server.root);
      const { event, message } = await server.deploy(files, existing(behavior));
      assert.equal(server.text('srv/shop/index.html'), text, behavior);
      assert.equal(existsSync(server.at('srv/shop/more.html')), behavior !== 'DISALLOW', behavior);
      if (behavior !== 'DISALLOW') continue;
      assert.equal(event, 'Install');
      const why = 'The deployment failed because a specified file already exists at this location: ';
      assert.equal(message, why + server.at('srv/shop/index.html'));
    }
  });

  test('that are there already are dealt with as the AppSpec file says, whatever the deployment does', async () => {
    const server = new ServerFolder();
    lay({ 'srv/shop/index.html': 'theirs' }, server.root);
    const said = (behavior: string) => ({
      'appspec.yml': `${pages}\nfile_exists_behavior: ${behavior}`,
      'pages/index.html': 'ours',
    });
    assert.equal((await server.deploy(said('RETAIN'), existing('DISALLOW'))).message, 'Succeeded');
    assert.equal(server.text('srv/shop/index.html'), 'theirs');
    assert.equal((await server.deploy(said('OVERWRITE'), existing('RETAIN'))).message, 'Succeeded');
    assert.equal(server.text('srv/shop/index.html'), 'ours');
    assert.match((await server.deploy(said('KEEP'))).message, /for fileExistsBehavior: KEEP\. Valid options/);
  });

  test('of the last deployment go, and nothing that is of others', async () => {
    const server = new ServerFolder();
    await server.deploy({ 'appspec.yml': pages, 'pages/a/one.html': '1', 'pages/both.html': '1' });
    lay({ 'srv/shop/a/log.txt': 'theirs' }, server.root);
    const { message } = await server.deploy({ 'appspec.yml': pages, 'pages/both.html': '2' });
    assert.equal(message, 'Succeeded');
    assert.equal(server.text('srv/shop/both.html'), '2');
    assert.deepEqual(readdirSync(server.at('srv/shop/a')), ['log.txt']);
  });

  test('of two sources do not go to one place', async () => {
    const files = 'files: [{ source: a/x.txt, destination: /srv }, { source: b/x.txt, destination: /srv }]';
    const { message } = await new ServerFolder().deploy({
      'appspec.yml': appSpec(files),
      'a/x.txt': '',
      'b/x.txt': '',
    });
    assert.match(
      message,
      /specifies two source files named .*b\/x\.txt and .*a\/x\.txt for the same destination/,
    );
  });
});

describe('scripts', () => {
  const note = '#!/bin/sh\necho "$LIFECYCLE_EVENT of $DEPLOYMENT_ID" >> "$PENSTOCK_ROOT/diary"\n';
  const hooks = (lines: string): Files => ({ 'appspec.yml': appSpec(`hooks:\n${lines}`) });

  test('that stop are those of the last revision, and of the first there are none', async () => {
    const server = new ServerFolder();
    const stop = '  ApplicationStop: [{ location: stop.sh }]';
    await server.deploy({ ...hooks(stop), 'stop.sh': note.replace('of', 'first of') });
    assert.equal(existsSync(server.at('diary')), false);
    await server.deploy({ ...hooks(stop), 'stop.sh': 'exit 1' });
    assert.equal(server.text('diary'), 'ApplicationStop first of d-2\n');
    const third = await server.deploy(hooks('  ApplicationStop: []'));
    assert.deepEqual(
      [third.event, third.errorCode, third.scriptName],
      ['ApplicationStop', 'ScriptFailed', 'stop.sh'],
    );
  });

  test('of a restart are those of what is installed', async () => {
    const server = new ServerFolder();
    await server.deploy({ ...hooks('  ApplicationStart: [{ location: start.sh }]'), 'start.sh': note });
    const how = { DeploymentId: 'd-restart', DeploymentMode: 'RESTART', Revision: { RevisionType: 'S3' } };
    assert.equal((await server.perform(['ApplicationStop', 'ApplicationStart'], how)).message, 'Succeeded');
    assert.equal(server.text('diary'), 'ApplicationStart of d-1\nApplicationStart of d-restart\n');
  });

  test('of a way back are those of what was downloaded last, and of what is installed', async () => {
    const server = new ServerFolder();
    const both = '  BeforeBlockTraffic: [{ location: say.sh }]\n  BeforeAllowTraffic: [{ location: say.sh }]';
    const say = (name: string) => ({ ...hooks(both), 'say.sh': note.replace('of', `${name} of`) });
    await server.deploy(say('old'));
    await server.perform(['DownloadBundle'], { ...(await server.stored(say('new'))), DeploymentId: 'd-2' });
    const back = {
      DeploymentCreator: 'codeDeployRollback',
      DeploymentType: 'BLUE_GREEN',
      DeploymentId: 'd-3',
      Revision: { RevisionType: 'S3' },
    };
    await server.perform(['BeforeAllowTraffic', 'BeforeBlockTraffic'], back);
    assert.equal(server.text('diary'), 'BeforeAllowTraffic old of d-3\nBeforeBlockTraffic new of d-3\n');
  });

  test('that take too long are ended, with what they have started', async () => {
    const server = new ServerFolder();
    const slow = '#!/bin/sh\nsleep 600 &\necho $! > "$PENSTOCK_ROOT/pid"\nwait\n';
    const outcome = await server.deploy({
      ...hooks('  AfterInstall: [{ location: slow.sh, timeout: 1 }]'),
      'slow.sh': slow,
    });
    assert.deepEqual(
      [outcome.event, outcome.errorCode, outcome.message],
      [
        'AfterInstall',
        'ScriptTimedOut',
        'Script at specified location: slow.sh failed to complete in 1 seconds',
      ],
    );
    assert.throws(() => process.kill(Number(server.text('pid')), 0), { code: 'ESRCH' });
  });

  test('run as a user, where the agent is root', async () => {
    const server = new ServerFolder();
    const outcome = await server.deploy({
      ...hooks(`  AfterInstall: [{ location: who.sh, runas: ${isRoot ? 'nobody' : 'root'} }]`),
      'who.sh': '#!/bin/sh\nid -un\nexit 7\n',
    });
    if (!isRoot) return assert.match(outcome.message, /cannot run as user root: this agent is not root$/);
    assert.equal(
      outcome.message,
      'Script at specified location: who.sh run as user nobody failed with exit code 7',
    );
    assert.equal(outcome.log, 'LifecycleEvent - AfterInstall\nScript - who.sh\n[stdout]nobody\n');
  });

  test('that are missing, or of nobody, are told; one that may not be executed is made to be', async () => {
    const missing = await new ServerFolder().deploy(hooks('  AfterInstall: [{ location: no.sh }]'));
    assert.deepEqual(
      [missing.errorCode, missing.scriptName, missing.message],
      ['ScriptMissing', 'no.sh', 'Script does not exist at specified location: no.sh'],
    );
    const nobody = { ...hooks('  AfterInstall: [{ location: a.sh, runas: nobody-here }]'), 'a.sh': '' };
    assert.match((await new ServerFolder().deploy(nobody)).message, /there is no user nobody-here$/);
    const plain = { ...hooks('  AfterInstall: [{ location: plain }]'), plain: '#!/bin/sh\nexit 0\n' };
    assert.equal((await new ServerFolder().deploy(plain)).message, 'Succeeded');
  });

  test('are told by the end of what they said: 2,048 letters of it', async () => {
    const server = new ServerFolder();
    const { log } = await server.deploy({
      ...hooks('  AfterInstall: [{ location: loud.sh }]'),
      'loud.sh': '#!/bin/sh\nseq 1 2000\necho the end >&2\nexit 1\n',
    });
    assert.equal(log.length, 2048);
    assert.match(log, /\[stdout\]2000\n/);
    assert.match(log, /\[stderr\]the end\n/);
    const whole = readFileSync(path.join(server.folder, 'agent/group/d-1/logs/scripts.log'), 'utf8');
    assert.match(whole, /^LifecycleEvent - AfterInstall\nScript - loud\.sh\n\[stdout\]1\n/);
  });

  const unreadable: readonly (readonly [string, RegExp])[] = [
    ['  AfterInstall: [{ timeout: 1 }]', /specifies a script with no location value/],
    ['  AfterInstall: [{ location: a.sh, timeout: 0 }]', /an invalid timeout value was provided/],
    ['  AfterInstall: [{ location: a.sh, timeout: 0.5 }]', /an invalid timeout value was provided/],
    ['  AfterBreakfast: [{ location: a.sh }]', /contains unknown lifecycle events: \["AfterBreakfast"\]/],
    [
      '  AfterInstall: [{ location: a.sh, timeout: 1801 }, { location: b.sh, timeout: 1800 }]',
      /may take more than 3600 seconds together/,
    ],
  ];
  for (const [lines, why] of unreadable)
    test(`${lines.trim()} cannot be`, async () =>
      assert.match((await new ServerFolder().deploy(hooks(lines))).message, why));
});

describe('a pipeline', () => {
  const managed = ['DownloadBundle', 'BeforeDeploy', 'Install', 'AfterDeploy'];
  const say = (what: string) =>
    `#!/bin/sh\nmkdir -p "$PENSTOCK_ROOT"\necho "${what} in $(basename "$PWD")" >> "$PENSTOCK_ROOT/diary"\n`;
  const scripts = { 'a.sh': say('before'), 'b.sh': say('after') };
  const deploySpec = (rest: string) => `files: [{ source: /index.html, destination: /srv }]\n${rest}`;

  async function deploy(
    server: ServerFolder,
    Managed: NonNullable<Specification['Managed']>,
    files: Files = {},
  ) {
    objects.set('managed.zip', await packed({ 'index.html': 'x', ...scripts, ...files }, 'zip'));
    const S3Revision = { Bucket: 'releases', Key: 'managed.zip', BundleType: 'zip' };
    return server.perform(managed, {
      Managed,
      Revision: { RevisionType: 'S3', S3Revision },
      ...existing('OVERWRITE'),
    });
  }

  test('copies its artifact to a folder, over what is there, and runs scripts in it', async () => {
    const server = new ServerFolder();
    lay({ 'srv/shop/index.html': 'old', 'srv/shop/kept.html': 'theirs' }, server.root);
    const steps = { TargetDirectory: '/srv/shop', PreScript: 'a.sh', PostScript: 'b.sh' };
    assert.equal((await deploy(server, steps)).message, 'Succeeded');
    assert.equal(server.text('diary'), 'before in shop\nafter in shop\n');
    assert.deepEqual(readdirSync(server.at('srv/shop')).sort(), ['a.sh', 'b.sh', 'index.html', 'kept.html']);
    assert.equal(server.text('srv/shop/index.html'), 'x');
  });

  test('does what a DeploySpec file says, or an AppSpec file', async () => {
    const hooked = {
      'deploy.yml': deploySpec(
        'version: 0.1\nscripts: { BeforeDeploy: [{ location: a.sh }], AfterDeploy: [{ location: b.sh, timeout: 5 }] }',
      ),
      'appspec.yml': deploySpec(
        'version: 0.0\nos: linux\nhooks:\n' +
          '  { BeforeInstall: [{ location: a.sh }], ValidateService: [{ location: b.sh }] }',
      ),
    };
    for (const DeploySpec of Object.keys(hooked)) {
      const server = new ServerFolder();
      assert.equal((await deploy(server, { DeploySpec }, hooked)).message, 'Succeeded', DeploySpec);
      assert.equal(server.text('diary'), 'before in agent\nafter in agent\n');
      assert.deepEqual(readdirSync(server.at('srv')), ['index.html']);
    }
  });

  test('is told what is wrong with a DeploySpec file', async () => {
    const wrong: readonly (readonly [string, RegExp])[] = [
      ['version: 0.2', /The version of a DeploySpec file is 0\.1 or 0\.0, not 0\.2/],
      ['version: 0.1\nscripts: { DuringDeploy: [] }', /BeforeDeploy and AfterDeploy, not of DuringDeploy/],
    ];
    for (const [text, why] of wrong) {
      const { message } = await deploy(new ServerFolder(), { DeploySpec: 'd.yml' }, { 'd.yml': text });
      assert.match(message, why);
    }
    const missing = await deploy(new ServerFolder(), { DeploySpec: 'no.yml' });
    assert.equal(missing.message, 'No such file or directory - no.yml');
  });
});

test('five revisions are kept, and the one that is installed among them', async () => {
  const server = new ServerFolder();
  await server.deploy({ 'appspec.yml': pages, 'pages/index.html': 'good' });
  // Those that were not installed: only the first one is what runs.
  for (let bad = 0; bad < 6; bad++) {
    await server.deploy({ 'pages/index.html': 'no AppSpec' });
    const group = path.join(server.folder, 'agent/group');
    for (const [at, name] of readdirSync(group).sort().entries()) utimesSync(path.join(group, name), at, at);
  }
  assert.deepEqual(readdirSync(path.join(server.folder, 'agent/group')).sort(), [
    'd-1',
    'd-4',
    'd-5',
    'd-6',
    'd-7',
  ]);
});
