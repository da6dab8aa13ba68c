import type { Service } from '../../dispatch/service.ts';
import type { Lent } from './lending.ts';
import { getFederationToken } from './operations/federation.ts';
import { assumeRoleWithWebIdentity } from './operations/web-identity.ts';
import { assumeRole, getAccessKeyInfo, getCallerIdentity, getSessionToken } from './operations/sessions.ts';

/** The service, given what `iam` lends it: who the roles and users are. */
export const stsOf = (lent: Lent): Service => ({
  name: 'sts',
  sdk: () => import('@aws-sdk/client-sts'),
  model: 'sts',
  unsigned: ['AssumeRoleWithWebIdentity'],
  operations: {
    AssumeRole: assumeRole(lent),
    AssumeRoleWithWebIdentity: assumeRoleWithWebIdentity(lent),
    GetAccessKeyInfo: getAccessKeyInfo(lent),
    GetCallerIdentity: getCallerIdentity(lent),
    GetFederationToken: getFederationToken,
    GetSessionToken: getSessionToken(lent),
  },
});
