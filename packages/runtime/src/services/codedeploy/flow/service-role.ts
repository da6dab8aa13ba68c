import { parseArn } from '../../../base/arn.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import { trusts } from '../../../dispatch/policy/service-trust.ts';
import { failed, placeOf, type Deployment, type Progress, type Refused } from './deployment-state.ts';

/** A role that was there when the deployment group was made may be gone, or let nobody in any more. */
export function beginRoleCheck(deployment: Deployment): Progress {
  const { settings } = deployment;
  if (!settings.roleKnown) return { deployment, done: true };
  const { resource } = parseArn(settings.serviceRoleArn)!;
  const effect = {
    type: 'aws.call',
    service: 'iam',
    operation: 'GetRole',
    input: { RoleName: resource.slice(resource.lastIndexOf('/') + 1) },
    as: servicePrincipal('codedeploy'),
    scope: placeOf(deployment),
  } as const;
  return { deployment, effects: { role: effect } };
}

export function roleRead(deployment: Deployment, output: any): Progress {
  const { account, region } = deployment;
  const policy = decodeURIComponent(output.Role.AssumeRolePolicyDocument);
  const services = ['codedeploy', `codedeploy.${region}`];
  const isLetIn = services.some((service) => trusts(policy, { service, account }));
  return isLetIn ? { deployment, done: true } : { deployment, failure: missing(deployment) };
}

export const roleUnread = (deployment: Deployment, { code, reason }: Refused): Progress => ({
  deployment,
  failure: code.startsWith('NoSuchEntity') ? missing(deployment) : failed('INTERNAL_ERROR', reason),
});

/** AWS: IAM_ROLE_MISSING: "The service role cannot be accessed."; what GetDeployment says is unverified. */
const missing = ({ settings }: Deployment) =>
  failed('IAM_ROLE_MISSING', `The service role ${settings.serviceRoleArn} cannot be accessed.`);
