import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { AwsError } from '../../base/aws-error.ts';
import type { BlobFiles } from '../blobs/blob-files.ts';
import type { Blobs } from '../blobs/blobs.ts';
import { named, scopeOfHost, targetOf, type Target } from './address.ts';
import type { RegistryBackend, Repository } from './backend.ts';
import { answer, list, sendBlob, type Asked } from './answers.ts';
import { failureOf, invalid, refuse, unknown } from './failures.ts';
import { Uploads } from './uploads.ts';

export interface RegistryRouteParts {
  readonly backend: RegistryBackend;
  readonly blobs: Pick<Blobs, 'write'> & Pick<BlobFiles, 'pathOf'>;
}

/**
 * The registry that Docker, Podman and Skopeo push to and pull from: the OCI distribution API, under
 * `<account>.dkr.ecr.<region>.amazonaws.com` or `/v2/<account>/<region>/<name>` of any other host. Passwords are
 * those of `GetAuthorizationToken`.
 */
export function registryRoute(parts: RegistryRouteParts) {
  const registry = new Registry(parts);
  return {
    // Nobody signs what he asks a registry for: that is somebody's bucket, or would be if it could be called so.
    match: (_method: string, path: string, headers: { get(name: string): string | undefined }): boolean =>
      /^\/v2(\/|$)/.test(path) && !headers.get('authorization')?.startsWith('AWS4-'),
    handle: (request: IncomingMessage, response: ServerResponse) => registry.handle(request, response),
  };
}

class Registry {
  readonly #backend: RegistryBackend;
  readonly #parts: RegistryRouteParts;
  readonly #uploads: Uploads;

  constructor(parts: RegistryRouteParts) {
    this.#parts = parts;
    this.#backend = parts.backend;
    this.#uploads = new Uploads(parts);
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const host = request.headers.host ?? '';
    const { pathname, searchParams: query } = new URL(request.url ?? '', 'http://registry');
    const target = targetOf(pathname);
    if (!target) return refuse(response, unknown('UNSUPPORTED', 'This is no address of a registry.'));
    const password = passwordOf(request);
    const login = password === undefined ? undefined : await this.#backend.login(password);
    const scope = scopeOfHost(host) ?? login;
    if (!login || scope?.region !== login.region) return unauthorized(response, host);
    const asked = { request, response, query, login, scope };
    try {
      await this.#answer(asked, target, host);
    } catch (error) {
      if (!(error instanceof AwsError) || response.headersSent) throw error;
      refuse(response, failureOf(error));
    }
  }

  async #answer(asked: Asked, target: Target, host: string): Promise<void> {
    if (target.kind === 'base') return answer(asked.response, 200, {}, '{}');
    if (target.kind === 'catalog') return this.#catalog(asked);
    const { scope = asked.scope, repository: name } = named(host, target.name);
    // As on AWS, where each region has a host of its own, a password is for one region.
    if (scope.region !== asked.login.region) return refuse(asked.response, elsewhere(scope.region));
    const repository: Repository = { login: asked.login, scope, name };
    switch (target.kind) {
      case 'tags':
        return list(asked, 'tags', { name: target.name, all: await this.#backend.tags(repository) });
      case 'manifest':
        return this.#manifest(asked, repository, target);
      case 'blob':
        return this.#blob(asked, repository, target.digest);
      case 'uploads':
        return this.#uploads.begin(asked, repository, target.name);
      case 'upload':
        return this.#uploads.go(asked, repository, target);
    }
  }

  async #catalog(asked: Asked): Promise<void> {
    return list(asked, 'repositories', { all: await this.#backend.repositories(asked.login, asked.scope) });
  }

  async #manifest(
    asked: Asked,
    repository: Repository,
    target: Target & { kind: 'manifest' },
  ): Promise<void> {
    const { request, response } = asked;
    const { name, reference } = target;
    switch (request.method) {
      case 'GET':
      case 'HEAD': {
        const found = await this.#backend.manifest(repository, reference);
        if (!found) return refuse(response, unknown('MANIFEST_UNKNOWN', 'Requested image not found'));
        const headers = { 'content-type': found.mediaType, 'docker-content-digest': found.digest };
        return answer(response, 200, headers, found.text);
      }
      case 'PUT': {
        const body = await manifestText(request);
        if (body === undefined)
          return refuse(response, invalid('SIZE_INVALID', 'The manifest is too large.'));
        const mediaType = request.headers['content-type'] ?? '';
        const digest = await this.#backend.putManifest(repository, reference, { text: body, mediaType });
        const location = `/v2/${name}/manifests/${digest}`;
        return answer(response, 201, { location, 'docker-content-digest': digest });
      }
      case 'DELETE':
        await this.#backend.deleteManifest(repository, reference);
        return answer(response, 202, {});
      default:
        return refuse(response, notAllowed);
    }
  }

  async #blob(asked: Asked, repository: Repository, digest: string): Promise<void> {
    const { request, response } = asked;
    if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(response, notAllowed);
    const size = await this.#backend.blobSize(repository, digest);
    if (size === undefined) return refuse(response, unknown('BLOB_UNKNOWN', `There is no blob ${digest}.`));
    if (request.method === 'GET') await this.#backend.permitDownload(repository, digest);
    const file = this.#parts.blobs.pathOf({ sha256: digest.replace('sha256:', '') });
    await sendBlob(asked, { file, size, digest });
  }
}

const elsewhere = (region: string) => ({
  status: 403,
  code: 'DENIED',
  message: `The password is for another region than ${region}.`,
});

const notAllowed = { status: 405, code: 'UNSUPPORTED', message: 'The operation is unsupported.' };

/** AWS: ECR quotas, "Maximum image manifest size": 4 MiB; the distribution API asks for that much. */
const manifestBytesMax = 4 * 1024 * 1024;

async function manifestText(request: IncomingMessage): Promise<string | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > manifestBytesMax) return undefined;
  const body = await text(request);
  return body.length > manifestBytesMax ? undefined : body;
}

function passwordOf(request: IncomingMessage): string | undefined {
  const [, encoded] = /^Basic ([\w+/=]+)$/i.exec(request.headers.authorization ?? '') ?? [];
  return /^AWS:(.+)$/s.exec(Buffer.from(encoded ?? '', 'base64').toString())?.[1];
}

function unauthorized(response: ServerResponse, host: string): void {
  response.setHeader('www-authenticate', `Basic realm="https://${host}/",service="ecr.amazonaws.com"`);
  response.setHeader('connection', 'close'); // A body that came with it is not read.
  refuse(response, { status: 401, code: 'UNAUTHORIZED', message: 'Not Authorized' });
}
