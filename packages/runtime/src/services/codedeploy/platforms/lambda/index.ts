import type { AliasConfiguration } from '@aws-sdk/client-lambda';
import { readLambdaAppSpec } from '../../app-spec.ts';
import {
  failed,
  permissionMissing,
  roleCall,
  roleWait,
  type Failure,
  type LambdaDeployment,
  type Phase,
  type Progress,
  type Refused,
} from '../../flow/deployment-state.ts';
import { shiftsOf } from '../../traffic.ts';
import type { Platform } from '../index.ts';

type Progressed = Progress<LambdaDeployment>;

/** AWS: user guide, "List of lifecycle event hooks for an AWS Lambda deployment". */
const phases: readonly Phase[] = ['prepare', 'BeforeAllowTraffic', 'AllowTraffic', 'AfterAllowTraffic'];

/** An alias goes over from one version of its function to another, by weights. */
export const lambdaPlatform: Platform<LambdaDeployment> = {
  phases,
  phasesBack: () => ['verify'], // Traffic has gone back already.
  begin,
  outcome,
  refusal,
  // The next shift is due.
  wake: (deployment) => (deployment.phase === 'AllowTraffic' ? shift(deployment) : { deployment }),
  readAppSpec: readLambdaAppSpec,
  canGoBack: ({ lambda }) => lambda.prepared,
};

function begin(deployment: LambdaDeployment, phase: Phase): Progressed {
  const { functionName: FunctionName, alias: Name, currentVersion } = deployment.appSpec!;
  switch (phase) {
    case 'prepare': {
      const { targetVersion: Qualifier } = deployment.appSpec!;
      return {
        deployment,
        effects: {
          'read version': roleCall(deployment, 'lambda', 'GetFunctionConfiguration', {
            FunctionName,
            Qualifier,
          }),
        },
      };
    }
    case 'AllowTraffic':
      return shift(deployment);
    case 'retreat':
      return deployment.lambda.prepared
        ? { deployment, effects: { back: pointed(deployment, 0) } }
        : { deployment, done: true };
    case 'verify': {
      const until = `FunctionVersion == '${currentVersion}' && !(RoutingConfig.AdditionalVersionWeights)`;
      const input = { FunctionName, Name };
      return {
        deployment,
        effects: { 'verify alias': roleWait(deployment, 'lambda', 'GetAlias', { input, until }) },
      };
    }
    default:
      return { deployment, done: true };
  }
}

function outcome(deployment: LambdaDeployment, effect: string, output: any, now: number): Progressed {
  const { functionName: FunctionName, alias: Name } = deployment.appSpec!;
  switch (effect) {
    case 'read version':
      return {
        deployment,
        effects: { 'read alias': roleCall(deployment, 'lambda', 'GetAlias', { FunctionName, Name }) },
      };
    case 'read alias':
      return prepared(deployment, output);
    case 'shift':
      return deployment.phase === 'retreat' ? { deployment } : shifted(deployment, now);
    case 'back':
      return { deployment: withPercent(deployment, 0), done: true };
    default: // `verify alias`
      return { deployment, done: true };
  }
}

/** AWS: an alias that is at another version than the AppSpec says cannot be deployed. */
function prepared(deployment: LambdaDeployment, { FunctionVersion }: AliasConfiguration): Progressed {
  const { functionName, alias, currentVersion, targetVersion } = deployment.appSpec!;
  // AWS: the wording is unverified.
  if (FunctionVersion !== currentVersion && FunctionVersion !== targetVersion)
    return {
      deployment,
      failure: failed(
        'INVALID_LAMBDA_CONFIGURATION',
        `The alias ${alias} of the function ${functionName} points to version ${FunctionVersion}, and not to ` +
          `the current version ${currentVersion} of the AppSpec file.`,
      ),
    };
  return { deployment: { ...deployment, lambda: { ...deployment.lambda, prepared: true } }, done: true };
}

/** Makes the next shift. */
function shift(before: LambdaDeployment): Progressed {
  const { percent } = shiftsOf(before.routing)[before.lambda.shifts]!;
  const deployment = { ...before, until: undefined };
  return { deployment, effects: { shift: pointed(deployment, percent) } };
}

/** A shift is in force: waits for the next one, if there is one. */
function shifted(before: LambdaDeployment, now: number): Progressed {
  const all = shiftsOf(before.routing);
  const shifts = before.lambda.shifts + 1;
  const { percent } = all[before.lambda.shifts]!;
  const deployment = withPercent({ ...before, lambda: { ...before.lambda, shifts } }, percent);
  const next = all[shifts];
  if (!next) return { deployment, done: true };
  return { deployment: { ...deployment, until: now + next.afterMs } };
}

const withPercent = (deployment: LambdaDeployment, targetPercent: number): LambdaDeployment => ({
  ...deployment,
  lambda: { ...deployment.lambda, targetPercent },
});

/** Points the alias so that the target version has this much of its traffic. */
function pointed(deployment: LambdaDeployment, percent: number) {
  const { functionName: FunctionName, alias: Name, currentVersion, targetVersion } = deployment.appSpec!;
  const weights = percent > 0 && percent < 100 ? { [targetVersion]: percent / 100 } : {};
  return roleCall(deployment, 'lambda', 'UpdateAlias', {
    FunctionName,
    Name,
    FunctionVersion: percent === 100 ? targetVersion : currentVersion,
    RoutingConfig: { AdditionalVersionWeights: weights },
  });
}

/** AWS's codes; the sentences are AWS: unverified. */
function refusal(deployment: LambdaDeployment, _effect: string, { code, reason }: Refused): Failure {
  if (code.startsWith('AccessDenied'))
    return failed('IAM_ROLE_PERMISSIONS', permissionMissing(deployment, 'AWSLambda'));
  if (code === 'ResourceNotFoundException') return failed('INVALID_LAMBDA_FUNCTION', reason);
  return failed('INVALID_LAMBDA_CONFIGURATION', reason);
}
