import { isIPv4 } from 'node:net';

interface End {
  readonly address: string;
  readonly port: number;
}

/** HAProxy's "The PROXY protocol", version 2: what begins with this names a connection's ends. */
const signature = Buffer.from('0d0a0d0a000d0a515549540a', 'hex');
const command = { local: 0x20, proxy: 0x21 } as const;
const tcpOverIpv4 = 0x11;

/** What a connection to a target begins with: who is at its other end, and where it came. */
export function proxyHeader(client: End, listener: End): Buffer {
  const places = Buffer.from([...octets(client.address), ...octets(listener.address), 0, 0, 0, 0]);
  places.writeUInt16BE(client.port, 8);
  places.writeUInt16BE(listener.port, 10);
  return Buffer.concat([signature, Buffer.from([command.proxy, tcpOverIpv4, 0, places.length]), places]);
}

/** AWS: user guide, "Proxy Protocol": health checks have the header too, and name nobody. */
export const ownHeader: Buffer = Buffer.concat([signature, Buffer.from([command.local, 0, 0, 0])]);

const octets = (address: string): number[] =>
  isIPv4(address) ? address.split('.').map(Number) : [0, 0, 0, 0];
