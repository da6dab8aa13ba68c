import type { Rewrite, RoutingTransforms } from '../../../base/effects/load-balancer.ts';
import { expressionsOf } from './expressions.ts';
import { isTargetOctet } from './octets.ts';
import { headLimits } from './parse-fields.ts';
import { isHost } from './parse-request.ts';
import { hostNameOf } from './route.ts';

/** What a target gets instead of what the client said. */
export interface Rewritten {
  readonly target?: string;
  readonly host?: string;
}

/**
 * A request as its rule puts it otherwise; undefined where a rewrite comes to nothing that can be sent. AWS: user
 * guide, "Transforms for listener rules": where nothing is found, the request stays as it was; where a transform fails,
 * it is answered with a 500. That the host is looked at without its port, and path and query together, is unverified.
 */
export function rewritten(
  { host: ofHost = [], url: ofUrl = [] }: RoutingTransforms,
  request: { readonly target: string; readonly host: string },
): Rewritten | undefined {
  const name = hostNameOf(request.host);
  const host = applied(ofHost, name);
  const target = applied(ofUrl, request.target);
  if (!isSendable(target)) return undefined;
  const bytes = Buffer.from(host, 'latin1');
  if (host === '' && name !== '') return undefined;
  if (!isHost(bytes, 0, bytes.length)) return undefined;
  return {
    ...(target !== request.target && { target }),
    ...(host !== name && { host: host + request.host.slice(name.length) }),
  };
}

const applied = (rewrites: readonly Rewrite[], text: string): string =>
  rewrites.reduce(
    (before, rewrite) =>
      expressionsOf(rewrite).reduce(
        // AWS: unverified what becomes of a text that it would take too long to look through.
        (each, expression) => expression.replaced(each, rewrite.replace) ?? each,
        before,
      ),
    text,
  );

function isSendable(target: string): boolean {
  if (!target.startsWith('/') && target !== '*') return false;
  const bytes = Buffer.from(target, 'latin1');
  return target.length <= headLimits.line && bytes.every((each) => isTargetOctet[each] === 1);
}
