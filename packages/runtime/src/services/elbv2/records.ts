import { arnOf, parseArn } from '../../base/arn.ts';
import type { RoutingTransforms } from '../../base/effects/load-balancer.ts';
import type { Scope } from '../../base/scope.ts';
import { flowId } from '../../dispatch/service.ts';
import { collection } from '../../store/collection.ts';
import type { Tx } from '../../store/store.ts';
import type { GateRecord } from './gates.ts';
import {
  arnMissing,
  invalidArn,
  listenersNotFound,
  loadBalancersNotFound,
  rulesNotFound,
  targetGroupsNotFound,
  trustStoreNotFound,
} from './errors.ts';

/** What a handler answers: the SDK's output without the client's own bookkeeping. */
export type Answer<Output> = Omit<Output, '$metadata'>;

export interface LoadBalancerRecord {
  readonly arn: string;
  readonly name: string;
  readonly scheme: 'internet-facing' | 'internal';
  readonly subnets: readonly string[];
  /** Of a network load balancer: the addresses that it was to have, by subnet. */
  readonly addresses?: Readonly<Record<string, SubnetAddresses>> | undefined;
  readonly securityGroups: readonly string[];
  /** Of a network load balancer, told as it was set: nobody comes here by PrivateLink. */
  readonly enforcesOnPrivateLink?: 'on' | 'off' | undefined;
  readonly createdTime: number;
  /** The loopback address it listens on, which is its DNS name too. */
  readonly address: string;
  /** Rises with every change to what it routes: the version of its routing table. */
  readonly version: number;
  /** Those that were set; the others have AWS's defaults. */
  readonly attributes: Readonly<Record<string, string>>;
  /** What sessions of users are sealed by, and what targets are told of them is signed by; base64. */
  readonly seed?: string | undefined;
}

export interface SubnetAddresses {
  readonly allocationId?: string | undefined;
  readonly publicAddress?: string | undefined;
  readonly privateAddress?: string | undefined;
}

export interface ForwardTarget {
  readonly targetGroup: string;
  readonly weight: number;
}
export type ActionRecord = RoutingRecord & {
  /** What is asked of whoever comes, before. */
  readonly gate?: GateRecord | undefined;
};
type RoutingRecord =
  | {
      readonly type: 'forward';
      readonly order?: number | undefined;
      readonly targets: readonly ForwardTarget[];
      /** A client keeps to its target group for so long. */
      readonly stickySeconds?: number | undefined;
      /** The same where connections are passed on: by its address. */
      readonly stickyByAddress?: boolean;
    }
  | {
      readonly type: 'fixed-response';
      readonly order?: number | undefined;
      readonly statusCode: string;
      readonly contentType?: string | undefined;
      readonly messageBody?: string | undefined;
    }
  | {
      readonly type: 'redirect';
      readonly order?: number | undefined;
      readonly statusCode: 'HTTP_301' | 'HTTP_302';
      readonly protocol: string;
      readonly port: string;
      readonly host: string;
      readonly path: string;
      readonly query: string;
    };

export interface GuardRecord {
  /** Target groups: of the version before, and of the new one. ARNs. */
  readonly baseline: string;
  readonly candidate: string;
  /** The name of the alarm that goes off. */
  readonly alarm: string;
}

export interface MutualRecord {
  readonly mode: 'passthrough' | 'verify';
  readonly trustStoreArn?: string | undefined;
  readonly ignoreExpiry?: boolean | undefined;
  readonly advertise?: boolean | undefined;
}

export interface RevocationRecord {
  readonly id: number;
  /** By `markOf` a certificate. */
  readonly revoked: readonly string[];
  /** The inside call that added it. */
  readonly effectId?: string | undefined;
}

/** Who may vouch for clients. */
export interface TrustStoreRecord {
  readonly arn: string;
  readonly name: string;
  /** PEM. */
  readonly bundle: string;
  readonly certificates: number;
  /** Whom it vouches for no more: lists by their ids. */
  readonly revocations?: readonly RevocationRecord[];
  /** The inside call that made it. */
  readonly effectId?: string | undefined;
}

export type ListenerProtocol = 'HTTP' | 'HTTPS' | 'TCP' | 'TLS';

export interface ListenerRecord {
  readonly arn: string;
  readonly loadBalancerArn: string;
  readonly port: number;
  readonly protocol: ListenerProtocol;
  /** Of a TLS listener: what may be spoken inside. */
  readonly alpnPolicy?: string | undefined;
  /** Of a secure listener: the default certificate, and those chosen by name. ARNs. */
  readonly certificateArn?: string | undefined;
  readonly moreCertificates?: readonly string[] | undefined;
  readonly sslPolicy?: string | undefined;
  /** What is asked of clients' certificates; nothing where absent. */
  readonly mutual?: MutualRecord | undefined;
  readonly defaultRuleArn: string;
  readonly action: ActionRecord;
  /** Those that were set. */
  readonly attributes?: Readonly<Record<string, string>>;
  /** A release that is watched, until one of its two versions has no requests any more. */
  readonly guard?: GuardRecord | undefined;
  /** The first version of the load balancer's table that has this listener, and its rules, as they are. */
  readonly version: number;
}

export type ConditionRecord =
  | {
      readonly field: 'path-pattern' | 'host-header' | 'http-header' | 'http-request-method' | 'source-ip';
      readonly values: readonly string[];
      readonly regexValues?: readonly string[] | undefined;
      /** Of an `http-header` condition. */
      readonly headerName?: string | undefined;
    }
  | {
      readonly field: 'query-string';
      readonly pairs: readonly { readonly key?: string | undefined; readonly value: string }[];
    };
export interface RuleRecord {
  readonly arn: string;
  readonly listenerArn: string;
  readonly priority: number;
  readonly conditions: readonly ConditionRecord[];
  readonly action: ActionRecord;
  readonly transforms?: RoutingTransforms | undefined;
}

export interface HealthCheckRecord {
  /** Of functions, which are checked only where that is asked for. */
  readonly disabled?: boolean;
  readonly path: string;
  /** A number, or `traffic-port`. */
  readonly port: string;
  readonly intervalSeconds: number;
  readonly timeoutSeconds: number;
  readonly healthyThreshold: number;
  readonly unhealthyThreshold: number;
  readonly matcher: string;
  /** It is made by TLS. */
  readonly secure?: boolean;
  /** By TCP: a connection that stands will do. */
  readonly connects?: boolean;
}
export interface TargetRecord {
  /** An IP address, an instance, or the ARN of a function or a load balancer. */
  readonly id: string;
  readonly port: number;
  /** Of an instance or a load balancer: where it is reached. */
  readonly address?: string;
  /** Of a load balancer whose listener is not at its own port: where that is. */
  readonly reachedAtPort?: number;
  /** Which registration this is: one target may be registered again. */
  readonly registration: number;
  /** The first version of the table that has this registration. */
  readonly version: number;
  readonly draining?: boolean;
}
export interface TargetGroupRecord {
  readonly arn: string;
  readonly name: string;
  readonly targetType: 'alb' | 'ip' | 'instance' | 'lambda';
  /** 0 of functions, which have none. */
  readonly port: number;
  /** Connections are passed on to its targets: it speaks TCP or TLS. */
  readonly network?: boolean;
  /** Targets are spoken to by TLS. */
  readonly secure?: boolean;
  /** AWS: ProtocolVersion; HTTP1 where absent. */
  readonly speaks?: 'GRPC' | 'HTTP2';
  readonly vpcId?: string | undefined;
  readonly healthCheck: HealthCheckRecord;
  readonly attributes: Readonly<Record<string, string>>;
  /** The one whose listeners forward to it. */
  readonly loadBalancerArn?: string | undefined;
  readonly targets: readonly TargetRecord[];
}

/** What the data plane calls a target. */
export const reached = ({ id, port, address = id, reachedAtPort = port }: TargetRecord) => ({
  id: address,
  port: reachedAtPort,
});

/** What a target group's targets are spoken to by; functions by none. */
export function protocolOf({
  targetType,
  network,
  secure,
}: Pick<TargetGroupRecord, 'network' | 'secure' | 'targetType'>) {
  if (targetType === 'lambda') return undefined;
  if (network) return secure ? 'TLS' : 'TCP';
  return secure ? 'HTTPS' : 'HTTP';
}

/** What was lent of a certificate, as it is now. */
export interface CertificateRecord {
  readonly arn: string;
  readonly names: readonly string[];
  /** PEM. */
  readonly chain: string;
  readonly key: string;
}

/** All keyed by ARN. A load balancer's listeners, and a listener's rules, share a prefix. */
export const loadBalancers = collection<LoadBalancerRecord>('elasticloadbalancing.load-balancers');
export const listeners = collection<ListenerRecord>('elasticloadbalancing.listeners');
export const rules = collection<RuleRecord>('elasticloadbalancing.rules');
export const targetGroups = collection<TargetGroupRecord>('elasticloadbalancing.target-groups');
export const certificates = collection<CertificateRecord>('elasticloadbalancing.certificates');
export const trustStores = collection<TrustStoreRecord>('elasticloadbalancing.trust-stores');
export const tags = collection<Readonly<Record<string, string>>>('elasticloadbalancing.tags');
/** By the key's id, in the scope `everywhere`: what is told of users is verified by. PEM. */
export const publicKeys = collection<string>('elasticloadbalancing.public-keys');
export const everywhere: Scope = { account: '', region: '' };

export const elbArn = (scope: Scope, resource: string): string =>
  arnOf('elasticloadbalancing', scope, resource);

/** Its ARN says which type it is of. */
export const typeOf = (loadBalancerArn: string): 'application' | 'network' =>
  loadBalancerArn.includes(':loadbalancer/net/') ? 'network' : 'application';

/** What CloudWatch's dimension `LoadBalancer` says: `app/<name>/<id>`, `net/<name>/<id>`. */
export const loadBalancerDimension = (arn: string): string =>
  parseArn(arn)!.resource.slice('loadbalancer/'.length);

/** What CloudWatch's dimension `TargetGroup` says: `targetgroup/<name>/<id>`. */
export const targetGroupDimension = (arn: string): string => parseArn(arn)!.resource;

export const flowOf = (scope: Scope, loadBalancerArn: string): string =>
  flowId('elasticloadbalancing.load-balancer', scope, loadBalancerDimension(loadBalancerArn));

export function loadBalancerOf(tx: Tx, scope: Scope, arn: string | undefined): LoadBalancerRecord {
  checkArn(arn, /^loadbalancer\/(app|net)\//, 'load balancer');
  return loadBalancers.get(tx, scope, arn) ?? loadBalancersNotFound([arn]);
}

export function targetGroupOf(tx: Tx, scope: Scope, arn: string | undefined): TargetGroupRecord {
  checkArn(arn, /^targetgroup\//, 'target group');
  return targetGroups.get(tx, scope, arn) ?? targetGroupsNotFound();
}

export function listenerOf(tx: Tx, scope: Scope, arn: string | undefined): ListenerRecord {
  checkArn(arn, /^listener\/(app|net)\//, 'listener');
  return listeners.get(tx, scope, arn) ?? listenersNotFound();
}

export function trustStoreOf(tx: Tx, scope: Scope, arn: string | undefined): TrustStoreRecord {
  checkArn(arn, /^truststore\//, 'trust store');
  return trustStores.get(tx, scope, arn) ?? trustStoreNotFound(arn);
}

export function ruleOf(tx: Tx, scope: Scope, arn: string | undefined): RuleRecord {
  checkArn(arn, /^listener-rule\/(app|net)\//, 'listener rule');
  return rules.get(tx, scope, arn) ?? rulesNotFound();
}

export function listenersOf(tx: Tx, scope: Scope, loadBalancerArn: string): ListenerRecord[] {
  const found = listeners.list(tx, scope, {
    prefix: `${loadBalancerArn.replace(':loadbalancer/', ':listener/')}/`,
  });
  return found.sort((a, b) => a.port - b.port);
}

/** In order of priority; without the default rule. */
export function rulesOf(tx: Tx, scope: Scope, listenerArn: string): RuleRecord[] {
  const found = rules.list(tx, scope, { prefix: `${listenerArn.replace(':listener/', ':listener-rule/')}/` });
  return found.sort((a, b) => a.priority - b.priority);
}

function checkArn(arn: string | undefined, resource: RegExp, kind: string): asserts arn is string {
  if (arn === undefined) arnMissing(kind);
  const parsed = parseArn(arn);
  if (parsed?.service !== 'elasticloadbalancing' || !resource.test(parsed.resource)) invalidArn(arn, kind);
}
