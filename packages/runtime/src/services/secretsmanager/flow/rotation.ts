import { assert } from '../../../base/assert.ts';
import type { AwsCall } from '../../../base/effects/aws.ts';
import { never } from '../../../base/never.ts';
import type { Scope } from '../../../base/scope.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import type { Decision, EngineFact, Flow } from '../../../engine/flow.ts';

/** A secret that is rotated: now, and again when its time has come. */
export interface Rotation extends Scope {
  readonly arn: string;
  readonly lambdaArn: string;
  /** House time of the next rotation; none where it is rotated only when somebody asks. */
  readonly next?: number | undefined;
  /** The version that is being made. */
  readonly token?: string | undefined;
  readonly step: number;
}

// AWS: user guide, "Rotation by Lambda function": four steps, each an invocation.
const steps = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'];

export const rotationFlow: Flow<Rotation, never> = { kind: 'secretsmanager.rotation', decide };

function decide(rotation: Rotation, fact: EngineFact): Decision<Rotation> {
  switch (fact.type) {
    case 'Started':
      return rotation.token === undefined ? rest(rotation) : step(rotation, 0);
    case 'WakeTime':
      return { state: rotation, effects: { begin: own(rotation, 'BeginRotation', { arn: rotation.arn }) } };
    case 'EffectSucceeded':
      return succeeded(rotation, fact.effect, fact.output);
    case 'EffectFailed':
      return failed(rotation, fact.effect, `${fact.code}: ${fact.reason}`);
    case 'FlowEnded':
      assert(false, 'a rotation awaits no other flow');
      return { state: rotation };
    default:
      return never(fact);
  }
}

function succeeded(rotation: Rotation, effect: string, output: any): Decision<Rotation> {
  if (effect === 'begin') return step({ ...rotation, token: output.token }, 0);
  if (effect === 'finish') return rest({ ...rotation, token: undefined, next: output.next });
  if (output.FunctionError !== undefined) return failed(rotation, effect, String(output.Payload));
  return rotation.step + 1 < steps.length ? step(rotation, rotation.step + 1) : finish(rotation);
}

/** The version stays pending; it is tried again the next time. */
function failed(rotation: Rotation, effect: string, reason: string): Decision<Rotation> {
  assert(effect.startsWith('step'), 'what the house asks itself about a rotation is not refused');
  return finish(rotation, reason);
}

function step(before: Rotation, index: number): Decision<Rotation> {
  const rotation = { ...before, step: index };
  const { arn, lambdaArn, token } = rotation;
  const event = { Step: steps[index], SecretId: arn, ClientRequestToken: token };
  const invoke: AwsCall = {
    type: 'aws.call',
    service: 'lambda',
    operation: 'Invoke',
    input: { FunctionName: lambdaArn, Payload: JSON.stringify(event) },
    as: servicePrincipal('secretsmanager'),
    sourceArn: arn,
    scope: scopeOf(rotation),
  };
  return { state: rotation, effects: { [`step-${token}-${index}`]: invoke } };
}

const finish = (rotation: Rotation, error?: string): Decision<Rotation> => ({
  state: rotation,
  effects: {
    finish: own(rotation, 'FinishRotation', { arn: rotation.arn, token: rotation.token, error }),
  },
});

const rest = (rotation: Rotation): Decision<Rotation> =>
  rotation.next === undefined ? { state: rotation } : { state: rotation, wakeAt: rotation.next };

const own = (rotation: Rotation, operation: string, input: object): AwsCall => ({
  type: 'aws.call',
  service: 'secretsmanager',
  operation,
  input: JSON.parse(JSON.stringify(input)) as object,
  as: servicePrincipal('secretsmanager'),
  scope: scopeOf(rotation),
});

const scopeOf = ({ account, region }: Rotation): Scope => ({ account, region });
