import type {
  Action,
  AuthenticateOidcActionConfig,
  JwtValidationActionConfig,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { RoutingGate, TokenGate, UserGate } from '../../base/effects/routing-gate.ts';
import { invalidAction, invalidInput, notServedHere } from './errors.ts';

/** What is asked of whoever comes to a rule, and its place among the rule's actions. */
export type GateRecord = RoutingGate & { readonly order?: number | undefined };

export const isGate = ({ Type }: Action): boolean =>
  Type === 'authenticate-cognito' || Type === 'authenticate-oidc' || Type === 'jwt-validation';

/** Reads an action that asks who comes; `before` is what was asked until now. */
// AWS: the words of all refusals here are unverified.
export function gateRecord(action: Action, before: GateRecord | undefined): GateRecord {
  const order = action.Order;
  if (action.Type === 'authenticate-cognito') notServedHere('actions of type authenticate-cognito');
  if (action.Type === 'jwt-validation')
    return { order, ...tokenGate(action.JwtValidationConfig ?? missing('JwtValidationConfig')) };
  return { order, ...userGate(action.AuthenticateOidcConfig ?? missing('AuthenticateOidcConfig'), before) };
}

export function gateAnswer({ order: Order, ...gate }: GateRecord): Action {
  if (gate.type === 'jwt-validation') {
    const AdditionalClaims = gate.claims.map(({ name, format, values }) => ({
      Format: format,
      Name: name,
      Values: [...values],
    }));
    const config = { JwksEndpoint: gate.jwksEndpoint, Issuer: gate.issuer };
    const JwtValidationConfig = { ...config, ...(AdditionalClaims.length > 0 && { AdditionalClaims }) };
    return { Type: gate.type, Order, JwtValidationConfig };
  }
  // AWS: the client secret is never told.
  const AuthenticateOidcConfig: AuthenticateOidcActionConfig = {
    Issuer: gate.issuer,
    AuthorizationEndpoint: gate.authorizationEndpoint,
    TokenEndpoint: gate.tokenEndpoint,
    UserInfoEndpoint: gate.userInfoEndpoint,
    ClientId: gate.clientId,
    SessionCookieName: gate.cookieName,
    Scope: gate.scope,
    SessionTimeout: gate.sessionSeconds,
    AuthenticationRequestExtraParams: gate.extraParameters,
    OnUnauthenticatedRequest: gate.onUnauthenticated,
  };
  return { Type: gate.type, Order, AuthenticateOidcConfig };
}

function userGate(config: AuthenticateOidcActionConfig, before: GateRecord | undefined): UserGate {
  const extraParameters = config.AuthenticationRequestExtraParams ?? {};
  if (Object.keys(extraParameters).length > 10)
    invalidAction('You can specify up to 10 authentication request extra parameters');
  const sessionSeconds = Number(config.SessionTimeout ?? 604_800);
  if (sessionSeconds < 1 || sessionSeconds > 604_800)
    invalidAction('The session timeout must be between 1 and 604800 seconds');
  const cookieName = config.SessionCookieName ?? 'AWSELBAuthSessionCookie';
  if (!/^[\w!#$%&'*+.^`|~-]{1,256}$/.test(cookieName))
    invalidAction(`'${cookieName}' is not a valid session cookie name`);
  return {
    type: 'authenticate-oidc',
    issuer: config.Issuer!,
    authorizationEndpoint: endpoint(config.AuthorizationEndpoint!),
    tokenEndpoint: endpoint(config.TokenEndpoint!),
    userInfoEndpoint: endpoint(config.UserInfoEndpoint!),
    clientId: config.ClientId!,
    clientSecret: secretOf(config, before),
    cookieName,
    scope: config.Scope ?? 'openid',
    sessionSeconds,
    extraParameters,
    onUnauthenticated: config.OnUnauthenticatedRequest ?? 'authenticate',
  };
}

/** AWS: who modifies a rule may leave the secret as it is, which nobody can read. */
function secretOf(config: AuthenticateOidcActionConfig, before: GateRecord | undefined): string {
  if (!config.UseExistingClientSecret)
    return config.ClientSecret ?? invalidAction('A client secret must be specified');
  if (config.ClientSecret !== undefined)
    invalidAction('You cannot specify both ClientSecret and UseExistingClientSecret');
  if (before?.type !== 'authenticate-oidc') invalidAction('There is no existing client secret to use');
  return before.clientSecret;
}

function tokenGate(config: JwtValidationActionConfig): TokenGate {
  const [issuer, jwksEndpoint] = [config.Issuer!, endpoint(config.JwksEndpoint!)];
  for (const text of [issuer, jwksEndpoint])
    if (text.length > 256) invalidAction(`'${text}' cannot be longer than '256' characters`);
  const claims = config.AdditionalClaims ?? [];
  if (claims.length > 10) invalidAction('You can specify up to 10 additional claims');
  return {
    type: 'jwt-validation',
    issuer,
    jwksEndpoint,
    claims: claims.map(({ Name, Format, Values }) => {
      const [name, format, values] = [Name!, Format!, Values!];
      if (['exp', 'iss', 'nbf', 'iat'].includes(name))
        invalidAction(`The claim '${name}' is validated by default and cannot be specified`);
      if (values.length < 1 || values.length > 10)
        invalidAction(`The claim '${name}' must have between 1 and 10 values`);
      if (format === 'single-string' && values.length > 1)
        invalidAction(`The claim '${name}' of the format 'single-string' must have one value`);
      if (format === 'space-separated-values' && values.some((value) => value.includes(' ')))
        invalidAction(`The values of the claim '${name}' cannot include spaces`);
      return { name, format, values };
    }),
  };
}

const loopback = /^http:\/\/(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?(?:\/|$)/i;

/** AWS: "a full URL, including the HTTPS protocol". An identity provider on this machine needs none (decision 0013). */
function endpoint(url: string): string {
  if (!URL.canParse(url) || !(url.startsWith('https://') || loopback.test(url)))
    invalidAction(`'${url}' is not a full URL including the HTTPS protocol`);
  return url;
}

const missing = (config: string): never => invalidInput(`${config} must be specified`);
