import { call, ResourceFailure, wait, type Work } from '../../../dispatch/resource.ts';

/** An alias's `CodeDeployLambdaAliasUpdate`. */
export interface AliasUpdate {
  readonly ApplicationName: string;
  readonly DeploymentGroupName: string;
  readonly BeforeAllowTrafficHook?: string;
  readonly AfterAllowTrafficHook?: string;
}

interface Aliased {
  readonly FunctionName: string;
  readonly Name: string;
  readonly FunctionVersion: string;
}

interface DeploymentInfo {
  readonly status: string;
  readonly errorInformation?: { readonly message?: string };
}

/** Has CodeDeploy move an alias from the version it had to the one that is wanted, and waits for the end of that. */
// AWS: user guide, "UpdatePolicy attribute", CodeDeployLambdaAliasUpdate; what AWS says of a failure is unverified.
export function* shiftTraffic(update: AliasUpdate, wanted: Aliased, had: Aliased): Work<void> {
  const { deploymentId } = yield* call<{ deploymentId: string }>('codedeploy', 'CreateDeployment', {
    applicationName: update.ApplicationName,
    deploymentGroupName: update.DeploymentGroupName,
    revision: { revisionType: 'AppSpecContent', appSpecContent: { content: appSpecOf(update, wanted, had) } },
  });
  const { deploymentInfo } = yield* wait<{ deploymentInfo: DeploymentInfo }>(
    'codedeploy',
    'GetDeployment',
    { deploymentId },
    { until: 'contains(`["Succeeded","Failed","Stopped"]`, deploymentInfo.status)' },
  );
  const { status, errorInformation } = deploymentInfo;
  if (status === 'Succeeded') return;
  const reason = errorInformation?.message ?? status;
  throw new ResourceFailure(
    `CodeDeploy deployment ${deploymentId} did not succeed: ${reason}`,
    'NotStabilized',
  );
}

function appSpecOf(update: AliasUpdate, wanted: Aliased, had: Aliased): string {
  const { BeforeAllowTrafficHook, AfterAllowTrafficHook } = update;
  return JSON.stringify({
    version: 0.0,
    Resources: [
      {
        [wanted.Name]: {
          Type: 'AWS::Lambda::Function',
          Properties: {
            Name: wanted.FunctionName,
            Alias: wanted.Name,
            CurrentVersion: had.FunctionVersion,
            TargetVersion: wanted.FunctionVersion,
          },
        },
      },
    ],
    Hooks: [
      ...(BeforeAllowTrafficHook === undefined ? [] : [{ BeforeAllowTraffic: BeforeAllowTrafficHook }]),
      ...(AfterAllowTrafficHook === undefined ? [] : [{ AfterAllowTraffic: AfterAllowTrafficHook }]),
    ],
  });
}
