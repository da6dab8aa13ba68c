import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { ECR } from '@aws-sdk/client-ecr';
import { startPenstock, type PenstockProcess } from '../../../scripts/penstock-process.ts';

const execute = promisify(execFile);
// Podman takes no long path for what it runs.
const folder = mkdtempSync('/tmp/penstock-registry-');
const account = '000000000000';
const region = 'eu-central-1';

let penstock: PenstockProcess;
let ecr: ECR;
let host: string;
let password: string;

before(async () => {
  penstock = await startPenstock(['--port', '0', '--quiet'], () => undefined);
  const credentials = { accessKeyId: account, secretAccessKey: 'test' };
  ecr = new ECR({ endpoint: penstock.endpoint, region, credentials });
  const { authorizationData } = await ecr.getAuthorizationToken({});
  const { authorizationToken, proxyEndpoint } = authorizationData![0]!;
  host = new URL(proxyEndpoint!).host;
  password = Buffer.from(authorizationToken!, 'base64').toString().replace('AWS:', '');
});

after(async () => {
  await penstock?.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function repository(repositoryName: string): Promise<string> {
  const { repository: made } = await ecr.createRepository({ repositoryName });
  return made!.repositoryUri!;
}

/** Asks the registry, as who has logged in. */
async function ask(method: string, address: string, more: RequestInit = {}): Promise<Response> {
  const authorization = `Basic ${Buffer.from(`AWS:${password}`).toString('base64')}`;
  const url = new URL(address, penstock.endpoint);
  return fetch(url, { method, ...more, headers: { authorization, ...more.headers }, redirect: 'manual' });
}

const digestOf = (text: string): string => `sha256:${createHash('sha256').update(text).digest('hex')}`;
const codeOf = async (response: Response): Promise<[number, string]> => {
  const { errors } = (await response.json()) as { errors: readonly { code: string }[] };
  return [response.status, errors[0]!.code];
};

describe('the distribution API', () => {
  const v2 = (name: string) => `/v2/${account}/${region}/${name}`;
  const config = '{"architecture":"amd64","os":"linux"}';

  test('nobody gets in without a password that ECR gave', async () => {
    const refused = await fetch(new URL('/v2/', penstock.endpoint));
    assert.equal(refused.status, 401);
    assert.match(refused.headers.get('www-authenticate') ?? '', /^Basic realm=/);
    assert.equal((await ask('GET', '/v2/')).status, 200);
  });

  test('a blob comes in pieces or at once, from another repository, and is read in parts', async () => {
    await repository('pieces');
    await repository('other');
    const begun = await ask('POST', `${v2('pieces')}/blobs/uploads/`);
    assert.equal(begun.status, 202);
    const upload = begun.headers.get('location')!;
    const first = await ask('PATCH', upload, { body: 'hello ', headers: { 'content-range': '0-5' } });
    assert.equal(first.headers.get('range'), '0-5');
    const gap = await ask('PATCH', upload, { body: 'world', headers: { 'content-range': '9-13' } });
    assert.deepEqual(await codeOf(gap), [416, 'BLOB_UPLOAD_INVALID']);
    assert.equal((await ask('PATCH', upload, { body: 'world' })).status, 202);
    assert.deepEqual(await codeOf(await ask('PUT', `${upload}?digest=${digestOf('no')}`)), [
      400,
      'DIGEST_INVALID',
    ]);
    const digest = digestOf('hello world');
    assert.equal((await ask('PUT', `${upload}?digest=${digest}`)).status, 201);
    const part = await ask('GET', `${v2('pieces')}/blobs/${digest}`, { headers: { range: 'bytes=6-' } });
    assert.deepEqual([part.status, await part.text()], [206, 'world']);

    const from = `${account}/${region}/pieces`;
    const mounted = await ask('POST', `${v2('other')}/blobs/uploads/?mount=${digest}&from=${from}`);
    assert.equal(mounted.status, 201);
    assert.equal((await ask('HEAD', `${v2('other')}/blobs/${digest}`)).headers.get('content-length'), '11');
    const whole = await ask('POST', `${v2('other')}/blobs/uploads/?digest=${digestOf('x')}`, { body: 'x' });
    assert.equal(whole.status, 201);
    const link = await ecr.getDownloadUrlForLayer({ repositoryName: 'other', layerDigest: digest });
    assert.equal(await (await fetch(link.downloadUrl!)).text(), 'hello world');
    assert.equal((await fetch(`${link.downloadUrl}0`)).status, 403);
  });

  test('manifests have tags and digests; what they name must be there', async () => {
    const mediaType = 'application/vnd.oci.image.manifest.v1+json';
    const headers = { 'content-type': mediaType };
    await repository('team/web');
    const body = JSON.stringify({
      schemaVersion: 2,
      mediaType,
      config: {
        mediaType: 'application/vnd.oci.image.config.v1+json',
        size: config.length,
        digest: digestOf(config),
      },
      layers: [],
    });
    const web = v2('team/web');
    const put = () => ask('PUT', `${web}/manifests/v1`, { body, headers });
    assert.deepEqual(await codeOf(await put()), [404, 'MANIFEST_BLOB_UNKNOWN']);
    await ask('POST', `${web}/blobs/uploads/?digest=${digestOf(config)}`, { body: config });
    assert.equal((await put()).headers.get('docker-content-digest'), digestOf(body));
    assert.equal((await put()).status, 201);
    for (const reference of ['v1', digestOf(body)]) {
      const got = await ask('GET', `${web}/manifests/${reference}`);
      assert.deepEqual([got.headers.get('content-type'), await got.text()], [mediaType, body]);
    }
    const index = JSON.stringify({
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.index.v1+json',
      manifests: [{ mediaType, size: body.length, digest: digestOf(body) }],
    });
    await ask('PUT', `${web}/manifests/all`, { body: index });
    assert.deepEqual(await (await ask('GET', `${web}/tags/list?n=1`)).json(), {
      name: `${account}/${region}/team/web`,
      tags: ['all'],
    });
    assert.deepEqual(await codeOf(await ask('GET', `${web}/manifests/none`)), [404, 'MANIFEST_UNKNOWN']);
    assert.deepEqual(await codeOf(await ask('GET', `${v2('nobody')}/manifests/v1`)), [404, 'NAME_UNKNOWN']);
    const theirs = `/v2/111111111111/${region}/web/manifests/v1`;
    assert.deepEqual(await codeOf(await ask('GET', theirs)), [403, 'DENIED']);
    await ecr.putImageTagMutability({ repositoryName: 'team/web', imageTagMutability: 'IMMUTABLE' });
    assert.deepEqual(await codeOf(await ask('PUT', `${web}/manifests/v1`, { body: index })), [
      400,
      'TAG_INVALID',
    ]);
  });
});

/** Why a program cannot be used, or false where it can. */
function missing(program: string): string | false {
  try {
    execFileSync(program, ['--version']);
    return false;
  } catch {
    return `${program} is not installed`;
  }
}

/** An image of one file, as a folder in the OCI layout's simplest form: a tar to import. */
function tarOf(name: string, content: string): string {
  const files = path.join(folder, name);
  mkdirSync(files, { recursive: true });
  writeFileSync(path.join(files, 'hello.txt'), content);
  const tar = path.join(folder, `${name}.tar`);
  execFileSync('tar', ['-cf', tar, '-C', files, 'hello.txt']);
  return tar;
}

describe('podman', { skip: missing('podman') }, () => {
  const podman = async (...words: string[]) => {
    const own = ['--root', path.join(folder, 'podman'), '--runroot', path.join(folder, 'run')];
    return (await execute('podman', [...own, '--storage-driver', 'vfs', ...words])).stdout;
  };
  const insecure = '--tls-verify=false';

  test('logs in, pushes what it imported, and pulls it again', async () => {
    const uri = `${await repository('from-podman')}:v1`;
    const authfile = `--authfile=${path.join(folder, 'auth.json')}`;
    await podman('login', insecure, authfile, '-u', 'AWS', '-p', password, host);
    await podman('import', tarOf('podman-image', 'pushed'), uri);
    await podman('push', insecure, authfile, uri);
    const { imageDetails } = await ecr.describeImages({ repositoryName: 'from-podman' });
    assert.deepEqual(
      imageDetails!.map(({ imageTags }) => imageTags),
      [['v1']],
    );
    await podman('rmi', uri);
    await podman('pull', insecure, authfile, uri);
    const saved = path.join(folder, 'saved.tar');
    await podman('save', '--format', 'oci-archive', '-o', saved, uri);
    assert.match(await podman('inspect', '--format', '{{.Digest}}', uri), /^sha256:/);
  });
});

describe('skopeo', { skip: missing('skopeo') || missing('podman') }, () => {
  test('copies between repositories, lists tags, inspects and deletes', async () => {
    const [from, to] = [await repository('skopeo/one'), await repository('skopeo/two')];
    const layout = path.join(folder, 'layout');
    const own = [
      '--root',
      path.join(folder, 'podman'),
      '--runroot',
      path.join(folder, 'run'),
      '--storage-driver',
      'vfs',
    ];
    await execute('podman', [...own, 'import', tarOf('skopeo-image', 'copied'), 'localhost/copied:1']);
    await execute('podman', [...own, 'save', '--format', 'oci-dir', '-o', layout, 'localhost/copied:1']);
    const creds = `AWS:${password}`;
    const copy = ['copy', '--dest-creds', creds, '--dest-tls-verify=false'];
    await execute('skopeo', [...copy, `oci:${layout}`, `docker://${from}:1`]);
    await execute('skopeo', [
      ...copy,
      '--src-creds',
      creds,
      '--src-tls-verify=false',
      `docker://${from}:1`,
      `docker://${to}:1`,
    ]);
    const asked = ['--creds', creds, '--tls-verify=false'];
    const { stdout } = await execute('skopeo', ['inspect', ...asked, `docker://${to}:1`]);
    const { RepoTags, Layers } = JSON.parse(stdout) as { RepoTags: string[]; Layers: string[] };
    assert.deepEqual([RepoTags, Layers.length], [['1'], 1]);
    await execute('skopeo', ['delete', ...asked, `docker://${to}:1`]);
    assert.deepEqual((await ecr.listImages({ repositoryName: 'skopeo/two' })).imageIds, []);
    // A repository that nobody has made is made by the push, where a template says so.
    await ecr.createRepositoryCreationTemplate({ prefix: 'skopeo', appliedFor: ['CREATE_ON_PUSH'] });
    await execute('skopeo', [...copy, `oci:${layout}`, `docker://${from.replace(/one$/, 'three')}:1`]);
    const { imageIds = [] } = await ecr.listImages({ repositoryName: 'skopeo/three' });
    assert.equal(imageIds[0]?.imageTag, '1');
  });
});
