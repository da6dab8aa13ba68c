import { AwsError } from '../../../base/aws-error.ts';
import type { BlobRef } from '../../../base/blob.ts';
import { derivedUuid } from '../../../base/ids.ts';
import type { WaitingCall, WaitingHandler } from '../../../dispatch/service.ts';
import { accessLogOf } from '../attributes.ts';
import { logsRefused } from '../errors.ts';
import { loadBalancerDimension, loadBalancers, type LoadBalancerRecord } from '../records.ts';
import { logAccounts } from '../log-accounts.ts';

type Destination = NonNullable<ReturnType<typeof accessLogOf>>;

/** AWS: user guide, "Enable access logs": a file is written to try the bucket's policy. */
export async function tryBucket(call: WaitingCall, { bucket, prefix }: Destination): Promise<void> {
  const key = `${folderOf(prefix, call.account)}/ELBAccessLogTestFile`;
  const text = `Enable AccessLog for ELB at ${new Date(call.now).toISOString()}`;
  await put(call, bucket, key, await call.blobs.write(Buffer.from(text)));
}

interface Delivered {
  readonly LoadBalancerArn: string;
  /** House time. */
  readonly end: number;
  readonly lines: BlobRef;
}

/** The house's own, told by the load balancer's flow: five minutes of requests go to the bucket. */
export const deliverLog: WaitingHandler<Delivered, object> = {
  async waits({ LoadBalancerArn, end, lines }, call) {
    const balancer = call.transaction(({ tx }) => loadBalancers.get(tx, call, LoadBalancerArn));
    const destination = balancer && accessLogOf(balancer);
    if (destination)
      await put(call, destination.bucket, keyOf(call, balancer, destination.prefix, end), lines);
    return {};
  },
};

const folderOf = (prefix: string, account: string): string =>
  `${prefix === '' ? '' : `${prefix}/`}AWSLogs/${account}`;

/**
 * AWS: user guide, "Access log files": below the account's folder, by region and day, a name that says whose it is,
 * when it ends and which node wrote it.
 */
function keyOf(call: WaitingCall, balancer: LoadBalancerRecord, prefix: string, end: number): string {
  const { account, region } = call;
  const ended = new Date(end).toISOString();
  const day = ended.slice(0, 10).replaceAll('-', '/');
  const time = `${ended.slice(0, 16).replace(/[-:]/g, '')}Z`;
  const id = loadBalancerDimension(balancer.arn).replaceAll('/', '.');
  const random = derivedUuid(balancer.arn, end).replaceAll('-', '').slice(0, 8);
  const name = `${account}_elasticloadbalancing_${region}_${id}_${time}_${balancer.address}_${random}.log.gz`;
  return `${folderOf(prefix, account)}/elasticloadbalancing/${region}/${day}/${name}`;
}

/**
 * AWS: "Bucket permissions": policies name the service that delivers logs, or, older ones, Elastic Load Balancing's own
 * account in the region. Either way it is not the bucket's owner who writes, so that the policy must allow it.
 */
async function put(call: WaitingCall, bucket: string, key: string, body: BlobRef): Promise<void> {
  const account = logAccounts[call.region] ?? '127311923021';
  const writers = ['logdelivery.elasticloadbalancing.amazonaws.com', `arn:aws:iam::${account}:role/logs`];
  for (const [index, as] of writers.entries())
    try {
      return await call.perform({
        type: 'aws.call',
        service: 's3',
        operation: 'PutObject',
        input: { Bucket: bucket, Key: key, Body: body },
        as,
        scope: { account, region: call.region },
      });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      if (index === writers.length - 1) logsRefused(bucket);
    }
}
