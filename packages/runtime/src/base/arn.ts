import type { Scope } from './scope.ts';

export interface Arn extends Scope {
  readonly partition: string;
  readonly service: string;
  /** Everything after the account, colons and slashes included. */
  readonly resource: string;
}

/** Spells `arn:aws:<service>:<region>:<account>:<resource>`. */
export function arnOf(service: string, scope: Scope, resource: string): string {
  return `arn:aws:${service}:${scope.region}:${scope.account}:${resource}`;
}

/** Reads an ARN; undefined where the text is not one. */
export function parseArn(text: string): Arn | undefined {
  if (!text.startsWith('arn:')) return undefined;
  const service = text.indexOf(':', 4);
  const region = text.indexOf(':', service + 1);
  const account = text.indexOf(':', region + 1);
  const resource = text.indexOf(':', account + 1);
  // Where a colon is missing, the search begins anew, and is behind itself.
  if (service <= 4 || region <= service + 1 || account <= region || resource <= account) return undefined;
  return {
    partition: text.slice(4, service),
    service: text.slice(service + 1, region),
    region: text.slice(region + 1, account),
    account: text.slice(account + 1, resource),
    resource: text.slice(resource + 1),
  };
}
