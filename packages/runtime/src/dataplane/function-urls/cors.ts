import type { IncomingMessage } from 'node:http';

/** What a function URL lets pages of other origins do. */
export interface Cors {
  readonly AllowCredentials?: boolean;
  readonly AllowHeaders?: readonly string[];
  readonly AllowMethods?: readonly string[];
  readonly AllowOrigins?: readonly string[];
  readonly ExposeHeaders?: readonly string[];
  readonly MaxAge?: number;
}

export const isPreflight = ({ method, headers }: IncomingMessage): boolean =>
  method === 'OPTIONS' && headers.origin !== undefined && 'access-control-request-method' in headers;

/** The headers by which a browser learns whether it may; none where it may not. */
export function corsHeaders(cors: Cors, request: IncomingMessage): Record<string, string> {
  const { origin } = request.headers;
  const origins = cors.AllowOrigins ?? [];
  const isAny = origins.includes('*');
  if (origin === undefined || !(isAny || origins.includes(origin))) return {};
  const preflight = isPreflight(request);
  const list = (names: readonly string[] | undefined, header: string): Record<string, string> =>
    names && names.length > 0 ? { [header]: names.join(',') } : {};
  return {
    'access-control-allow-origin': isAny && !cors.AllowCredentials ? '*' : origin,
    vary: 'Origin',
    ...(cors.AllowCredentials && { 'access-control-allow-credentials': 'true' }),
    ...list(cors.ExposeHeaders, 'access-control-expose-headers'),
    ...(preflight && {
      ...list(cors.AllowMethods, 'access-control-allow-methods'),
      ...list(cors.AllowHeaders, 'access-control-allow-headers'),
      ...(cors.MaxAge !== undefined && { 'access-control-max-age': String(cors.MaxAge) }),
    }),
  };
}
