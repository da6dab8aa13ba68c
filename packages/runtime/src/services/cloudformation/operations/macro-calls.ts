import type * as sdk from '@aws-sdk/client-cloudformation';
import { AwsError } from '../../../base/aws-error.ts';
import { derivedUuid } from '../../../base/ids.ts';
import type { WaitingCall } from '../../../dispatch/service.ts';
import { macroFailed, macroMalformed, macroSilent, noSuchMacro } from '../errors.ts';
import { macros } from '../records.ts';
import type { Known } from '../template/known.ts';
import { isValues, type Value } from '../template/template.ts';
import type { Expansion, MacroAsked } from '../template/transforms/macros.ts';
import { requireCapabilitiesOf } from './capabilities.ts';

/** A macro did not do what it was asked: no error of the caller's, but no stack can be made of the template. */
export class MacroFailure {
  readonly message: string;

  constructor(message: string) {
    this.message = message;
  }
}

interface Asking {
  readonly source: {
    readonly Capabilities?: readonly sdk.Capability[] | undefined;
    readonly ChangeSetName?: string | undefined;
  };
  readonly parameters: Known['parameters'];
  /** Whom the functions are invoked as. */
  readonly as: string;
}

/** Goes through an expansion, and asks the functions of its macros. */
export async function withMacros<Result>(
  expansion: Expansion<Result>,
  asking: Asking,
  call: WaitingCall,
): Promise<Result | MacroFailure> {
  let step = expansion.next();
  while (!step.done) {
    // AWS: API reference, CreateStack, Capabilities: needed where a macro's result is not looked at in a change set.
    if (asking.source.ChangeSetName === undefined)
      requireCapabilitiesOf(['CAPABILITY_AUTO_EXPAND'], asking.source.Capabilities);
    const answer = await answerOf(step.value, asking, call);
    if (answer instanceof MacroFailure) return answer;
    step = expansion.next(answer);
  }
  return step.value;
}

async function answerOf(
  { name, fragment, params }: MacroAsked,
  { parameters, as }: Asking,
  call: WaitingCall,
): Promise<Value | MacroFailure> {
  const macro = call.transaction((inner) => macros.get(inner.tx, inner, name));
  const transformId = `${call.account}::${name}`;
  if (!macro) return new MacroFailure(noSuchMacro(transformId));
  // The same where it is asked again after a crash: what was answered then is kept.
  const requestId =
    call.effectId === undefined
      ? call.ids.uuid()
      : derivedUuid(call.effectId, name, JSON.stringify([fragment, params]));
  // AWS: user guide, "Perform custom processing … with template macros": what its function is sent.
  const event = {
    region: call.region,
    accountId: call.account,
    fragment,
    transformId,
    params,
    requestId,
    templateParameterValues: parameters,
  };
  try {
    const { FunctionError, Payload } = await call.perform({
      type: 'aws.call',
      service: 'lambda',
      operation: 'Invoke',
      input: { FunctionName: macro.functionName, Payload: JSON.stringify(event) },
      as,
      session: 'AWSCloudFormation',
      scope: { account: call.account, region: call.region },
    });
    return FunctionError === undefined
      ? read(String(Payload), transformId, requestId)
      : new MacroFailure(macroMalformed(transformId));
  } catch (error) {
    if (error instanceof AwsError) return new MacroFailure(macroFailed(transformId, error.message));
    throw error;
  }
}

/** AWS: `requestId` has to be the one that was sent; every `status` but success is a failure. */
function read(text: string, transformId: string, requestId: string): Value | MacroFailure {
  const answer = parsed(text);
  if (!answer || answer['requestId'] !== requestId || typeof answer['status'] !== 'string')
    return new MacroFailure(macroMalformed(transformId));
  const { status, fragment, errorMessage } = answer;
  if (status === 'success')
    return fragment === undefined ? new MacroFailure(macroMalformed(transformId)) : fragment;
  return new MacroFailure(
    typeof errorMessage === 'string' ? macroFailed(transformId, errorMessage) : macroSilent(transformId),
  );
}

function parsed(text: string): Readonly<Record<string, Value>> | undefined {
  try {
    const value = JSON.parse(text) as Value;
    return isValues(value) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
