import type { RegistryType } from '../registry-type.ts';

/** Looks resource types up in CloudFormation's registry. */
export interface RegistryTypes {
  readonly type: 'registry.types';
  /** `AWS::SNS::Topic` … */
  readonly names: readonly string[];
}
export interface RegistryTypesRead {
  /** By name; one that the registry does not have is missing. */
  readonly types: Readonly<Record<string, RegistryType>>;
}
