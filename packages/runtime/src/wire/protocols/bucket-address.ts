import type { Incoming } from '../incoming.ts';

/** Which bucket a request is for, and what is left of its path. */
export interface BucketAddress {
  /** Percent-encoded; undefined where none is named. */
  readonly bucket: string | undefined;
  /** `/`, or a slash and the key. */
  readonly path: string;
}

const hosted =
  /^(.+?)\.(?:s3[.-](?:.*\.)?(?:amazonaws\.com|localhost|localstack\.cloud)|s3\.localhost|localhost|127\.0\.0\.1)$/;

/** `bucket.s3.us-east-1.amazonaws.com/key`, `bucket.localhost/key`, or `host/bucket/key`. */
export function bucketAddress({ path, headers }: Incoming): BucketAddress {
  const bucket = hosted.exec(hostName(headers.get('host') ?? ''))?.[1];
  if (bucket !== undefined && !/^s3(?:-[a-z0-9-]+)?$/.test(bucket)) return { bucket, path };
  const slash = path.indexOf('/', 1);
  const first = slash < 0 ? path.slice(1) : path.slice(1, slash);
  if (first === '') return { bucket: undefined, path: '/' };
  return { bucket: first, path: slash < 0 ? '/' : path.slice(slash) };
}

let lastHost = '';
let lastWithout = '';

/** Without the bucket: what other calls can be made by, too. Most requests come by the same name. */
export function hostWithoutBucket(host: string): string {
  if (host !== lastHost) {
    lastWithout = withoutBucket(host);
    lastHost = host;
  }
  return lastWithout;
}

function withoutBucket(host: string): string {
  const bucket = hosted.exec(hostName(host))?.[1];
  return bucket !== undefined && !/^s3(?:-[a-z0-9-]+)?$/.test(bucket) ? host.slice(bucket.length + 1) : host;
}

function hostName(host: string): string {
  return host.replace(/:\d+$/, '').toLowerCase();
}
