import type { CORSRule } from '@aws-sdk/client-s3';
import { like } from '../../../dispatch/policy/conditions.ts';
import type { Handler } from '../../../dispatch/service.ts';
import { configured } from '../configurations.ts';
import { crossOriginDisabled, crossOriginRefused, noSuchBucket } from '../errors.ts';
import { buckets, everywhere } from '../records.ts';

interface Question {
  readonly Bucket: string;
  readonly Origin: string;
  readonly Method: string;
  /** Lower case. */
  readonly Headers: readonly string[];
  /** Whether a browser asks beforehand, and wants to be refused. */
  readonly Preflight: boolean;
}

interface CorsHeaders {
  readonly Headers: Readonly<Record<string, string>>;
}

/** Inside only: what `wire` answers a browser on behalf of a page of another origin. */
// AWS: user guide, "How CORS works": the first rule that fits decides.
export const getCorsHeaders: Handler<Question, CorsHeaders> = (question, call) => {
  const { Bucket, Preflight } = question;
  const bucket = buckets.get(call.tx, everywhere, Bucket);
  if (!bucket) return Preflight ? noSuchBucket(Bucket) : { Headers: {} };
  const kept = configured(call.tx, Bucket, 'cors');
  if (!kept) return Preflight ? crossOriginDisabled() : { Headers: {} };
  const rule = kept.CORSRules?.find((each) => fits(each, question));
  if (!rule) return Preflight ? crossOriginRefused() : { Headers: {} };
  return { Headers: headersOf(rule, question) };
};

function fits({ AllowedOrigins, AllowedMethods, AllowedHeaders = [] }: CORSRule, asked: Question): boolean {
  const allowed = (header: string) => AllowedHeaders.some((each) => like(header, each.toLowerCase()));
  return (
    AllowedOrigins!.some((each) => like(asked.Origin, each)) &&
    AllowedMethods!.includes(asked.Method) &&
    asked.Headers.every(allowed)
  );
}

function headersOf(rule: CORSRule, { Origin, Headers, Preflight }: Question): Record<string, string> {
  const anybody = rule.AllowedOrigins!.includes('*');
  return {
    'access-control-allow-origin': anybody ? '*' : Origin,
    ...(!anybody && { 'access-control-allow-credentials': 'true' }),
    'access-control-allow-methods': rule.AllowedMethods!.join(', '),
    ...(Headers.length > 0 && { 'access-control-allow-headers': Headers.join(', ') }),
    ...(rule.ExposeHeaders?.length && { 'access-control-expose-headers': rule.ExposeHeaders.join(', ') }),
    ...(Preflight &&
      rule.MaxAgeSeconds !== undefined && { 'access-control-max-age': String(rule.MaxAgeSeconds) }),
    vary: 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method',
  };
}
