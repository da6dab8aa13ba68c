import type { ListenerPlace } from '../../../base/effects/load-balancer.ts';

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

/** A redirect to a listener of the same host that is elsewhere leads to where it is. */
export function relocated(location: string, host: string, places: readonly ListenerPlace[]): string {
  const [, scheme, name, port, rest] = /^(https?:\/\/)([^/:?#]+):(\d+)(.*)$/s.exec(location) ?? [];
  const place = name === host ? places.find((each) => each.port === Number(port)) : undefined;
  return place ? `${scheme}${name}:${place.at.port}${rest}` : location;
}
