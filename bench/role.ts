import { IAM } from '@aws-sdk/client-iam';

/** A role that services are let in by. */
export async function makeRole(
  place: NonNullable<ConstructorParameters<typeof IAM>[0]>,
  RoleName: string,
  services: readonly string[],
): Promise<void> {
  const Service = services.map((name) => `${name}.amazonaws.com`);
  const Statement = [{ Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole' }];
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
  await new IAM(place).createRole({ RoleName, AssumeRolePolicyDocument });
}
