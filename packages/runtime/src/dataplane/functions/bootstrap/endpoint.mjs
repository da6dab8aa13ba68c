import http from 'node:http';
import https from 'node:https';
import { syncBuiltinESMExports } from 'node:module';

const loopback = ['localhost', '127.0.0.1', '::1', '[::1]'];

/**
 * Handlers of custom resources, CDK's and CloudFormation's own `cfn-response` among them, take the host and the
 * path out of a ResponseURL and speak TLS to its standard port, whatever the URL says. To Penstock's host they
 * are let through to where it listens.
 */
export function reachEndpoint(endpoint) {
  if (!endpoint?.startsWith('http:')) return;
  const { hostname, port } = new URL(endpoint);
  const names = loopback.includes(hostname) ? loopback : [hostname];
  const secure = https.request;
  https.request = (...words) => {
    const { options, listener } = told(words);
    const ours = names.includes(options.hostname ?? options.host) && Number(options.port || 443) === 443;
    if (!ours) return secure(...words);
    const { agent: _agent, defaultPort: _port, ...rest } = options;
    return http.request({ ...rest, hostname, port, protocol: 'http:' }, listener);
  };
  https.get = (...words) => https.request(...words).end();
  syncBuiltinESMExports();
}

/** `(options, listener?)`, or `(url, options?, listener?)`. */
function told(words) {
  const listener = words.find((word) => typeof word === 'function');
  const [first, second] = words;
  const more = typeof second === 'object' ? second : {};
  if (typeof first === 'string' || first instanceof URL) {
    const { hostname, port, pathname, search } = new URL(first);
    return { options: { hostname, port, path: `${pathname}${search}`, ...more }, listener };
  }
  return { options: first, listener };
}
