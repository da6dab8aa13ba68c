import type { Scope } from './scope.ts';

/** A load balancer as browsers are told of it, and the port of the listener that is meant, where one is said. */
export interface BalancerName extends Scope {
  readonly name: string;
  readonly port?: number;
}

const form =
  /^(?:(\d{1,5})\.)?([a-z\d-]{1,32})-(\d{12})\.([a-z]{2,}(?:-[a-z]+)+-\d)\.elb\.localhost(?::(\d+))?$/i;

/** `shop-000000000000.us-east-1.elb.localhost`: who knows the load balancer knows its name. */
export const balancerName = (name: string, { account, region }: Scope): string =>
  `${name}-${account}.${region}.elb.localhost`.toLowerCase();

/** Of `Host`, or of a name asked for by TLS; most say nothing of this kind. */
export function balancerNamed(host: string): BalancerName | undefined {
  if (!host.includes('.elb.')) return undefined;
  const [, port, name, account, region] = form.exec(host) ?? [];
  if (name === undefined) return undefined;
  return {
    name: name.toLowerCase(),
    account: account!,
    region: region!.toLowerCase(),
    ...(port !== undefined && { port: Number(port) }),
  };
}

/**
 * Where a location leads that names a port of a load balancer by its name: to the door that the name is known at, which
 * `host` says, and there to the listener of that port.
 */
export function atDoor(host: string, scheme: 'http' | 'https', port: number): string | undefined {
  if (!balancerNamed(host)) return undefined;
  const whole = host.replace(/^\d+\./, '');
  return port === (scheme === 'http' ? 80 : 443) ? whole : `${port}.${whole}`;
}
