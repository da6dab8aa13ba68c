import { percentDecoded } from '../../base/percent-decoded.ts';

/** Where a registry is: whose, and of which region. */
export interface RegistryScope {
  readonly account: string;
  readonly region: string;
}

/** A repository as a path names it; the scope is undefined where neither host nor path say it. */
export interface Named {
  readonly scope: RegistryScope | undefined;
  readonly repository: string;
}

/** What of a repository a request is about. */
export type Target =
  | { readonly kind: 'base' }
  | { readonly kind: 'catalog' }
  | { readonly kind: 'tags'; readonly name: string }
  | { readonly kind: 'manifest'; readonly name: string; readonly reference: string }
  | { readonly kind: 'blob'; readonly name: string; readonly digest: string }
  | { readonly kind: 'uploads'; readonly name: string }
  | { readonly kind: 'upload'; readonly name: string; readonly id: string };

const forms: readonly (readonly [RegExp, (name: string, last: string) => Target])[] = [
  [/^(.+)\/tags\/list$/, (name) => ({ kind: 'tags', name })],
  [/^(.+)\/manifests\/([^/]+)$/, (name, reference) => ({ kind: 'manifest', name, reference })],
  [/^(.+)\/blobs\/uploads\/?$/, (name) => ({ kind: 'uploads', name })],
  [/^(.+)\/blobs\/uploads\/([^/]+)$/, (name, id) => ({ kind: 'upload', name, id })],
  [/^(.+)\/blobs\/([^/]+)$/, (name, digest) => ({ kind: 'blob', name, digest })],
];

/** Reads a path of the distribution API; undefined where it is none. */
export function targetOf(path: string): Target | undefined {
  const rest = /^\/v2\/(.*)$/.exec(path)?.[1] ?? (path === '/v2' ? '' : undefined);
  if (rest === undefined) return undefined;
  if (rest === '') return { kind: 'base' };
  if (rest === '_catalog') return { kind: 'catalog' };
  for (const [form, make] of forms) {
    const [, name, last = ''] = form.exec(rest) ?? [];
    const decoded = percentDecoded(last);
    if (name !== undefined && decoded !== undefined) return make(name, decoded);
  }
  return undefined;
}

/** `<account>.dkr.ecr.<region>.<anything>`, with or without a port. */
export function scopeOfHost(host: string): RegistryScope | undefined {
  const [, account, region] = /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\./.exec(host) ?? [];
  return account !== undefined && region !== undefined ? { account, region } : undefined;
}

/** The repository that a name means: under a registry's own host the whole name, else after account and region. */
export function named(host: string, name: string): Named {
  const scope = scopeOfHost(host);
  if (scope) return { scope, repository: name };
  const [, account, region, repository] = /^(\d{12})\/([a-z]+(?:-[a-z0-9]+)+)\/(.+)$/.exec(name) ?? [];
  if (account === undefined || region === undefined || repository === undefined)
    return { scope: undefined, repository: name };
  return { scope: { account, region }, repository };
}
