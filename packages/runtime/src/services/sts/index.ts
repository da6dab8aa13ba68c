import type { Service } from '../../dispatch/service.ts';
import type { Lent } from './lending.ts';
import { assumeRole, getAccessKeyInfo, getCallerIdentity, getSessionToken } from './operations/sessions.ts';

/** The service, given what `iam` lends it: who the roles and users are. */
export const stsOf = (lent: Lent): Service => ({
  name: 'sts',
  sdk: () => import('@aws-sdk/client-sts'),
  model: 'sts',
  operations: {
    AssumeRole: assumeRole(lent),
    GetAccessKeyInfo: getAccessKeyInfo(lent),
    GetCallerIdentity: getCallerIdentity(lent),
    GetSessionToken: getSessionToken(lent),
  },
});
