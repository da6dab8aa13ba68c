import { atDoor, balancerNamed } from '../../../base/balancer-name.ts';
import type { ListenerPlace } from '../../../base/effects/load-balancer.ts';
import { hostNameOf, locationFor } from './route.ts';

export interface Place {
  readonly address: string;
  readonly port: number;
}

const portMax = 65_535;

/** Neither 8080 instead of 80, which is often a listener's own, nor 10080, which browsers and `fetch` refuse. */
const farther = 20_000;

/**
 * Where a listener is taken to that may not be where its table says: in the order that is tried. Most users may not
 * have ports below 1024, and most systems have one loopback address. What is somebody else's stays theirs.
 */
export function otherPlaces({ address, port }: Place, code: string | undefined): readonly Place[] {
  const near = port + farther <= portMax ? [port + farther] : [];
  const at = (where: string, ports: readonly number[]) =>
    ports.map((each) => ({ address: where, port: each }));
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return at(address, [...near, 0]);
    case 'EADDRNOTAVAIL':
      return address.startsWith('127.') ? at('127.0.0.1', [port, ...near, 0]) : [];
    default:
      return [];
  }
}

/** A redirect to a listener of the same host that is elsewhere, or that is known by name, leads to where it is. */
export function relocated(location: string, host: string, places: readonly ListenerPlace[]): string {
  const parts = /^(https?):\/\/([^/:?#]+):(\d+)(.*)$/s.exec(location);
  if (!parts || parts[2] !== hostNameOf(host)) return location;
  const [, scheme, name, port, rest] = parts;
  const place = places.find((each) => each.port === Number(port));
  const at = atDoor(host, scheme as 'http' | 'https', Number(port)) ?? (place && `${name}:${place.at.port}`);
  return at === undefined ? location : `${scheme}://${at}${rest}`;
}

/** Where a redirect leads that a request is answered by at a listener. */
export function redirectedTo(
  template: string,
  request: { readonly target: string; readonly host: string },
  listener: {
    readonly port: number;
    readonly at: Place;
    readonly scheme: 'http' | 'https';
    readonly keeper: { places(): readonly ListenerPlace[] };
  },
): string {
  const { scheme } = listener;
  const port = balancerNamed(request.host) ? listener.port : listener.at.port;
  const location = locationFor(template, { ...request, port, scheme });
  return relocated(location, request.host, listener.keeper.places());
}
