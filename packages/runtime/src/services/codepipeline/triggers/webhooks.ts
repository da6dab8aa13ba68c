import { createHmac, timingSafeEqual } from 'node:crypto';
import type { WebhookDefinition } from '@aws-sdk/client-codepipeline';
import type { Given } from '../../../base/given.ts';
import { own } from '../../../base/own.ts';
import { cidrOf, isIn } from '../../../base/pattern/addresses.ts';
import { parseJsonPath, valuesAt } from './json-path.ts';

export type Webhook = Given<WebhookDefinition>;

/** What came to a webhook's address. */
export interface Posted {
  /** Their names in small letters. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly sourceIp: string;
}

/** Whether it comes from who may post. */
export function isFromWhoMay(
  { authentication, authenticationConfiguration: known }: Webhook,
  posted: Posted,
): boolean {
  switch (authentication) {
    case 'UNAUTHENTICATED':
      return true;
    case 'IP': {
      const range = cidrOf(known.AllowedIPRange ?? '');
      return range !== undefined && isIn(range, posted.sourceIp);
    }
    case 'GITHUB_HMAC':
      return isSigned(posted, known.SecretToken ?? '');
  }
}

/** https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries; SHA-1 is what AWS began with. */
function isSigned({ headers, body }: Posted, secret: string): boolean {
  const said = headers['x-hub-signature-256'] ?? headers['x-hub-signature'] ?? '';
  const algorithm = said.slice(0, said.indexOf('='));
  if (algorithm !== 'sha256' && algorithm !== 'sha1') return false;
  const known = Buffer.from(`${algorithm}=${createHmac(algorithm, secret).update(body).digest('hex')}`);
  const given = Buffer.from(said);
  return given.length === known.length && timingSafeEqual(given, known);
}

/** Whether all filters let a body through. `{Branch}` stands for what the target action is configured with. */
export function passesFilters(
  { filters }: Webhook,
  body: string,
  configuration: Readonly<Record<string, string>>,
): boolean {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return filters.length === 0;
  }
  return filters.every(({ jsonPath, matchEquals }) => {
    const values = valuesAt(parseJsonPath(jsonPath) ?? [], json);
    if (matchEquals === undefined) return values.length > 0;
    const wanted = matchEquals.replaceAll(
      /\{(\w+)\}/g,
      (whole, key: string) => own(configuration, key) ?? whole,
    );
    return values.some((value) => (typeof value === 'string' ? value : JSON.stringify(value)) === wanted);
  });
}
