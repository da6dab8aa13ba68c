import { parseArn } from './arn.ts';
import type { Scope } from './scope.ts';

/** Whether a caller may give a service this role. AWS: "Cross-account pass role is not allowed." */
export const isPassable = ({ account }: Scope, roleArn: string): boolean =>
  (parseArn(roleArn)?.account ?? account) === account;
