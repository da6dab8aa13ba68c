import type { IncomingMessage, ServerResponse } from 'node:http';
import { ecrRegistry, type EcrRegistry } from './reference.ts';

export interface RegistryRouteParts {
  /** Whether ECR gave this password, for this registry, and it has not expired. */
  verify(registry: EcrRegistry, password: string): Promise<boolean>;
}

/**
 * The one address of a registry that is served: `GET /v2/`, by which `docker login` learns whether a
 * password is good. AWS: unverified: the headers and the text of the refusal.
 */
export function registryRoute({ verify }: RegistryRouteParts) {
  return {
    match: (method: string, path: string): boolean => method === 'GET' && path === '/v2/',
    async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
      const registry = ecrRegistry((request.headers.host ?? '').replace(/:\d+$/, ''));
      if (!registry) return answer(response, 404, 'This is no registry of ECR.\n');
      const password = passwordOf(request);
      const isGood = password !== undefined && (await verify(registry, password));
      if (isGood) return answer(response, 200, '{}');
      const realm = `Basic realm="https://${registry.host}/",service="ecr.amazonaws.com"`;
      answer(response, 401, 'Not Authorized\n', { 'www-authenticate': realm });
    },
  };
}

function passwordOf(request: IncomingMessage): string | undefined {
  const [, encoded] = /^Basic ([\w+/=]+)$/i.exec(request.headers.authorization ?? '') ?? [];
  return /^AWS:(.+)$/s.exec(Buffer.from(encoded ?? '', 'base64').toString())?.[1];
}

function answer(
  response: ServerResponse,
  status: number,
  body: string,
  headers: Record<string, string> = {},
): void {
  const type = status === 200 ? 'application/json' : 'text/plain; charset=utf-8';
  response.writeHead(status, {
    'content-type': type,
    'docker-distribution-api-version': 'registry/2.0',
    ...headers,
  });
  response.end(body);
}
