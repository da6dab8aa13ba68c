import type { RewriteConfig, RuleTransform } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Rewrite, RoutingTransforms } from '../../base/effects/load-balancer.ts';
import { checkExpression } from './conditions.ts';
import { invalidInput } from './errors.ts';

/** AWS: API_RewriteConfig, for both. */
const textMax = 1024;

/** Reads the transforms of a rule. AWS: user guide, "Transforms for listener rules": one of each; unverified words. */
export function transformsIn(transforms: readonly RuleTransform[]): RoutingTransforms | undefined {
  const types = transforms.map(({ Type }) => Type);
  if (new Set(types).size < types.length) invalidInput('A rule can have one transform of each type');
  const of = (type: string) => transforms.find(({ Type }) => Type === type);
  const host = of('host-header-rewrite');
  const url = of('url-rewrite');
  if (transforms.length === 0) return undefined;
  return {
    ...(host && { host: rewritesIn(host.HostHeaderRewriteConfig?.Rewrites) }),
    ...(url && { url: rewritesIn(url.UrlRewriteConfig?.Rewrites) }),
  };
}

function rewritesIn(rewrites: readonly RewriteConfig[] | undefined): Rewrite[] {
  if (rewrites?.length !== 1) invalidInput('A transform must have exactly one rewrite');
  return rewrites.map(({ Regex = '', Replace = '' }) => {
    checkExpression(Regex, textMax);
    if (Replace.length > textMax) invalidInput(`A replacement can have up to ${textMax} characters`);
    return { regex: Regex, replace: Replace };
  });
}

export function transformsAnswer({ host, url }: RoutingTransforms): RuleTransform[] {
  return [
    ...(host
      ? [{ Type: 'host-header-rewrite' as const, HostHeaderRewriteConfig: { Rewrites: told(host) } }]
      : []),
    ...(url ? [{ Type: 'url-rewrite' as const, UrlRewriteConfig: { Rewrites: told(url) } }] : []),
  ];
}

const told = (rewrites: readonly Rewrite[]): RewriteConfig[] =>
  rewrites.map(({ regex, replace }) => ({ Regex: regex, Replace: replace }));
