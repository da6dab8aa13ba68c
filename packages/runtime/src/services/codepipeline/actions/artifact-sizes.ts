import { ActionFailure } from './script.ts';

type Size = `${number} ${'KB' | 'MB' | 'GB'}`;

/** How large things may be. AWS: quotas. */
export const sizes = {
  /** "Maximum size of artifacts in a source stage": from S3. */
  sourceObject: '7 GB',
  /** The same, from CodeCommit or a provider. */
  sourceArchive: '1 GB',
  /** "Maximum size of input artifacts for AWS CloudFormation actions". */
  stackArtifact: '256 MB',
  /** "Maximum size of the JSON object that can be stored in the ParameterOverrides property". */
  parameterOverrides: '1 KB',
  /** "Maximum size of the image definitions JSON file". */
  imageDefinitions: '100 KB',
} as const satisfies Readonly<Record<string, Size>>;

const units = { KB: 2 ** 10, MB: 2 ** 20, GB: 2 ** 30 } as const;

/** AWS: unverified words. */
export function notLarger(what: string, bytes: number, max: Size): void {
  const [number, unit] = max.split(' ') as [string, keyof typeof units];
  if (bytes > Number(number) * units[unit])
    throw new ActionFailure(`${what} has ${bytes} bytes, and may have ${max}.`, 'ConfigurationError');
}
