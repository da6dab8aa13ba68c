import { invalidBranchName } from './branch-errors.ts';

/** Controls, what has a meaning to git, and parts that are empty. */
const forbidden = /[\p{Cc} ~^:?*[\\]|\.\.|@\{|\/\/|^\/|\/$|\.$/u;

/** https://git-scm.com/docs/git-check-ref-format */
export function checkBranchName(name: string): void {
  const isOdd = name.split('/').some((part) => part.startsWith('.') || part.endsWith('.lock'));
  if (isOdd || forbidden.test(name)) invalidBranchName();
}
