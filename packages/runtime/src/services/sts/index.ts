import type { Service } from '../../dispatch/service.ts';
import { assumeRole, getCallerIdentity, getSessionToken, type Lent } from './operations/sessions.ts';

export { accessKeys } from './lent.ts';
export type { Lent, LentRole } from './operations/sessions.ts';

/** The service, given what `iam` lends it: who the roles and users are. */
export const stsOf = (lent: Lent): Service => ({
  name: 'sts',
  sdk: () => import('@aws-sdk/client-sts'),
  model: 'sts',
  operations: {
    AssumeRole: assumeRole(lent),
    GetCallerIdentity: getCallerIdentity(lent),
    GetSessionToken: getSessionToken(lent),
  },
});
