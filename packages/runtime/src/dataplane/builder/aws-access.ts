import type { Surroundings } from './surroundings.ts';

/** What the official SDK is given: only what the environment says, nothing from files or from the network. */
export interface AwsAccess {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  };
}

export type MissingAccess = 'endpoint' | 'region' | 'credentials';

/**
 * Without an endpoint nothing is called: these images are Penstock's, and AWS's own registry could not run
 * them.
 */
export function awsAccess({ env }: Surroundings, region?: string): AwsAccess | MissingAccess {
  const endpoint = env['AWS_ENDPOINT_URL'];
  const where = region ?? (env['AWS_REGION'] || env['AWS_DEFAULT_REGION']);
  const [accessKeyId, secretAccessKey] = [env['AWS_ACCESS_KEY_ID'], env['AWS_SECRET_ACCESS_KEY']];
  const sessionToken = env['AWS_SESSION_TOKEN'];
  if (!endpoint) return 'endpoint';
  if (!where) return 'region';
  if (!accessKeyId || !secretAccessKey) return 'credentials';
  const credentials = { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) };
  return { endpoint, region: where, credentials };
}
