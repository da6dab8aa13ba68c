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
  const [arn, partition, service, region, account, ...resource] = text.split(':');
  if (arn !== 'arn' || !partition || !service || account === undefined || region === undefined)
    return undefined;
  if (resource.length === 0) return undefined;
  return { partition, service, region, account, resource: resource.join(':') };
}
