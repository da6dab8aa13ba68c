import type { ListenerPlace } from '../../../base/effects/load-balancer.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import type { LoadBalancerState } from '../flow/load-balancer.ts';
import { flowOf, listenersOf, loadBalancers, type ListenerRecord } from '../records.ts';

interface Asked {
  /** Of a load balancer, in lower case. */
  readonly name: string;
  /** That of the listener; the usual one where absent. */
  readonly port?: number;
  /** Whether TLS is spoken. */
  readonly secure: boolean;
}

export interface FoundListener {
  readonly place?: ListenerPlace['at'];
}

/** The house's own (`docs/decisions/0020`), asked by its door: where the listener is that a name means. */
export const findListener: Handler<Asked, FoundListener> = (asked, call) => {
  const balancer = loadBalancers.list(call.tx, call).find(({ name }) => name.toLowerCase() === asked.name);
  const listener = balancer && listenerMeant(listenersOf(call.tx, call, balancer.arn), asked);
  return listener ? { place: placeOfListener(call, balancer, listener.port) } : {};
};

/** Without a port, the usual one of the protocol, or the first there is. */
function listenerMeant(all: readonly ListenerRecord[], { port, secure }: Asked): ListenerRecord | undefined {
  if (port !== undefined) return all.find((listener) => listener.port === port);
  const fitting = all.filter(({ protocol }) => (protocol === 'HTTPS' || protocol === 'TLS') === secure);
  return fitting.find((listener) => listener.port === (secure ? 443 : 80)) ?? fitting[0];
}

/** Where a listener really is. */
export function placeOfListener(
  call: Call,
  { arn, address }: { readonly arn: string; readonly address: string },
  port: number,
): ListenerPlace['at'] {
  const { places = [] } = call.flows.state<LoadBalancerState>(flowOf(call, arn))?.observed ?? {};
  return places.find((place) => place.port === port)?.at ?? { address, port };
}
