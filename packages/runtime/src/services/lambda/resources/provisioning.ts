import { call, ResourceFailure, tolerate, wait, type Work } from '../../../dispatch/resource.ts';

/** What versions and aliases have in common. */
export interface Provisioned {
  readonly ProvisionedConcurrencyConfig?: { readonly ProvisionedConcurrentExecutions: number | string };
}

interface Place {
  readonly FunctionName: string;
  readonly Qualifier: string;
}

export const isProvisioning = ({ ProvisionedConcurrencyConfig }: Provisioned): boolean =>
  ProvisionedConcurrencyConfig !== undefined;

export function* provision(place: Place, wanted: Provisioned, had: Provisioned | undefined): Work<void> {
  const { ProvisionedConcurrencyConfig: config } = wanted;
  if (config) {
    const count = Number(config.ProvisionedConcurrentExecutions);
    yield* call('lambda', 'PutProvisionedConcurrencyConfig', {
      ...place,
      ProvisionedConcurrentExecutions: count,
    });
    const until = "Status != 'IN_PROGRESS'";
    const { Status, StatusReason } = yield* wait('lambda', 'GetProvisionedConcurrencyConfig', place, {
      until,
    });
    if (Status === 'FAILED') throw new ResourceFailure(StatusReason);
  } else if (had && isProvisioning(had)) {
    const deleting = call('lambda', 'DeleteProvisionedConcurrencyConfig', place);
    yield* tolerate(['ResourceNotFoundException'], deleting);
  }
}

/** What is provisioned of a version or alias. */
export function* provisionedOn(FunctionName: string, Qualifier: string): Work<Provisioned> {
  const asked = call('lambda', 'GetProvisionedConcurrencyConfig', { FunctionName, Qualifier });
  const found = yield* tolerate(['ProvisionedConcurrencyConfigNotFoundException'], asked);
  if (!found) return {};
  const ProvisionedConcurrentExecutions: number = found.RequestedProvisionedConcurrentExecutions;
  return { ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions } };
}
