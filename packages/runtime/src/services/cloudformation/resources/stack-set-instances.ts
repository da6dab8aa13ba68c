/** What a template says of instances: in which accounts and regions, and what they override. */
export interface InstancesGroup {
  readonly DeploymentTargets: {
    readonly Accounts?: readonly string[];
    readonly OrganizationalUnitIds?: readonly string[];
  };
  readonly Regions: readonly string[];
  readonly ParameterOverrides?: readonly Parameter[];
}

interface Parameter {
  readonly ParameterKey: string;
  readonly ParameterValue: string;
}

export interface StackSetInstance {
  /** `<account>|<region>`. */
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly overrides: readonly Parameter[];
}

/** Every instance that a template names, once. */
export function instancesIn(groups: readonly InstancesGroup[] = []): StackSetInstance[] {
  const named = new Map<string, StackSetInstance>();
  for (const { DeploymentTargets, Regions, ParameterOverrides: overrides = [] } of groups)
    for (const region of Regions)
      for (const account of DeploymentTargets.Accounts ?? []) {
        const name = `${account}|${region}`;
        if (!named.has(name)) named.set(name, { name, account, region, overrides });
      }
  return [...named.values()];
}

/** What one operation on instances is given. */
export interface Batch {
  readonly Accounts: readonly string[];
  readonly Regions: readonly string[];
  readonly ParameterOverrides: readonly Parameter[];
}

/** As few operations as it takes: each has all its accounts in all its regions, overridden alike. */
export function batchesOf(instances: readonly StackSetInstance[]): Batch[] {
  const byRegion = new Map<string, { region: string; accounts: string[]; overrides: readonly Parameter[] }>();
  for (const { region, account, overrides } of instances) {
    const key = JSON.stringify([region, overrides]);
    const row = byRegion.get(key) ?? { region, accounts: [], overrides };
    row.accounts.push(account);
    byRegion.set(key, row);
  }
  const batches = new Map<string, Batch>();
  for (const { region, accounts, overrides } of byRegion.values()) {
    const key = JSON.stringify([accounts, overrides]);
    const before = batches.get(key);
    batches.set(key, {
      Accounts: accounts,
      Regions: [...(before?.Regions ?? []), region],
      ParameterOverrides: overrides,
    });
  }
  return [...batches.values()];
}
