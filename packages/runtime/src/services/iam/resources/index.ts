import type { ResourceType } from '../../../dispatch/resource.ts';
import { accessKey } from './access-key.ts';
import { group, userToGroupAddition } from './group.ts';
import { oidcProvider, samlProvider } from './identity-providers.ts';
import { instanceProfile } from './instance-profile.ts';
import { managedPolicy } from './managed-policy.ts';
import { inlinePolicies, policy } from './policy.ts';
import { role } from './role.ts';
import { serverCertificate } from './server-certificate.ts';
import { serviceLinkedRole } from './service-linked-role.ts';
import { user } from './user.ts';
import { virtualMFADevice } from './virtual-mfa-device.ts';

export const resources: readonly ResourceType[] = [
  accessKey,
  group,
  ...inlinePolicies,
  instanceProfile,
  managedPolicy,
  oidcProvider,
  policy,
  role,
  samlProvider,
  serverCertificate,
  serviceLinkedRole,
  user,
  userToGroupAddition,
  virtualMFADevice,
];
