import { AwsError } from '../../../base/aws-error.ts';
import type { BlobRef } from '../../../base/blob.ts';
import type { LogSubject } from '../../../base/effects/load-balancer.ts';
import { derivedUuid } from '../../../base/ids.ts';
import type { WaitingCall, WaitingHandler } from '../../../dispatch/service.ts';
import { logOf, type LogDestination } from '../attributes.ts';
import { logsRefused } from '../errors.ts';
import { loadBalancerDimension, loadBalancers, typeOf, type LoadBalancerRecord } from '../records.ts';
import { logAccounts } from '../log-accounts.ts';

/** AWS: user guide, "Enable access logs", "Enable connection logs": a file is written to try the bucket's policy. */
export async function tryBucket(
  call: WaitingCall,
  { arn }: LoadBalancerRecord,
  { about, bucket, prefix }: LogDestination & { readonly about: LogSubject },
): Promise<void> {
  const log = about === 'requests' ? 'AccessLog' : 'ConnectionLog';
  const key = `${folderOf(prefix, call.account)}/ELB${log}TestFile`;
  const text = `Enable ${log} for ELB at ${new Date(call.now).toISOString()}`;
  const Body = await call.blobs.write(Buffer.from(text));
  await put(call, typeOf(arn), { Bucket: bucket, Key: key, Body });
}

interface Delivered {
  readonly LoadBalancerArn: string;
  readonly about: LogSubject;
  /** House time. */
  readonly end: number;
  readonly lines: BlobRef;
}

/** The house's own, told by the load balancer's flow: five minutes of requests, or of connections, go to a bucket. */
export const deliverLog: WaitingHandler<Delivered, object> = {
  async waits({ LoadBalancerArn, about, end, lines }, call) {
    const balancer = call.transaction(({ tx }) => loadBalancers.get(tx, call, LoadBalancerArn));
    const destination = balancer && logOf(balancer, about);
    if (!destination) return {};
    const name = nameOf(call, balancer, about, end);
    const key = `${folderOf(destination.prefix, call.account)}/elasticloadbalancing/${call.region}/${name}`;
    await put(call, typeOf(LoadBalancerArn), { Bucket: destination.bucket, Key: key, Body: lines });
    return {};
  },
};

interface LogObject {
  readonly Bucket: string;
  readonly Key: string;
  readonly Body: BlobRef;
}

const folderOf = (prefix: string, account: string): string =>
  `${prefix === '' ? '' : `${prefix}/`}AWSLogs/${account}`;

/**
 * AWS: user guide, "Access log files": below the account's folder, by region and day, a name that says whose it is,
 * when it ends and which node wrote it.
 */
function nameOf(call: WaitingCall, balancer: LoadBalancerRecord, about: LogSubject, end: number): string {
  const { account, region } = call;
  const ended = new Date(end).toISOString();
  const day = ended.slice(0, 10).replaceAll('-', '/');
  const time = `${ended.slice(0, 16).replace(/[-:]/g, '')}Z`;
  const id = loadBalancerDimension(balancer.arn).replaceAll('/', '.');
  const random = derivedUuid(balancer.arn, end).replaceAll('-', '').slice(0, 8);
  const kind = about === 'connections' ? 'conn_log.' : '';
  const whose = `${account}_elasticloadbalancing_${region}_${id}`;
  // AWS: Network Load Balancers guide, "Access log files": theirs do not name the node.
  const node = typeOf(balancer.arn) === 'network' ? '' : `_${balancer.address}`;
  return `${day}/${kind}${whose}_${time}${node}_${random}.log.gz`;
}

/**
 * AWS: "Bucket permissions": policies name the service that delivers logs, or, older ones, Elastic Load Balancing's own
 * account in the region. Either way it is not the bucket's owner who writes, so that the policy must allow it.
 */
async function put(call: WaitingCall, type: 'application' | 'network', object: LogObject): Promise<void> {
  const account = logAccounts[call.region] ?? '127311923021';
  const writers = {
    application: ['logdelivery.elasticloadbalancing.amazonaws.com', `arn:aws:iam::${account}:role/logs`],
    // AWS: Network Load Balancers guide, "Bucket requirements": policies ask for the ACL, too.
    network: ['delivery.logs.amazonaws.com'],
  }[type];
  const acl = type === 'network' ? { ACL: 'bucket-owner-full-control' } : {};
  for (const [index, as] of writers.entries())
    try {
      return await call.perform({
        type: 'aws.call',
        service: 's3',
        operation: 'PutObject',
        input: { ...object, ...acl },
        as,
        scope: { account, region: call.region },
      });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      if (index === writers.length - 1) logsRefused(object.Bucket);
    }
}
