/** What a request has to show before its rule's action is taken. */
export type RoutingGate = TokenGate | UserGate;

/** AWS: `authenticate-oidc`: users who have logged in at an identity provider. */
export interface UserGate {
  readonly type: 'authenticate-oidc';
  readonly issuer: string;
  readonly authorizationEndpoint: string;
  readonly tokenEndpoint: string;
  readonly userInfoEndpoint: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** What the cookies of a session are called, without their number. */
  readonly cookieName: string;
  readonly scope: string;
  /** Wall time. */
  readonly sessionSeconds: number;
  /** What the authorization endpoint is told besides. */
  readonly extraParameters: Readonly<Record<string, string>>;
  readonly onUnauthenticated: 'allow' | 'authenticate' | 'deny';
}

/** AWS: `jwt-validation`: whoever bears a token that an issuer has signed. */
export interface TokenGate {
  readonly type: 'jwt-validation';
  readonly issuer: string;
  readonly jwksEndpoint: string;
  /** What else the token must claim. */
  readonly claims: readonly TokenClaim[];
}
export interface TokenClaim {
  readonly name: string;
  readonly format: 'single-string' | 'space-separated-values' | 'string-array';
  readonly values: readonly string[];
}
