import type { BlobRef } from '../blob.ts';
import { pipeCounts, type GroupPipes, type ListenerPipes } from './pipes.ts';
import type { RoutingGate } from './routing-gate.ts';

/** Sets what a load balancer does. Whole and versioned: an older version than the one in force is ignored. */
export interface LoadBalancerApply {
  readonly type: 'loadbalancer.apply';
  /** The load balancer's ARN. */
  readonly loadBalancer: string;
  readonly table: RoutingTable;
}

export interface RoutingTable {
  /** Only rises. */
  readonly version: number;
  /** The loopback address it listens on, e.g. `127.77.0.1`. */
  readonly address: string;
  readonly listeners: readonly Listener[];
  readonly targetGroups: readonly TargetGroup[];
  /** AWS: default 60 s. Wall time. */
  readonly idleTimeoutMs: number;
  /** After so long a client's connection ends with its next answer. AWS: default 3600 s. Wall time. */
  readonly clientKeepAliveMs?: number;
  /** Whether requests are written down, and whether connections are. */
  readonly accessLog?: boolean;
  readonly connectionLog?: boolean;
  /** Where rules ask who comes: sessions are sealed by it, and what targets are told of users is signed. Base64. */
  readonly seed?: string;
}
export interface Listener {
  /** The listener's ARN. */
  readonly listener: string;
  readonly port: number;
  readonly protocol: 'HTTP' | 'HTTPS' | 'TCP' | 'TLS';
  /** Of one that speaks TCP or TLS: its connections are passed on as they are, by its one rule. */
  readonly pipes?: ListenerPipes;
  /** Of a secure listener; the first is for clients that name no host, or one that no certificate is for. */
  readonly certificates?: readonly ListenerCertificate[];
  readonly tlsPolicy?: TlsPolicy;
  /** What is asked of clients' own certificates; HTTPS only. */
  readonly clients?: ClientCertificates;
  /** Whether HTTP/2 is spoken to those who would rather; HTTPS only. */
  readonly http2?: boolean;
  /** In order of priority; the last one has no conditions. */
  readonly rules: readonly RoutingRule[];
  /** What requests are given, and answers; as AWS does by default where absent. */
  readonly requests?: RequestFields;
  readonly answers?: AnswerFields;
  /** A release that is watched while its two versions share the listener's requests. */
  readonly guard?: ReleaseGuard;
}
export interface RequestFields {
  /** What becomes of `X-Forwarded-For`. */
  readonly forwardedFor: 'append' | 'preserve' | 'remove';
  /** Whether the client's port is told with its address. */
  readonly clientPort: boolean;
  /** Whether `X-Amzn-Tls-Version` and `-Cipher-Suite` are told. */
  readonly tls: boolean;
  /** What `X-Amzn-Tls-…` and `X-Amzn-Mtls-…` fields are called instead: by their names in lower case. */
  readonly names?: Readonly<Record<string, string>>;
  /** Whether `Host` is passed on as it came; else it names the listener's port where that is not the usual one. */
  readonly preserveHost?: boolean;
  /** Whether fields whose names have other than letters, digits and hyphens are left out. */
  readonly dropInvalid?: boolean;
}
export interface AnswerFields {
  /** Set, whatever the target says of them. */
  readonly set: readonly (readonly [name: string, value: string])[];
  /** Whether `Server` is passed on. */
  readonly server: boolean;
}
/** `docs/decisions/0019`. */
export interface ReleaseGuard {
  readonly listener: string;
  /** Target groups by ARN: of the version before, and of the new one. */
  readonly baseline: string;
  readonly candidate: string;
  /** The name of the alarm that goes off. */
  readonly alarm: string;
}
/** A new version is surely worse than the old. */
export interface GuardVerdict extends ReleaseGuard {
  /** Requests that went bad on either. */
  readonly bad: number;
  /** Those of them that the new version had. */
  readonly hits: number;
  /** The new version's share of all requests, at the last. */
  readonly share: number;
}
export interface ListenerCertificate {
  readonly arn?: string;
  /** Host names, `*.example.com` among them; lower case. */
  readonly names: readonly string[];
  /** PEM: the certificate, and those that vouch for it. */
  readonly chain: string;
  /** PEM. */
  readonly key: string;
}
/** AWS: user guide, "Mutual authentication with TLS": targets judge certificates, or the load balancer does. */
export type ClientCertificates =
  | { readonly mode: 'passthrough' }
  | {
      readonly mode: 'verify';
      /** PEM: those that may vouch for clients. */
      readonly authorities: string;
      /** Certificates whose time is over will do. */
      readonly ignoreExpiry: boolean;
      /** Who may not come any more: by `markOf` a certificate. */
      readonly revoked?: readonly string[];
    };
export interface TlsPolicy {
  readonly minVersion: 'TLSv1.2' | 'TLSv1.3';
  readonly maxVersion: 'TLSv1.2' | 'TLSv1.3';
  /** OpenSSL's names; its own choice where absent. */
  readonly ciphers?: string;
}
export interface RoutingRule {
  readonly rule: string;
  /** None of the default rule. */
  readonly priority?: number;
  readonly conditions: readonly RoutingCondition[];
  /** How a request is put before a target gets it; which rule it is for is decided before. */
  readonly transforms?: RoutingTransforms;
  /** What a request has to show before. */
  readonly gate?: RoutingGate;
  readonly action: RoutingAction;
}
/** One after the other: of the host without its port, and of path and query. */
export interface RoutingTransforms {
  readonly host?: readonly Rewrite[];
  readonly url?: readonly Rewrite[];
}
/** A regular expression, and what stands in the place of what it is found at: `$1` is its first group. */
export interface Rewrite {
  readonly regex: string;
  readonly replace: string;
}
/** Patterns, or regular expressions that are searched for. */
interface Values {
  readonly values: readonly string[];
  readonly regexValues?: readonly string[];
}
export type RoutingCondition =
  | ({ readonly field: 'path-pattern' | 'host-header' } & Values)
  | ({ readonly field: 'http-header'; readonly name: string } & Values)
  | { readonly field: 'http-request-method'; readonly values: readonly string[] }
  | { readonly field: 'query-string'; readonly pairs: readonly QueryPair[] }
  /** CIDR blocks, IPv4 or IPv6. */
  | { readonly field: 'source-ip'; readonly values: readonly string[] };
/** Patterns. Without a key, any parameter's value will do. */
export interface QueryPair {
  readonly key?: string | undefined;
  readonly value: string;
}
export type RoutingAction =
  | {
      readonly type: 'forward';
      /** Target groups by ARN; weights 0–999. A group of weight 0 gets nothing unless all are 0. */
      readonly targets: readonly { readonly targetGroup: string; readonly weight: number }[];
      /** A client keeps to its target group for so long, by a cookie. Wall time. */
      readonly stickySeconds?: number;
      /** The same of connections that are passed on: by the client's address, as long as weights are as they are. */
      readonly stickyByAddress?: boolean;
    }
  | {
      readonly type: 'fixed-response';
      readonly status: number;
      readonly contentType?: string;
      readonly body?: string;
    }
  | { readonly type: 'redirect'; readonly status: 301 | 302; readonly location: string };

export interface TargetGroup {
  /** The target group's ARN. */
  readonly targetGroup: string;
  readonly healthCheck: HealthCheck;
  /** House time. AWS: default 300 s. */
  readonly deregistrationDelayMs: number;
  /** A client keeps to its target, by a cookie. */
  readonly stickiness?: Stickiness;
  /** Whose turn it is. */
  readonly algorithm?: 'least_outstanding_requests' | 'round_robin' | 'weighted_random';
  /** A target that joins healthy ones gets its full share only after so long. House time. */
  readonly slowStartMs?: number;
  /** Where fewer targets are healthy, all get requests: so many, and so many of a hundred. One where absent. */
  readonly healthyMin?: { readonly count: number; readonly percent: number };
  readonly targets: readonly Target[];
  /** Its target is a Lambda function, whose ARN is the target's id. */
  readonly function?: FunctionTarget;
  /** Whether targets are spoken to by TLS, and in what: HTTP/1.1 unless said. */
  readonly secure?: boolean;
  readonly speaks?: 'GRPC' | 'HTTP2';
  /** Connections are passed on to its targets: it is a network load balancer's. */
  readonly pipes?: GroupPipes;
}
export interface FunctionTarget {
  readonly account: string;
  readonly region: string;
  /** Fields and parameters that come several times are told as lists. */
  readonly multiValueHeaders: boolean;
}
/** Wall time. An `app_cookie` begins and ends with a cookie of the application's own. */
export type Stickiness =
  | { readonly type: 'lb_cookie'; readonly seconds: number }
  | { readonly type: 'app_cookie'; readonly cookieName: string; readonly seconds: number };
export interface Target {
  /** An IP address, or a function's ARN. */
  readonly id: string;
  readonly port: number;
  /** No longer registered: finishes what it has, gets nothing new. Kept in the table until told `drained`. */
  readonly draining?: boolean;
}
export interface HealthCheck {
  /** Nothing is checked: what is registered is given requests. */
  readonly disabled?: boolean;
  readonly path: string;
  /** Another port than the target's own. */
  readonly port?: number;
  /** House time. */
  readonly intervalMs: number;
  /** Wall time. */
  readonly timeoutMs: number;
  readonly healthyThreshold: number;
  readonly unhealthyThreshold: number;
  /** AWS's matcher: `200`, `200,202`, `200-299`; of gRPC, of its own codes. */
  readonly matcher: string;
  /** As targets are spoken to; whether by TLS may differ. */
  readonly secure?: boolean;
  readonly speaks?: 'GRPC' | 'HTTP2';
  /** Nothing is said: who takes a connection is well. */
  readonly connects?: boolean;
  /** The connection begins as others to the target do, by the proxy protocol, and names no client. */
  readonly proxyProtocol?: boolean;
}

/** Waits until the health of targets, or what guards say, differs from what is known: at once where it does already. */
export interface LoadBalancerObserve {
  readonly type: 'loadbalancer.observe';
  readonly loadBalancer: string;
  /** The `version` of the last answer; 0 at first. */
  readonly known: number;
}
export interface LoadBalancerObserved extends Observation {
  readonly version: number;
}
export interface Observation {
  readonly targets: readonly TargetObservation[];
  /** Of guards that are in the table. */
  readonly verdicts: readonly GuardVerdict[];
  /** Of listeners that are not where their table says, because this machine or this user may not have that. */
  readonly places?: readonly ListenerPlace[];
}
export interface ListenerPlace {
  /** The listener's own. */
  readonly port: number;
  readonly at: { readonly address: string; readonly port: number };
}
export interface TargetObservation {
  readonly targetGroup: string;
  readonly id: string;
  readonly port: number;
  readonly state: 'initial' | 'healthy' | 'unhealthy' | 'unavailable' | 'draining' | 'drained' | 'unused';
  /**
   * AWS's codes: `Target.FailedHealthChecks`, `Target.ResponseCodeMismatch`, `Target.Timeout`,
   * `Elb.InitialHealthChecking` …
   */
  readonly reason?: string;
  readonly description?: string;
}

/** Waits until a span of house time is over (and a moment more), and answers what was counted in it. */
export interface LoadBalancerMeasure {
  readonly type: 'loadbalancer.measure';
  readonly loadBalancer: string;
  /**
   * House time, epoch milliseconds, a multiple of the span. What is no longer remembered (over 15 minutes old)
   * answers zeros.
   */
  readonly start: number;
  /** A minute, or some seconds. */
  readonly spanMs: number;
  /** So many spans, one after the other; one unless said. */
  readonly count?: number;
}
export interface LoadBalancerMeasured {
  readonly start: number;
  readonly spanMs: number;
  /** The spans that follow it, where several were asked for. */
  readonly later?: readonly LoadBalancerMeasured[];
  readonly groups: readonly GroupMeasurement[];
  /** Answers the load balancer gave itself: AWS's HTTPCode_ELB_*. */
  readonly own: { readonly http3xx: number; readonly http4xx: number; readonly http5xx: number };
  /** Requests of any outcome, those it answered itself included. */
  readonly requests: number;
  readonly more?: Readonly<Record<OwnCount, number>>;
}
/** What is counted of a load balancer besides. */
export const ownCounts = [
  'http500',
  'http502',
  'http503',
  'http504',
  'redirects',
  'fixedResponses',
  'ruleEvaluations',
  'newConnections',
  /** At the most. */
  'activeConnections',
  'tlsErrors',
  /** From and to clients. */
  'processedBytes',
  /** Logins at an identity provider, and what came of them. */
  'loginSuccesses',
  'loginFailures',
  'loginErrors',
  'loginRefreshes',
  'claimsTooLong',
  ...pipeCounts,
] as const;
export type OwnCount = (typeof ownCounts)[number];

/**
 * Waits until a span of house time is over, and answers the requests that ended in it, or the connections that began,
 * as lines in the form of AWS's logs, compressed; nothing where there were none. What was answered is forgotten with
 * the next question about the same.
 */
export interface LoadBalancerLog {
  readonly type: 'loadbalancer.log';
  /** Requests, unless said. */
  readonly about?: LogSubject;
  readonly loadBalancer: string;
  /** House time, epoch milliseconds, a multiple of five minutes. */
  readonly start: number;
}
export type LogSubject = 'connections' | 'requests';
export interface LoadBalancerLogged {
  readonly start: number;
  readonly lines?: BlobRef | undefined;
}
export interface GroupMeasurement {
  readonly targetGroup: string;
  readonly requests: number;
  readonly http2xx: number;
  readonly http3xx: number;
  readonly http4xx: number;
  readonly http5xx: number;
  readonly connectionErrors: number;
  /** Of functions: requests that failed by what they did, or by what Lambda did; bytes either way. */
  readonly functionUserErrors?: number;
  readonly functionInternalErrors?: number;
  readonly functionBytes?: number;
  /** Of the targets' answers: wall milliseconds, to within 4 %, and how many took so long. */
  readonly responseTimes: readonly (readonly [wallMs: number, count: number])[];
  readonly healthyHosts: number;
  readonly unhealthyHosts: number;
}

/** Stops listening, lets go of everything. */
export interface LoadBalancerRemove {
  readonly type: 'loadbalancer.remove';
  readonly loadBalancer: string;
}
