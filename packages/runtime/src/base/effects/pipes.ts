/** What a network load balancer does: connections are passed on as they are, each to one target for its life. */

export interface ListenerPipes {
  /** A connection on which nothing is said for so long is reset. AWS: default 350 s. Wall time. */
  readonly idleTimeoutMs: number;
  /** TLS only: what may be spoken inside, the best first; nothing is negotiated where absent. */
  readonly alpn?: readonly string[];
}

export interface GroupPipes {
  /** A connection to a target begins by naming its client: PROXY protocol, version 2. */
  readonly proxyProtocol?: boolean;
  /** Targets see a connection come from its client's address. */
  readonly keepsClientAddress?: boolean;
  /** A client keeps to its target, by its address, as long as that is well. */
  readonly sticky?: boolean;
  /** Connections to a target that has been leaving for its whole delay are reset. */
  readonly endsWithDelay?: boolean;
  /** So are those to a target that has become unhealthy. */
  readonly endsWithHealth?: boolean;
}

/** What is counted of connections that are passed on. */
export const pipeCounts = [
  'newTcpFlows',
  'newTlsFlows',
  /** These two at the most. */
  'activeTcpFlows',
  'activeTlsFlows',
  /** From and to clients. */
  'tcpBytes',
  'tlsBytes',
  /** Who has ended a connection by a reset. */
  'clientResets',
  'targetResets',
  'balancerResets',
  /** Handshakes that a target has not come through. */
  'targetTlsErrors',
  /** Connections given to a target that is not healthy, since none or too few are. */
  'unhealthyFlows',
] as const;
