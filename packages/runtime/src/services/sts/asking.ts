import type * as sdk from '@aws-sdk/client-sts';
import { parseArn } from '../../base/arn.ts';
import type { Given } from '../../base/given.ts';
import { isAllowedBy, type PolicyRequest } from '../../dispatch/policy/resource-policy.ts';
import type { Call } from '../../dispatch/service.ts';
import { assumeRoleDenied } from './errors.ts';
import type { Lent, LentRole, SessionTag } from './lending.ts';
import { sessions, type SessionRecord } from './records.ts';
import { secondFactorAt } from './second-factor.ts';

type Assume = Given<sdk.AssumeRoleCommandInput>;

/** The session that a caller is, where it is one of a role. */
export const sessionOf = (call: Call): SessionRecord | undefined =>
  call.caller.accessKeyId === undefined ? undefined : sessions.get(call.tx, call.caller.accessKeyId);

/** AWS: "role chaining": a session of one role becomes another role. */
export const isChained = (call: Call): boolean => call.caller.arn.includes(':assumed-role/');

/** Refuses who the role's trust policy does not name, and what it does not allow: tags, and an identity to keep. */
export function requireTrust(lent: Lent, call: Call, role: LentRole, input: Assume): void {
  const request = trustRequest(lent, call, input);
  const actions = [
    'sts:AssumeRole',
    ...((input.Tags ?? []).length > 0 ? ['sts:TagSession'] : []),
    ...(input.SourceIdentity === undefined ? [] : ['sts:SetSourceIdentity']),
  ];
  for (const action of actions)
    if (!isAllowedBy(role.assumeRolePolicyDocument, action, request))
      assumeRoleDenied(call.caller.arn, role.arn, action);
}

function trustRequest(lent: Lent, call: Call, input: Assume): PolicyRequest {
  const { caller } = call;
  const own = ownRole(lent, call);
  const session = sessionOf(call);
  const tags = [...(own?.tags ?? lent.findUserTags(call.tx, caller.arn)), ...(session?.tags ?? [])];
  const principal: [string, readonly string[]][] = [
    ['aws:principalarn', [own?.arn ?? caller.arn]],
    ['aws:principalaccount', [caller.account]],
    ['aws:principaltype', [own ? 'AssumedRole' : caller.arn.endsWith(':root') ? 'Account' : 'User']],
    ['aws:principalisawsservice', [String(caller.service !== undefined)]],
    ...known('aws:userid', session?.userId),
    ...known('aws:username', /:user\/(?:.*\/)?([^/]+)$/.exec(caller.arn)?.[1]),
    ...factor(call, secondFactorAt(call, input)),
    ...tags.map(({ Key, Value }): [string, string[]] => [`aws:principaltag/${Key.toLowerCase()}`, [Value]]),
    // AWS: services tell for which account they ask, and some for which resource.
    ...known('aws:sourceaccount', caller.service && caller.account),
    ...known('aws:sourcearn', caller.sourceArn),
  ];
  return {
    arns: own ? [own.arn, caller.arn] : [caller.arn],
    account: caller.account,
    service: caller.service,
    context: new Map([...principal, ...requestContext(call, input)]),
  };
}

function requestContext(call: Call, input: Assume): [string, readonly string[]][] {
  const tags = input.Tags ?? [];
  return [
    ...known('sts:externalid', input.ExternalId),
    ...known('sts:rolesessionname', input.RoleSessionName),
    ...known('sts:sourceidentity', input.SourceIdentity),
    ...(tags.length > 0 ? [['aws:tagkeys', tags.map(({ Key }) => Key)] as [string, string[]]] : []),
    ...tags.map(({ Key, Value }): [string, string[]] => [`aws:requesttag/${Key.toLowerCase()}`, [Value]]),
    ...(input.TransitiveTagKeys
      ? [['sts:transitivetagkeys', input.TransitiveTagKeys] as [string, string[]]]
      : []),
    ['aws:currenttime', [new Date(call.now).toISOString()]],
    ['aws:epochtime', [String(Math.floor(call.now / 1000))]],
    ['aws:requestedregion', [call.region]],
  ];
}

/** AWS: IAM user guide: present where a factor was shown, and where temporary credentials say that none was. */
function factor(call: Call, at: number | undefined): [string, readonly string[]][] {
  if (at === undefined) return known('aws:multifactorauthpresent', sessionOf(call) && 'false');
  const age = String(Math.floor((call.now - at) / 1000));
  return [
    ['aws:multifactorauthpresent', ['true']],
    ['aws:multifactorauthage', [age]],
  ];
}

const known = (key: string, value: string | undefined): [string, string[]][] =>
  value === undefined ? [] : [[key, [value]]];

/** The role that the caller is a session of. */
function ownRole(lent: Lent, call: Call): LentRole | undefined {
  const [kind, name = ''] = parseArn(call.caller.arn)?.resource.split('/') ?? [];
  return kind === 'assumed-role' ? lent.findRoleNamed(call.tx, call.account, name) : undefined;
}

/** The tags of a new session: what its caller's session passes on, and what is asked for. */
export function sessionTags(call: Call, input: Assume): Pick<SessionRecord, 'tags' | 'transitiveTagKeys'> {
  const former = sessionOf(call);
  const passedOn = (former?.transitiveTagKeys ?? []).flatMap(
    (key): SessionTag[] => former?.tags?.filter((tag) => tag.Key === key) ?? [],
  );
  const tags = [...passedOn, ...(input.Tags ?? [])];
  const transitiveTagKeys = [...passedOn.map(({ Key }) => Key), ...(input.TransitiveTagKeys ?? [])];
  return { ...(tags.length > 0 && { tags }), ...(transitiveTagKeys.length > 0 && { transitiveTagKeys }) };
}
