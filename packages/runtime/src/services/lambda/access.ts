import { parseArn } from '../../base/arn.ts';
import { refusalOf } from '../../dispatch/policy/access.ts';
import type { Call, WaitingCall } from '../../dispatch/service.ts';
import { accessDenied, functionNotFound } from './errors.ts';
import { referenceOf, type Reference } from './references.ts';
import { functionArn, functions, latest, policies, qualifiedKey } from './records.ts';

/** A function that somebody was let into, and the call as one of the function's own account. */
export interface Entered {
  readonly reference: Reference;
  readonly call: WaitingCall;
}

interface Invoke {
  readonly FunctionName: string | undefined;
  readonly Qualifier?: string | undefined;
}

/** The function that is to be invoked, where its policy lets the caller in. */
export function enter(asked: WaitingCall, { FunctionName, Qualifier }: Invoke): Entered {
  const reference = referenceOf(FunctionName!, Qualifier);
  const account = parseArn(FunctionName!)?.account ?? asked.account;
  const call = account === asked.account ? asked : inAccount(asked, account);
  call.transaction((inner) => requireAllowed(inner, reference));
  return { reference, call };
}

function requireAllowed(call: Call, { name, qualifier }: Reference): void {
  const resource = functionArn(call, name, qualifier);
  const isThere = functions.get(call.tx, call, name) !== undefined;
  if (!isThere && call.account === call.caller.account) functionNotFound(resource);
  // AWS: a policy is of the function, of one version or of one alias, and lets in where it is asked for by that name.
  const key = qualifiedKey(name, qualifier === undefined || qualifier === latest ? '' : qualifier);
  const Statement = policies.get(call.tx, call, key)?.statements;
  const refusal = refusalOf(call, {
    action: 'lambda:InvokeFunction',
    resource,
    owner: call.account,
    policy: Statement && JSON.stringify({ Statement }),
  });
  if (refusal !== undefined) accessDenied(refusal);
}

function inAccount(call: WaitingCall, account: string): WaitingCall {
  return {
    ...call,
    account,
    transaction: (body) => call.transaction((inner) => body({ ...inner, account })),
  };
}
