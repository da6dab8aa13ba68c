import type { UpstreamRegistry } from '@aws-sdk/client-ecr';
import type { Scope } from '../../base/scope.ts';
import type { Call } from '../../dispatch/service.ts';
import { collection } from '../../store/collection.ts';

/** Repositories of a prefix hold what is pulled through them from another registry. */
export interface PullThroughRule {
  readonly prefix: string;
  readonly upstreamUrl: string;
  readonly upstream: UpstreamRegistry;
  readonly upstreamPrefix: string;
  readonly credentialArn?: string | undefined;
  readonly customRoleArn?: string | undefined;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** By `spelledPrefix`. */
export const pullThroughRules = collection<PullThroughRule>('ecr.pullThroughRules');

/** When a tag was last looked up in its upstream registry, by repository and tag. */
export const lookedUp = collection<number>('ecr.lookedUp');

export const everything = 'ROOT';

/** AWS: "There is always an assumed / applied to the end of the prefix", but for the one of all. */
export const spelledPrefix = (prefix: string): string => prefix.replace(/\/$/, '');

// AWS: API reference, CreatePullThroughCacheRule, upstreamRegistryUrl.
const upstreams: readonly (readonly [UpstreamRegistry, RegExp])[] = [
  ['ecr', /^\d{12}\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?$/],
  ['ecr-public', /^public\.ecr\.aws$/],
  ['docker-hub', /^registry-1\.docker\.io$/],
  ['github-container-registry', /^ghcr\.io$/],
  ['gitlab-container-registry', /^registry\.gitlab\.com$/],
  ['k8s', /^registry\.k8s\.io$/],
  ['azure-container-registry', /^[a-zA-Z0-9]+\.azurecr\.io$/],
  ['quay', /^quay\.io$/],
  ['chainguard', /^cgr\.dev$/],
];

/** Undefined where AWS pulls through no such registry. */
export const upstreamAt = (url: string): UpstreamRegistry | undefined =>
  upstreams.find(([, pattern]) => pattern.test(url))?.[0];

/** AWS: user guide: these take nobody without credentials. */
export const wantsCredentials = (upstream: UpstreamRegistry): boolean =>
  [
    'docker-hub',
    'github-container-registry',
    'gitlab-container-registry',
    'azure-container-registry',
  ].includes(upstream);

/** Of a registry of ECR: whose it is, and where. Others are outside, and nothing is fetched from there. */
export function placeOfUpstream({ upstreamUrl, upstream }: PullThroughRule): Scope | undefined {
  if (upstream !== 'ecr') return undefined;
  const [account = '', , , region = ''] = upstreamUrl.split('.');
  return { account, region };
}

/** The rule that a repository is filled by: the longest prefix that fits. */
export function ruleFor(call: Call, repository: string): PullThroughRule | undefined {
  const fits = ({ prefix }: PullThroughRule) =>
    prefix === everything || repository.startsWith(`${spelledPrefix(prefix)}/`);
  const lengthOf = ({ prefix }: PullThroughRule) => (prefix === everything ? 0 : prefix.length);
  return pullThroughRules
    .list(call.tx, call)
    .filter(fits)
    .toSorted((one, other) => lengthOf(other) - lengthOf(one))[0];
}

/** What a repository is called in its upstream registry. */
export function upstreamName({ prefix, upstreamPrefix }: PullThroughRule, repository: string): string {
  const rest = prefix === everything ? repository : repository.slice(spelledPrefix(prefix).length + 1);
  return upstreamPrefix === everything ? rest : `${spelledPrefix(upstreamPrefix)}/${rest}`;
}
