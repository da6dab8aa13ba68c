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

/** Whose registry a host is, where it is one of ECR. */
export interface EcrRegistry {
  readonly host: string;
  readonly account: string;
  readonly region: string;
}

export function ecrRegistry(host: string): EcrRegistry | undefined {
  const [, account, region] = /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com$/.exec(host) ?? [];
  return account !== undefined && region !== undefined ? { host, account, region } : undefined;
}
