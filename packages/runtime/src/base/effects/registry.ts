import type { RegistryType } from '../registry-type.ts';

/** Looks resource types up in CloudFormation's registry. */
export interface RegistryTypes {
  readonly type: 'registry.types';
  /** `AWS::SNS::Topic` … */
  readonly names: readonly string[];
  /** The names of all types that begin so are told besides: the empty text is every type's beginning. */
  readonly beginning?: string;
}
export interface RegistryTypesRead {
  /** By name; one that the registry does not have is missing. */
  readonly types: Readonly<Record<string, RegistryType>>;
  /** In the order of the alphabet; only where they were asked for. */
  readonly names?: readonly string[];
}
