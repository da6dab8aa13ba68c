import type { QueryPair, RoutingCondition, RoutingRule } from '../../../base/effects/load-balancer.ts';
import { never } from '../../../base/never.ts';
import { cidrOf, isIn } from '../../../base/pattern/addresses.ts';
import { expressionsOf } from './expressions.ts';
import type { RequestHead } from './parse-request.ts';
import { fits } from './wildcard.ts';

/** The place of the first rule whose conditions all hold; -1 where there is none, not even a default one. */
export function ruleFor(rules: readonly RoutingRule[], request: AskedRequest): number {
  return rules.findIndex((rule) => rule.conditions.every((condition) => holds(condition, request)));
}

/** What conditions are held against. */
export interface AskedRequest {
  readonly bytes: Buffer;
  readonly head: RequestHead;
  /** The IP address that the connection comes from. */
  readonly source: string;
}

/** AWS: user guide, "Rule condition types": a condition holds where one of its values fits. */
function holds(condition: RoutingCondition, { bytes, head, source }: AskedRequest): boolean {
  switch (condition.field) {
    case 'path-pattern': {
      // AWS: user guide, "Path conditions": case-sensitive, applied to the path, not to the query.
      const path = pathOf(head.target(bytes));
      return condition.values.some((pattern) => fits(pattern, path)) || isFound(condition, [path]);
    }
    case 'host-header': {
      // AWS: user guide, "Host conditions": not case-sensitive.
      const host = hostNameOf(head.hostValue(bytes)).toLowerCase();
      return (
        condition.values.some((pattern) => fits(pattern.toLowerCase(), host)) || isFound(condition, [host])
      );
    }
    case 'http-header': {
      // AWS: user guide, "HTTP header conditions": neither name nor value is case-sensitive.
      const values = head.valuesOf(bytes, condition.name.toLowerCase());
      const fitting = condition.values.some((pattern) =>
        values.some((value) => fits(pattern.toLowerCase(), value.toLowerCase())),
      );
      return fitting || isFound(condition, values);
    }
    case 'http-request-method':
      // AWS: user guide, "HTTP request method conditions": case-sensitive, exact.
      return condition.values.includes(head.method(bytes));
    case 'query-string':
      return condition.pairs.some(pairFits(parametersOf(head.target(bytes))));
    case 'source-ip':
      // AWS: user guide, "Source IP address conditions": the connection's, whatever X-Forwarded-For says.
      return condition.values.some((block) => {
        const network = cidrOf(block);
        return network !== undefined && isIn(network, source);
      });
    default:
      return never(condition);
  }
}

/** AWS: RegexValues. That an expression may be found anywhere, unless it says where, is unverified. */
const isFound = (condition: RoutingCondition, texts: readonly string[]): boolean =>
  expressionsOf(condition).some((expression) => texts.some((text) => expression.test(text)));

/** AWS: user guide, "Query string conditions": neither key nor value is case-sensitive. As sent, not decoded. */
function pairFits(parameters: readonly (readonly [string, string])[]): (pair: QueryPair) => boolean {
  return (pair) => {
    const [keyPattern, valuePattern] = [(pair.key ?? '*').toLowerCase(), pair.value.toLowerCase()];
    return parameters.some(([key, value]) => fits(keyPattern, key) && fits(valuePattern, value));
  };
}

/** In lower case. */
function parametersOf(target: string): [string, string][] {
  const query = originForm(target).split('?').slice(1).join('?').toLowerCase();
  return query.split('&').map((parameter) => {
    const [key = '', value = ''] = splitOnce(parameter, '=');
    return [key, value];
  });
}

/** `/a/b` of `/a/b?c=d` and of `http://host/a/b?c=d`. */
export function pathOf(target: string): string {
  const origin = originForm(target);
  const query = origin.indexOf('?');
  return query < 0 ? origin : origin.slice(0, query);
}

/** What is sent to a target: the path and query of a URL in absolute form, anything else as it is. */
export function originForm(target: string): string {
  if (target.startsWith('/') || target === '*') return target;
  const rest = target.replace(/^http:\/\/[^/?#]+/i, '');
  return rest.startsWith('/') ? rest : `/${rest}`;
}

export function hostNameOf(host: string): string {
  return host.replace(/:\d*$/, '');
}

/**
 * AWS: user guide, "Redirect actions": the reserved keywords of a redirect, with what the request said.
 * `#{path}` comes without its leading slash.
 */
export function locationFor(
  template: string,
  request: {
    readonly target: string;
    readonly host: string;
    readonly port: number;
    readonly scheme: 'http' | 'https';
  },
): string {
  const origin = originForm(request.target);
  const [path = '', query = ''] = splitOnce(origin, '?');
  const values: Record<string, string> = {
    protocol: request.scheme,
    host: hostNameOf(request.host),
    port: String(request.port),
    path: path.slice(1),
    query,
  };
  const location = template.replace(
    /#\{(protocol|host|port|path|query)\}/g,
    (_, word: string) => values[word]!,
  );
  return location.endsWith('?') ? location.slice(0, -1) : location;
}

function splitOnce(text: string, mark: string): string[] {
  const at = text.indexOf(mark);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}
