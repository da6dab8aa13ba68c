import { conditionsHold, like, substituted, type Context } from '../../../dispatch/policy/conditions.ts';
import { principalArn } from '../../../dispatch/policy/request-context.ts';
import type { Caller } from '../../../dispatch/service.ts';
import { ownerId } from '../records.ts';
import type { Listed, PolicyDocument, Principal, Statement } from './document.ts';

/** One question to a policy. */
export interface Access {
  readonly caller: Caller;
  /** `s3:GetObject` */
  readonly action: string;
  readonly resource: string;
  readonly context: Context;
}

/** What a policy says of an access; undefined where it says nothing. A Deny wins. */
export function verdict(policy: PolicyDocument, access: Access): 'Allow' | 'Deny' | undefined {
  const speaking = policy.statements.filter((statement) => speaks(statement, access));
  if (speaking.some(({ effect }) => effect === 'Deny')) return 'Deny';
  return speaking.length > 0 ? 'Allow' : undefined;
}

function speaks(statement: Statement, access: Access): boolean {
  const { principal, action, resource, conditions } = statement;
  const acts = (pattern: string) => like(access.action.toLowerCase(), pattern.toLowerCase());
  const lies = (pattern: string) => like(access.resource, substituted(pattern, access.context));
  return (
    names(principal, (each) => isOf(each, access.caller)) &&
    names(action, acts) &&
    names(resource, lies) &&
    conditionsHold(conditions, access.context)
  );
}

const names = <T>({ not, items }: Listed<T>, matches: (item: T) => boolean): boolean =>
  items.some(matches) !== not;

function isOf({ kind, id }: Principal, caller: Caller): boolean {
  switch (kind) {
    case 'anybody':
      return true;
    case 'Service':
      return caller.service === id;
    case 'CanonicalUser':
      return caller.service === undefined && ownerId(caller.account) === id;
    case 'Federated':
      return false;
    case 'AWS':
      return caller.service === undefined && isPrincipal(id, caller);
  }
}

/** An account, all of it; a user; a role, and its sessions. */
function isPrincipal(id: string, caller: Caller): boolean {
  if (id === caller.account || id === `arn:aws:iam::${caller.account}:root`) return true;
  return (
    id === caller.arn || (principalArn(caller) !== caller.arn && withoutPath(id) === principalArn(caller))
  );
}

/** A session's ARN tells its role's name and no path. */
const withoutPath = (arn: string): string => arn.replace(/:role\/.*\//, ':role/');
