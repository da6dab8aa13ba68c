import type { RegistryTypes, RegistryTypesRead } from '../../base/effects/registry.ts';

/** CloudFormation's registry of resource types, as the CDK's service specification has it. */
export interface Registry {
  /** Never refuses. */
  perform(effect: RegistryTypes): Promise<RegistryTypesRead>;
}
