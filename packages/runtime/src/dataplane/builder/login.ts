import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseFlags, type FlagTable } from './flags.ts';
import { ecrRegistry, type EcrRegistry } from './reference.ts';
import { cannot } from './refusal.ts';
import type { Surroundings } from './surroundings.ts';

// Not imported: an import reads all that the module has, and so loads what `fetch` is made of (60 ms, 14 MB).
const { request } = process.getBuiltinModule('node:http');

const flags: FlagTable = { values: { username: 'u', password: 'p' }, switches: { 'password-stdin': '' } };

/**
 * `docker login REGISTRY`: asks Penstock whether the password is one that it gave, and keeps it as Docker
 * does.
 */
export async function login(line: readonly string[], around: Surroundings): Promise<void> {
  const given = parseFlags('login', flags, line);
  const registry = registryOf(given.words, 'log in to', around);
  const user = given.value('username') ?? cannot('log in: --username is missing');
  if (given.value('password') !== undefined)
    around.tell('WARNING! Using --password via the CLI is insecure. Use --password-stdin.');
  const piped = given.isOn('password-stdin') ? readFileSync(0, 'utf8').replace(/\r?\n$/, '') : undefined;
  const password = given.value('password') ?? piped;
  if (!password) return cannot('log in: the password is empty');
  if (user !== 'AWS') cannot(`log in to ${registry.host} as ${user}: ECR’s user name is AWS`);
  const endpoint = around.env['AWS_ENDPOINT_URL'];
  if (!endpoint)
    return cannot('log in: AWS_ENDPOINT_URL is not set, so that Penstock’s ECR is not to be found');
  await verifyPassword(registry, password, endpoint);
  const config = readConfig(around);
  const auth = Buffer.from(`${user}:${password}`).toString('base64');
  writeConfig(around, { ...config, auths: { ...config.auths, [registry.host]: { auth } } });
  around.print('Login Succeeded');
}

/** `docker logout REGISTRY`. */
export function logout(line: readonly string[], around: Surroundings): void {
  const { words } = parseFlags('logout', { values: {}, switches: {} }, line);
  const registry = registryOf(words, 'log out of', around);
  const config = readConfig(around);
  const { [registry.host]: _, ...auths } = config.auths ?? {};
  writeConfig(around, { ...config, auths });
  around.print(`Removing login credentials for ${registry.host}`);
}

function registryOf(
  [given = '', ...more]: readonly string[],
  verb: string,
  around: Surroundings,
): EcrRegistry {
  const host = given.replace(/^https?:\/\//, '').replace(/\/.*$/, '');
  const registry = more.length === 0 ? ecrRegistry(host, around.env['AWS_ENDPOINT_URL']) : undefined;
  return (
    registry ??
    cannot(
      `${verb} ${host || 'Docker Hub'}: of registries it knows ECR’s only, ` +
        '<account>.dkr.ecr.<region>.amazonaws.com, as Penstock serves it',
    )
  );
}

/** The password that somebody logged in with. */
export function passwordFor(registry: EcrRegistry, around: Surroundings): string {
  const entry = readConfig(around).auths?.[registry.host];
  const [, password] = /^AWS:(.+)$/s.exec(Buffer.from(entry?.auth ?? '', 'base64').toString()) ?? [];
  return password ?? cannot(`push to ${registry.host}: no basic auth credentials: docker login comes first`);
}

/** Asks as Docker does: `GET /v2/` of the registry, which is Penstock under the registry's name. */
export async function verifyPassword(
  registry: EcrRegistry,
  password: string,
  endpoint: string,
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const authorization = `Basic ${Buffer.from(`AWS:${password}`).toString('base64')}`;
  const asking = request(new URL('/v2/', endpoint), { headers: { host: registry.host, authorization } });
  asking.on('response', (response) => {
    response.resume();
    resolve(response.statusCode!);
  });
  asking.on('error', reject);
  asking.end();
  const status = await promise.catch((error: Error) =>
    cannot(`log in to ${registry.host}: ${error.message}`),
  );
  if (status === 401)
    cannot(
      `log in to ${registry.host}: 401 Unauthorized: the password is not one that ECR gave, or it has expired`,
    );
  if (status !== 200) cannot(`log in to ${registry.host}: ${endpoint} answers ${status}`);
}

interface DockerConfig {
  readonly auths?: Readonly<Record<string, { readonly auth?: string }>>;
}

const configFile = ({ env, home }: Surroundings): string =>
  path.join(env['DOCKER_CONFIG'] || path.join(home, '.docker'), 'config.json');

function readConfig(around: Surroundings): DockerConfig {
  const file = configFile(around);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as DockerConfig) : {};
}

function writeConfig(around: Surroundings, config: DockerConfig): void {
  const file = configFile(around);
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(file, JSON.stringify(config, null, '\t'), { mode: 0o600 });
}
