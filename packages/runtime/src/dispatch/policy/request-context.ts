import { parseArn } from '../../base/arn.ts';
import { anonymous, type Call, type Caller } from '../service.ts';

/** What is known of a request whatever it asks for, of what is an account's: AWS's global condition keys. */
// AWS: IAM user guide, "AWS global condition context keys".
export function globalContext(
  { caller, now, region }: Pick<Call, 'caller' | 'now' | 'region'>,
  resourceAccount: string,
): Map<string, readonly string[]> {
  const context = new Map<string, readonly string[]>([
    ['aws:currenttime', [new Date(now).toISOString()]],
    ['aws:epochtime', [String(Math.floor(now / 1000))]],
    ['aws:securetransport', [String(caller.insecure !== true)]],
    ['aws:requestedregion', [region]],
    ['aws:resourceaccount', [resourceAccount]],
    ['aws:principaltype', [principalType(caller)]],
    ['aws:principalisawsservice', [String(caller.service !== undefined)]],
    ['aws:viaawsservice', [String(caller.via !== undefined)]],
  ]);
  const put = (key: string, value: string | undefined) => value !== undefined && context.set(key, [value]);
  put('aws:sourceip', caller.sourceIp);
  // AWS: of temporary credentials alone; those of a role say that none was shown.
  if (caller.accessKeyId?.startsWith('ASIA'))
    put('aws:multifactorauthpresent', String(caller.mfaAt !== undefined));
  if (caller.mfaAt !== undefined)
    put('aws:multifactorauthage', String(Math.floor((now - caller.mfaAt) / 1000)));
  if (caller.service !== undefined) {
    put('aws:principalservicename', caller.service);
    put('aws:sourcearn', caller.sourceArn);
    put('aws:sourceaccount', sourceAccount(caller));
  } else if (caller.arn !== anonymous.arn) {
    put('aws:principalarn', principalArn(caller));
    put('aws:principalaccount', caller.account);
    put('aws:username', /:user\/(?:.*\/)?([^/]+)$/.exec(caller.arn)?.[1]);
  }
  return context;
}

/** The account that a service acts for. */
export function sourceAccount({ sourceAccount: said, sourceArn = '', account }: Caller): string {
  return said ?? (parseArn(sourceArn)?.account || account);
}

/** `aws:PrincipalArn`: of a session, its role. */
export function principalArn({ arn }: Pick<Caller, 'arn'>): string {
  const [, account, role] = /^arn:aws:sts::(\d+):assumed-role\/([^/]+)\//.exec(arn) ?? [];
  return role === undefined ? arn : `arn:aws:iam::${account}:role/${role}`;
}

function principalType({ arn, service }: Caller): string {
  if (service !== undefined) return 'Service';
  if (arn === anonymous.arn) return 'Anonymous';
  if (arn.includes(':assumed-role/')) return 'AssumedRole';
  return arn.endsWith(':root') ? 'Account' : 'User';
}
