/** An action of a listener or a rule, as Elastic Load Balancing tells it. */
export interface ToldAction {
  readonly Type?: string | undefined;
  readonly Order?: number | undefined;
  readonly AuthenticateOidcConfig?: object | undefined;
}

/** Of the actions there are, those that ask who comes: whoever sends the traffic elsewhere keeps them. */
export const askingActions = (actions: readonly ToldAction[]): ToldAction[] =>
  actions.filter(({ Type = '' }) => Type.startsWith('authenticate-') || Type === 'jwt-validation');

/** A new last action behind those that ask. AWS: a client's secret, which is never told, stays by being said to. */
export function rerouted(asking: readonly ToldAction[] | undefined, action: object): object[] {
  if (!asking?.length) return [action];
  const kept = asking.map(({ AuthenticateOidcConfig: config, ...each }, index) => ({
    ...each,
    ...(config && { AuthenticateOidcConfig: { ...config, UseExistingClientSecret: true } }),
    Order: index + 1,
  }));
  return [...kept, { ...action, Order: kept.length + 1 }];
}
