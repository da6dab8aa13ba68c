import { createHmac } from 'node:crypto';

/** The credential scope of a signature: `20150830/us-east-1/iam`. */
export interface SigningScope {
  /** YYYYMMDD. */
  readonly day: string;
  readonly region: string;
  readonly service: string;
}

const keys = new Map<string, Buffer>();
const keysMax = 1_000;

/** The key a secret makes for a day, a region and a service. Kept: it is four hashes, and used all day. */
export function signingKey(secret: string, { day, region, service }: SigningScope): Buffer {
  const name = `${day}/${region}/${service}/${secret}`;
  const known = keys.get(name);
  if (known) return known;
  if (keys.size >= keysMax) keys.clear();
  const key = [day, region, service, 'aws4_request'].reduce<Buffer | string>(
    (outer, part) => createHmac('sha256', outer).update(part).digest(),
    `AWS4${secret}`,
  );
  keys.set(name, key as Buffer);
  return key as Buffer;
}

export function scopeText({ day, region, service }: SigningScope): string {
  return `${day}/${region}/${service}/aws4_request`;
}
