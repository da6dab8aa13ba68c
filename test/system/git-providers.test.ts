import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import {
  CodeBuild,
  type Build,
  type CreateProjectInput,
  type ProjectSource,
} from '@aws-sdk/client-codebuild';
import { CodeStarConnections } from '@aws-sdk/client-codestar-connections';
import { IAM } from '@aws-sdk/client-iam';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { until } from '../../examples/storefront/deliver/waiting.ts';
import { startPenstock, type PenstockProcess } from '../../scripts/penstock-process.ts';
import { LocalBitbucket } from './drivers/bitbucket.ts';
import type { LocalGitHost } from './drivers/git-host.ts';
import { LocalGitHub } from './drivers/github.ts';
import { LocalGitLab } from './drivers/gitlab.ts';

const patienceMs = 60_000;
const hosts = { gitHub: new LocalGitHub(), gitLab: new LocalGitLab(), bitbucket: new LocalBitbucket() };
let penstock: PenstockProcess;
let place: ConstructorParameters<typeof CodeBuild>[0] & { endpoint: string };
let codebuild: CodeBuild;

before(async () => {
  for (const host of Object.values(hosts)) {
    await host.open();
    host.push('main', { 'README.md': 'shop\n' });
  }
  penstock = await startPenstock(['--port', '0', '--quiet', '--github', hosts.gitHub.url], () => undefined);
  const credentials = { accessKeyId: '000000000000', secretAccessKey: 'test' };
  place = { endpoint: penstock.endpoint, region: 'us-east-1', credentials };
  codebuild = new CodeBuild(place);
  const principal = { Service: 'codebuild.amazonaws.com' };
  const Statement = [{ Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole' }];
  await new IAM(place).createRole({
    RoleName: 'builder',
    AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement }),
  });
});
after(async () => {
  await penstock?.stop();
  for (const host of Object.values(hosts)) host.close();
});

const buildspec = JSON.stringify({
  version: '0.2',
  env: { 'exported-variables': ['COMMITS', 'WHY', 'WHO'] },
  phases: {
    build: {
      commands: [
        'export COMMITS=$(git rev-list --count HEAD)',
        'export WHY="$CODEBUILD_WEBHOOK_TRIGGER $CODEBUILD_WEBHOOK_EVENT"',
        'export WHO=$CODEBUILD_WEBHOOK_ACTOR_ACCOUNT_ID',
      ],
    },
  },
});

const declared = (name: string, source: ProjectSource): CreateProjectInput => ({
  name,
  source: { buildspec, ...source },
  artifacts: { type: 'NO_ARTIFACTS' },
  environment: {
    type: 'LINUX_CONTAINER',
    image: 'aws/codebuild/standard:7.0',
    computeType: 'BUILD_GENERAL1_SMALL',
  },
  serviceRole: 'arn:aws:iam::000000000000:role/builder',
});

/** The builds of a project, the oldest first, once so many are over. */
const built = (projectName: string, count: number): Promise<Build[]> =>
  until(`${count} builds of ${projectName}`, patienceMs, async () => {
    const { ids = [] } = await codebuild.listBuildsForProject({ projectName, sortOrder: 'ASCENDING' });
    const { builds = [] } = ids.length > 0 ? await codebuild.batchGetBuilds({ ids }) : {};
    const over = builds.filter(({ buildComplete }) => buildComplete);
    return over.length >= count ? over : undefined;
  });

const exported = ({ exportedEnvironmentVariables: all = [] }: Build) =>
  Object.fromEntries(all.map(({ name, value }) => [name, value]));

/** A push and a pull request are built, and the provider is told. */
async function isBuilt(name: string, host: LocalGitHost, states: readonly string[]): Promise<Build[]> {
  const event = { type: 'EVENT', pattern: 'PUSH, PULL_REQUEST_CREATED' } as const;
  const files = { type: 'FILE_PATH', pattern: '^src/' } as const;
  const filterGroups = [[event, files]];
  await codebuild.createWebhook({ projectName: name, filterGroups });
  const pushed = host.push('main', { 'src/a.ts': '1' });
  assert.deepEqual(await host.deliver(host.events.push, pushed), [200]);
  assert.deepEqual(await host.deliver(host.events.push, host.push('docs', { 'docs/a.md': '1' })), [200]);
  const [first] = await built(name, 1);
  host.push('feature', { 'src/b.ts': '2' });
  const opened = host.pullRequest(name === 'gitHub' ? 'opened' : 'open', 'feature', 'main');
  assert.deepEqual(await host.deliver(host.events.opened, opened), [200]);
  const [, second] = await built(name, 2);
  for (const [build, branch] of [[first!, 'main'] as const, [second!, 'feature'] as const]) {
    assert.equal(build.buildStatus, 'SUCCEEDED', JSON.stringify(build.phases));
    assert.equal(build.resolvedSourceVersion, host.tip(branch));
    const context = `AWS CodeBuild us-east-1 (${name})`;
    const told = await until(`the statuses of ${branch}`, patienceMs, async () => {
      const all = host.statuses[host.tip(branch)!] ?? [];
      return all.length > 1 ? all : undefined;
    });
    assert.deepEqual(
      told,
      states.map((state) => `${state} ${context}`),
    );
  }
  await codebuild.deleteWebhook({ projectName: name });
  assert.deepEqual(host.hooks, []);
  return [first!, second!];
}

test('GitHub: by the account’s token, from a clone with its history', async () => {
  const { token, fullName } = hosts.gitHub;
  await codebuild.importSourceCredentials({ serverType: 'GITHUB', authType: 'PERSONAL_ACCESS_TOKEN', token });
  const location = `https://github.com/${fullName}`;
  await codebuild.createProject(declared('gitHub', { type: 'GITHUB', location }));
  const builds = await isBuilt('gitHub', hosts.gitHub, ['pending', 'success']);
  assert.deepEqual(builds.map(exported), [
    { COMMITS: '2', WHY: 'branch/main PUSH', WHO: '42' },
    { COMMITS: '3', WHY: 'pr/1 PULL_REQUEST_CREATED', WHO: '42' },
  ]);
  await codebuild.startBuild({ projectName: 'gitHub', sourceVersion: 'pr/1' });
  const [, , third] = await built('gitHub', 3);
  assert.equal(third!.resolvedSourceVersion, hosts.gitHub.tip('feature'));
});

test('GitLab where somebody runs it himself: by a connection’s token', async () => {
  const { token, fullName, url } = hosts.gitLab;
  await new SecretsManager(place).createSecret({
    Name: 'gitlab',
    SecretString: JSON.stringify({ token, url }),
  });
  const { ConnectionArn: resource } = await new CodeStarConnections(place).createConnection({
    ProviderType: 'GitLab',
    ConnectionName: 'gitlab',
    Tags: [{ Key: 'penstock:secret', Value: 'gitlab' }],
  });
  const auth = { type: 'CODECONNECTIONS', resource: resource! } as const;
  const location = `${url}/${fullName}.git`;
  await codebuild.createProject(declared('gitLab', { type: 'GITLAB_SELF_MANAGED', location, auth }));
  const builds = await isBuilt('gitLab', hosts.gitLab, ['running', 'success']);
  assert.deepEqual(
    builds.map((build) => [build.sourceVersion, exported(build)['WHY']]),
    [
      [builds[0]!.resolvedSourceVersion, 'branch/main PUSH'],
      ['pr/1', 'pr/1 PULL_REQUEST_CREATED'],
    ],
  );
});

test('GitLab: what happens while it is asked has happened', async () => {
  const asked: string[] = [];
  let meanwhile: (method: string) => Promise<unknown>;
  const server = createServer((request, response) => {
    const method = request.method!;
    asked.push(method);
    void meanwhile(method).then(() => response.writeHead(200).end('{"id": 7}'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const auth = {
    serverType: 'GITLAB_SELF_MANAGED',
    authType: 'PERSONAL_ACCESS_TOKEN',
    token: 'hush',
  } as const;
  const { arn } = await codebuild.importSourceCredentials(auth);
  const projectName = 'meanwhile';
  const location = `http://127.0.0.1:${port}/acme/web.git`;
  const declaration = declared(projectName, { type: 'GITLAB_SELF_MANAGED', location });
  const create = async () => (await codebuild.createWebhook({ projectName })).webhook!;
  const gone = { name: 'ResourceNotFoundException' };
  try {
    await codebuild.createProject(declaration);
    meanwhile = async (method) => method === 'POST' && codebuild.deleteProject({ name: projectName });
    await assert.rejects(create(), gone);
    assert.deepEqual(asked, ['POST', 'DELETE']);
    await codebuild.createProject(declaration);
    meanwhile = () => Promise.resolve();
    const { payloadUrl = '', secret = '' } = await create();
    const push = { ref: 'refs/heads/main', after: 'a'.repeat(40) };
    const tell = (token: string) =>
      fetch(payloadUrl, {
        method: 'POST',
        headers: { 'x-gitlab-event': 'Push Hook', 'idempotency-key': 'once', 'x-gitlab-token': token },
        body: JSON.stringify(push),
      });
    meanwhile = () => tell(secret);
    const { webhook: rotated } = await codebuild.updateWebhook({ projectName, rotateSecret: true });
    assert.equal((await tell(rotated!.secret!)).status, 200);
    assert.equal((await codebuild.listBuildsForProject({ projectName })).ids!.length, 1);
    meanwhile = async (method) => method === 'PUT' && codebuild.deleteWebhook({ projectName });
    await assert.rejects(codebuild.updateWebhook({ projectName, rotateSecret: true }), gone);
    assert.equal((await tell(rotated!.secret!)).status, 404);
    assert.equal((await fetch(payloadUrl.replace(projectName, '%'), { method: 'POST' })).status, 404);
  } finally {
    await codebuild.deleteSourceCredentials({ arn: arn! });
    server.closeAllConnections();
    server.close();
  }
});

test('Bitbucket: by a user and his password, whose pull requests abbreviate their commits', async () => {
  const { token, fullName, url } = hosts.bitbucket;
  await codebuild.importSourceCredentials({
    serverType: 'BITBUCKET',
    authType: 'BASIC_AUTH',
    username: 'ann',
    token,
  });
  const location = `${url}/${fullName}.git`;
  const longest = 'bitbucket'.padEnd(150, '-');
  await codebuild.createProject(declared(longest, { type: 'BITBUCKET', location }));
  const builds = await isBuilt(longest, hosts.bitbucket, ['INPROGRESS', 'SUCCESSFUL']);
  assert.deepEqual(
    builds.map((build) => [build.sourceVersion, exported(build)['WHO']]),
    [
      [builds[0]!.resolvedSourceVersion, '557058:ann'],
      ['pr/1', '557058:ann'],
    ],
  );
});
