import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { ECR } from '@aws-sdk/client-ecr';
import { IAM } from '@aws-sdk/client-iam';
import { builderTool } from '../../packages/runtime/src/dataplane/builder/tool.ts';
import type { Manifest } from '../../packages/runtime/src/dataplane/builder/image.ts';
import { startPenstock, type PenstockProcess } from '../../scripts/penstock-process.ts';
import { root } from '../../scripts/run.ts';

const account = '000000000000';
const region = 'eu-central-1';
const registry = `${account}.dkr.ecr.${region}.amazonaws.com`;
const folder = mkdtempSync(path.join(tmpdir(), 'penstock-builder-'));
// On a machine with no AWS CLI, the folder has an `aws` too.
const tool = builderTool({ folder: path.join(folder, 'tool'), path: '' });

let penstock: PenstockProcess;
let ecr: ECR;
let environment: NodeJS.ProcessEnv;

before(async () => {
  penstock = await startPenstock(['--port', '0', '--quiet'], () => undefined);
  const credentials = { accessKeyId: account, secretAccessKey: 'test' };
  ecr = new ECR({ endpoint: penstock.endpoint, region, credentials });
  environment = {
    ...tool.env,
    PATH: [tool.folder, process.env['PATH']].join(path.delimiter),
    AWS_ENDPOINT_URL: penstock.endpoint,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_REGION: region,
    REGISTRY: registry,
  };
});

after(async () => {
  await penstock?.stop();
  rmSync(folder, { recursive: true, force: true });
});

interface Said {
  readonly exitCode: number | null;
  readonly out: string;
  readonly err: string;
}

/** A build of its own: a home and a folder of files, and a shell that has the tools. */
class Build {
  readonly home = mkdtempSync(path.join(folder, 'home-'));
  readonly files = mkdtempSync(path.join(folder, 'files-'));

  async sh(command: string, env: NodeJS.ProcessEnv = {}): Promise<Said> {
    const child = spawn('sh', ['-ec', command], {
      cwd: this.files,
      env: { ...environment, HOME: this.home, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const said = { out: '', err: '' };
    child.stdout.on('data', (bytes: Buffer) => (said.out += String(bytes)));
    child.stderr.on('data', (bytes: Buffer) => (said.err += String(bytes)));
    const exitCode = await new Promise<number | null>((resolve) => child.on('close', resolve));
    return { exitCode, ...said };
  }

  async succeeds(command: string): Promise<string> {
    const { exitCode, out, err } = await this.sh(command);
    assert.equal(exitCode, 0, err);
    return out;
  }

  async fails(command: string, reason: RegExp, env?: NodeJS.ProcessEnv): Promise<void> {
    const { exitCode, err } = await this.sh(command, env);
    assert.equal(exitCode, 1, err);
    assert.match(err, reason);
  }
}

const login =
  'aws ecr get-login-password --region "$AWS_REGION" | docker login --username AWS --password-stdin "$REGISTRY"';

/** The pushed manifest, with what ECR says of the image. */
async function pushed(repositoryName: string, imageTag: string) {
  const imageIds = [{ imageTag }];
  const { imageDetails } = await ecr.describeImages({ repositoryName, imageIds });
  const { images } = await ecr.batchGetImage({ repositoryName, imageIds });
  const text = images![0]!.imageManifest!;
  return { details: imageDetails![0]!, text, manifest: JSON.parse(text) as Manifest };
}

const sha256 = (bytes: string | Uint8Array): string =>
  `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

test('the storefront’s own commands build its image and push it to ECR', async () => {
  await ecr.createRepository({ repositoryName: 'storefront' });
  const build = new Build();
  cpSync(`${root}examples/storefront/service`, build.files, { recursive: true });
  assert.match(await build.succeeds(login), /^Login Succeeded\n$/);
  await build.succeeds(
    'docker build -t storefront:one . && docker tag storefront:one "$REGISTRY/storefront:one"',
  );
  const said = await build.succeeds('docker push "$REGISTRY/storefront:one"');

  const { details, text, manifest } = await pushed('storefront', 'one');
  assert.equal(details.imageDigest, sha256(text));
  assert.deepEqual(details.imageTags, ['one']);
  assert.equal(details.imageManifestMediaType, 'application/vnd.docker.distribution.manifest.v2+json');
  const last = `one: digest: ${details.imageDigest} size: ${text.length}\n`;
  assert.ok(said.startsWith(`The push refers to repository [${registry}/storefront]\n`), said);
  assert.ok(said.endsWith(last), said);
  assert.equal(
    await build.succeeds('docker inspect -f "{{.Id}}" storefront:one'),
    `${manifest.config.digest}\n`,
  );
  const digests = await build.succeeds(`docker inspect -f '{{index .RepoDigests 0}}' storefront:one`);
  assert.equal(digests, `${registry}/storefront@${details.imageDigest}\n`);

  const named = [manifest.config, ...manifest.layers];
  const layerDigests = named.map(({ digest }) => digest);
  const { layers } = await ecr.batchCheckLayerAvailability({ repositoryName: 'storefront', layerDigests });
  assert.deepEqual(
    layers!.map(({ layerAvailability, layerSize }) => [layerAvailability, layerSize]),
    named.map(({ size }) => ['AVAILABLE', size]),
  );

  const again = await build.succeeds('docker push "$REGISTRY/storefront:one"');
  assert.match(again, /Layer already exists\n/);
  assert.ok(again.endsWith(last), again);
});

test('a layer of many parts arrives whole', async () => {
  await ecr.createRepository({ repositoryName: 'team/large' });
  const build = new Build();
  // Nothing that gzip could make smaller: three parts.
  writeFileSync(path.join(build.files, 'large'), randomBytes(22 * 1024 * 1024));
  mkdirSync(path.join(build.files, 'docker'));
  writeFileSync(path.join(build.files, 'docker/Dockerfile'), 'FROM scratch\nCOPY large /\n');
  await build.succeeds(login);
  const name = '"$REGISTRY/team/large"';
  await build.succeeds(`docker buildx build -q --push -t ${name}:1 -t ${name}:2 -f docker/Dockerfile .`);
  const [one, two] = [await pushed('team/large', '1'), await pushed('team/large', '2')];
  assert.equal(one.details.imageDigest, two.details.imageDigest);
  assert.ok(one.manifest.layers[0]!.size > 22 * 1024 * 1024);
  assert.equal(one.details.imageSizeInBytes, one.manifest.layers[0]!.size);
});

describe('who may not push is told why', () => {
  const build = new Build();
  before(async () => {
    cpSync(`${root}examples/storefront/service`, build.files, { recursive: true });
    await build.succeeds('docker build -qt "$REGISTRY/absent" .');
  });

  test('without a login', () =>
    build.fails('docker push "$REGISTRY/absent"', /no basic auth credentials: docker login comes first/));
  test('with a password that ECR did not give', () =>
    build.fails('docker login -u AWS -p wrong "$REGISTRY"', /cannot log in to .*: 401 Unauthorized/));
  test('with a password for another region', () =>
    build.fails(
      `${login.replace('$AWS_REGION', 'us-east-1')}`,
      /cannot log in to .*eu-central-1.*: 401 Unauthorized/,
    ));
  test('with no password at all', () =>
    build.fails('docker login -u AWS --password-stdin "$REGISTRY" < /dev/null', /the password is empty/));
  test('as somebody else than AWS', () =>
    build.fails('echo x | docker login -u me --password-stdin "$REGISTRY"', /ECR’s user name is AWS/));
  test('to a repository that is not there', () =>
    build.fails(
      `${login} && docker push "$REGISTRY/absent"`,
      /cannot push .*: name unknown: The repository with name 'absent' does not exist in the registry with id '0+'/,
    ));
  test('to another registry', () =>
    build.fails(
      'docker tag "$REGISTRY/absent" ghcr.io/absent && docker push ghcr.io/absent',
      /cannot push ghcr.io\/absent:latest: of registries it knows ECR’s only/,
    ));
  test('when Penstock is not named', () =>
    build.fails('docker push "$REGISTRY/absent"', /AWS_ENDPOINT_URL is not set/, { AWS_ENDPOINT_URL: '' }));
  test('after a logout', () =>
    build.fails(
      `${login} && docker logout "$REGISTRY" && docker push "$REGISTRY/absent"`,
      /docker login comes first/,
    ));
});

test('a password is kept as Docker keeps it, for its owner’s eyes', async () => {
  const build = new Build();
  const password = await build.succeeds('aws ecr get-login-password');
  await build.succeeds(
    `printf %s '${password.trim()}' | docker login -u AWS --password-stdin "https://$REGISTRY"`,
  );
  const config = JSON.parse(readFileSync(path.join(build.home, '.docker/config.json'), 'utf8')) as object;
  const auth = Buffer.from(`AWS:${password.trim()}`).toString('base64');
  assert.deepEqual(config, { auths: { [registry]: { auth } } });
});

test('aws tells who calls', async () => {
  const build = new Build();
  assert.equal(
    await build.succeeds('aws sts get-caller-identity --query Account --output text'),
    `${account}\n`,
  );
  const identity = JSON.parse(await build.succeeds('aws sts get-caller-identity')) as object;
  assert.deepEqual(Object.keys(identity), ['UserId', 'Account', 'Arn']);
  const iam = new IAM({
    endpoint: penstock.endpoint,
    region,
    credentials: { accessKeyId: account, secretAccessKey: 'test' },
  });
  await iam.createUser({ UserName: 'pusher' });
  const { AccessKey } = await iam.createAccessKey({ UserName: 'pusher' });
  const wrong = { AWS_ACCESS_KEY_ID: AccessKey!.AccessKeyId!, AWS_SECRET_ACCESS_KEY: 'wrong' };
  const refused = await build.sh('aws sts get-caller-identity', wrong);
  assert.match(
    refused.err,
    /An error occurred \(SignatureDoesNotMatch\) when calling the GetCallerIdentity operation: /,
  );
  assert.equal(refused.exitCode, 254);
  const alone = await build.sh('aws sts get-caller-identity', { AWS_ENDPOINT_URL: 'http://127.0.0.1:1' });
  assert.deepEqual(
    [alone.exitCode, alone.err],
    [255, 'Could not connect to the endpoint URL: "http://127.0.0.1:1": connect ECONNREFUSED 127.0.0.1:1\n'],
  );
});
