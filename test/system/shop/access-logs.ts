import assert from 'node:assert/strict';
import { gunzipSync } from 'node:zlib';
import type { Clients } from '../../../examples/storefront/deliver/clients.ts';
import { until } from '../../../examples/storefront/deliver/waiting.ts';
import type { Shop } from './shop.ts';

/** Machines that are busy with other things are slow. */
const patience = 180_000;

const logFolder = (shop: Shop) => `web/AWSLogs/${shop.account}`;

/** Has the load balancer's requests written down in a bucket that lets it. */
export async function logTo(clients: Clients, shop: Shop, Bucket: string): Promise<void> {
  await clients.s3.createBucket({ Bucket });
  const LoadBalancerArn = `arn:aws:elasticloadbalancing:us-east-1:${shop.account}:loadbalancer/${shop.loadBalancer}`;
  const asked = () =>
    clients.elb.modifyLoadBalancerAttributes({
      LoadBalancerArn,
      Attributes: [
        { Key: 'access_logs.s3.enabled', Value: 'true' },
        { Key: 'access_logs.s3.bucket', Value: Bucket },
        { Key: 'access_logs.s3.prefix', Value: 'web' },
        { Key: 'connection_logs.s3.enabled', Value: 'true' },
        { Key: 'connection_logs.s3.bucket', Value: Bucket },
        { Key: 'connection_logs.s3.prefix', Value: 'web' },
      ],
    });
  await assert.rejects(asked(), { message: /^Access Denied for bucket: shop-logs/ });
  const statement = {
    Effect: 'Allow',
    Principal: { Service: 'logdelivery.elasticloadbalancing.amazonaws.com' },
    Action: 's3:PutObject',
    Resource: `arn:aws:s3:::${Bucket}/${logFolder(shop)}/*`,
  };
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  await clients.s3.putBucketPolicy({ Bucket, Policy });
  await asked();
}

/** The five minutes of the first release that are in the bucket: lines as AWS writes them. */
export async function logged(clients: Clients, shop: Shop, Bucket: string): Promise<void> {
  const lines = await linesOf(clients, shop, Bucket, '');
  assert.equal(lines.length > 10, true);
  const line =
    /^http 20\S+Z app\/shop\/\w+ 127\.0\.0\.1:\d+ [\d.]+:8080 0\.\d{3} 0\.\d{3} 0\.000 200 200 \d+ \d+ "GET http:\/\/[\d.]+:8080\/ HTTP\/1\.1" "-" - - arn:\S+targetgroup\/shop-[ab]\/\w+ "Root=1-\w{8}-\w{24}" "-" "-" 0 20\S+Z "forward" "-" "-" "[\d.]+:8080" "200" "-" "-" (TID_\w{32}|-)$/;
  for (const each of lines) assert.match(each, line);
  const connections = await linesOf(clients, shop, Bucket, 'conn_log.');
  const connection = /^20\S+Z 127\.0\.0\.1 \d+ 8080 - - - "-" - - - (TID_[0-9a-f]{32})$/;
  const traces = new Set(connections.map((each) => connection.exec(each)?.[1] ?? assert.fail(each)));
  assert.equal(traces.size, connections.length);
  const traced = lines.map((each) => each.split(' ').at(-1)!).filter((trace) => traces.has(trace));
  assert.equal(traced.length > 10, true);
}

/** What a log's first file in the bucket says. */
async function linesOf(clients: Clients, shop: Shop, Bucket: string, kind: string): Promise<string[]> {
  const file = new RegExp(
    String.raw`/us-east-1/\d{4}/\d\d/\d\d/${kind}\d{12}_elasticloadbalancing_us-east-1_app\.shop\.[0-9a-f]{16}` +
      String.raw`_\d{8}T\d{4}Z_127\.\d+\.\d+\.\d+_\w{8}\.log\.gz$`,
  );
  const Key = await until(`the log ${kind}`, patience, async () => {
    const { Contents = [] } = await clients.s3.listObjectsV2({
      Bucket,
      Prefix: `${logFolder(shop)}/elastic`,
    });
    return Contents.find((each) => file.test(each.Key!))?.Key;
  });
  const { Body } = await clients.s3.getObject({ Bucket, Key });
  const text = gunzipSync(await Body!.transformToByteArray()).toString();
  return text.trim().split('\n');
}
