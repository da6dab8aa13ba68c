import { cannot } from './refusal.ts';

/** What an image is called: `storefront:1`, `<registry>/storefront:1`. */
export interface Reference {
  /** The host of a registry; undefined for names of this machine alone (and Docker Hub's). */
  readonly registry?: string;
  /** Without registry and tag. */
  readonly repository: string;
  readonly tag: string;
}

const component = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*$/;

export function parseReference(text: string): Reference {
  const [, name = '', tag = 'latest'] = /^(.*?)(?::([\w][\w.-]{0,127}))?$/.exec(text) ?? [];
  const [first = '', ...rest] = name.split('/');
  const hasRegistry = rest.length > 0 && (/[.:]/.test(first) || first === 'localhost');
  const parts = hasRegistry ? rest : [first, ...rest];
  if (parts.some((part) => !component.test(part))) {
    const isUpper = parts.some((part) => /[A-Z]/.test(part));
    const why = isUpper ? 'the repository’s name has to be in lower case' : 'it is no name of an image';
    cannot(`use ${JSON.stringify(text)}: invalid reference format: ${why}`);
  }
  const isHub = hasRegistry && (first === 'docker.io' || first === 'index.docker.io');
  const repository = isHub && parts[0] === 'library' ? parts.slice(1).join('/') : parts.join('/');
  return { repository, tag, ...(hasRegistry && !isHub && { registry: first }) };
}

/** With its registry, without its tag. */
export function repositoryOf({ registry, repository }: Reference): string {
  return registry === undefined ? repository : `${registry}/${repository}`;
}

export const spelled = (reference: Reference): string => `${repositoryOf(reference)}:${reference.tag}`;

/** A registry of ECR, as Penstock serves it. */
export interface EcrRegistry {
  readonly host: string;
}

/** A repository of such a registry. */
export interface EcrRepository {
  readonly registry: EcrRegistry;
  readonly account: string;
  readonly region: string;
  readonly repository: string;
}

const awsHost = /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com$/;
const scopedPath = /^(\d{12})\/([a-z]+(?:-[a-z0-9]+)+)\/(.+)$/;

/** Whether a host is one of ECR: by AWS's name, or Penstock itself, which `endpoint` names. */
export function ecrRegistry(host: string, endpoint: string | undefined): EcrRegistry | undefined {
  const isPenstock = endpoint !== undefined && URL.parse(endpoint)?.host === host;
  return isPenstock || awsHost.test(host) ? { host } : undefined;
}

/** What a name of ECR's means; undefined where it is in another registry. */
export function ecrRepository(
  { registry: host, repository }: Reference,
  endpoint: string | undefined,
): EcrRepository | undefined {
  const registry = host === undefined ? undefined : ecrRegistry(host, endpoint);
  if (!registry) return undefined;
  const [, account, region] = awsHost.exec(registry.host) ?? [];
  if (account !== undefined && region !== undefined) return { registry, account, region, repository };
  const [, owner, place, name] = scopedPath.exec(repository) ?? [];
  if (owner === undefined || place === undefined || name === undefined) return undefined;
  return { registry, account: owner, region: place, repository: name };
}
