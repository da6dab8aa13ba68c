import { resetOf } from '../../reset.ts';
import { weightedChoice, type Group } from '../group.ts';
import type { OpenListener } from '../listen.ts';
import { hashOf } from './draw.ts';
import { Pipe, type Leg } from './pipe.ts';

// AWS: unverified: how long a target may take to take a connection.
const connectWallMsMax = 10_000;

/** The connections that a load balancer passes on. */
export class Pipes {
  readonly #all = new Set<Pipe>();
  readonly #active = { TCP: 0, TLS: 0 };

  /** A client has come, and is taken to the target that its connection falls to. */
  open(client: Leg, listener: OpenListener): void {
    const { keeper, isSecure } = listener;
    const second = keeper.second();
    keeper.own.add(second, isSecure ? 'newTlsFlows' : 'newTcpFlows', 1);
    const group = groupFor(client, listener);
    const target = group?.drawn(connectionOf(client, listener, group.pipes?.sticky ?? false));
    if (!group || !target) {
      keeper.own.add(second, 'balancerResets', 1);
      client.below.on('error', () => client.below.destroy());
      return resetOf(client.below, client.socket);
    }
    if (target.health.state === 'unhealthy') keeper.own.add(second, 'unhealthyFlows', 1);
    const protocol = isSecure ? 'TLS' : 'TCP';
    this.#active[protocol]++;
    this.#noteActive(listener);
    const pipe = new Pipe(client, listener, { group, target }, (over) => {
      this.#active[protocol]--;
      this.#all.delete(over);
    });
    this.#all.add(pipe);
  }

  /** What has been silent for too long is ended. `now` is of the wall. */
  sweep(now: number): void {
    for (const pipe of this.#all) {
      const waits = !pipe.connected && now - pipe.begunAt > connectWallMsMax;
      if (waits || now - pipe.touchedAt > pipe.idleTimeoutMs) pipe.reset();
    }
    const [any] = this.#all;
    if (any) this.#noteActive(any.listener);
  }

  close(): void {
    for (const pipe of this.#all) pipe.end();
  }

  #noteActive({ keeper }: OpenListener): void {
    const second = keeper.second();
    keeper.own.atMost(second, 'activeTcpFlows', this.#active.TCP);
    keeper.own.atMost(second, 'activeTlsFlows', this.#active.TLS);
  }
}

/** AWS: user guide, "Routing": a hash of the protocol and both ends’ addresses and ports; sticky ones by the client. */
function connectionOf({ below }: Leg, listener: OpenListener, sticky: boolean): number {
  const { remoteAddress = '', remotePort = 0 } = below;
  return hashOf(
    sticky ? remoteAddress : `${remoteAddress}:${remotePort} ${listener.address}:${listener.port}`,
  );
}

/** By weight; a client that is to keep to its group is known by its address. */
function groupFor(client: Leg, { keeper, rules }: OpenListener): Group | undefined {
  const action = rules.at(-1)?.action;
  if (action?.type !== 'forward') return undefined;
  const below = (limit: number) =>
    Math.floor((hashOf(`group ${client.below.remoteAddress}`) / 2 ** 32) * limit);
  const chance = action.stickyByAddress ? { below } : keeper.random;
  return keeper.group(action.targets[weightedChoice(action.targets, chance)]!.targetGroup);
}
