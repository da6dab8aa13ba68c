/** AWS: Network Load Balancers guide, "ALPN policies": what each has, the best first. */
const policies = {
  HTTP1Only: ['http/1.1', 'http/1.0'],
  HTTP2Only: ['h2'],
  HTTP2Optional: ['http/1.1', 'http/1.0', 'h2'],
  HTTP2Preferred: ['h2', 'http/1.1', 'http/1.0'],
  None: [],
} as const satisfies Record<string, readonly string[]>;

export const isAlpnPolicy = (name: string): name is keyof typeof policies => Object.hasOwn(policies, name);

/** Nothing is negotiated where there is no policy. */
export const alpnOf = (policy: string | undefined): readonly string[] =>
  policy !== undefined && isAlpnPolicy(policy) ? policies[policy] : [];
