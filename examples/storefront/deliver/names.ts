/** What everything of the example is called. */
export const names = {
  service: 'storefront',
  cluster: 'storefront',
  pipeline: 'storefront',
  application: 'storefront',
  deploymentGroup: 'storefront',
  deploymentConfig: 'storefront-canary-10-percent-10-minutes',
  alarm: 'storefront-worse-5xx-rate',
  smokeTest: 'storefront-smoke-test',
  approvals: 'storefront-approvals',
  loadBalancer: 'storefront',
  targetGroups: ['storefront-a', 'storefront-b'],
  productionPort: 8080,
  testPort: 9001,
  containerPort: 8080,
  executionRole: 'storefront-execution',
  taskRole: 'storefront-task',
  logGroup: '/ecs/storefront',
} as const;

export const roleOf = (account: string, name: string): string =>
  `arn:aws:iam::${account}:role/storefront-${name}`;
