import type { AwsCall, AwsWait } from '../../../base/effects/aws.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import type { ActionDeclared } from '../declaration/declaration.ts';
import { hourMs, type ActionProvider, type Work } from './action.ts';
import { ActionFailure, doing, played, type Script, type ScriptMemory } from './script.ts';

/** AWS: unverified: as long as every action that its reference says nothing of. */
const timeoutMs = hourMs;

/**
 * EC2: the artifact goes to servers, so many at a time, with scripts before and after. AWS: user guide, "Amazon EC2
 * action reference". There it is Systems Manager that runs commands on them; here it is their agent, as CodeDeploy's.
 */
export const deployEc2: ActionProvider<ScriptMemory> = {
  type: {
    category: 'Deploy',
    provider: 'EC2',
    inputs: { min: 1, max: 1 },
    outputs: { min: 0, max: 0 },
    configuration: [
      { name: 'InstanceTagKey', required: true },
      { name: 'InstanceTagValue' },
      { name: 'InstanceType', required: true },
      { name: 'TargetDirectory' },
      { name: 'DeploySpec' },
      { name: 'MaxBatch' },
      { name: 'MaxError' },
      { name: 'TargetGroupNameList' },
      { name: 'PreScript' },
      { name: 'PostScript' },
    ],
    pipelineType: 'V2',
  },
  refused,
  timeoutMs: () => timeoutMs,
  ...played(script),
};

/** The deployment that an action of this kind is, by which its servers are found. */
export const isDeployEc2 = ({ category, owner, provider }: ActionDeclared['actionTypeId']): boolean =>
  category === 'Deploy' && owner === 'AWS' && provider === 'EC2';

/** AWS: unverified words; what is required of what is the reference's. */
function refused({ name, configuration }: ActionDeclared): string | undefined {
  const { InstanceType, TargetDirectory, DeploySpec, PreScript, PostScript, MaxBatch, MaxError } =
    configuration;
  if (!isLater(InstanceType) && InstanceType !== 'EC2' && InstanceType !== 'SSM_MANAGED_NODE')
    return `Action '${name}' has an InstanceType that is neither EC2 nor SSM_MANAGED_NODE: ${InstanceType}`;
  if (DeploySpec !== undefined && (TargetDirectory ?? PreScript ?? PostScript) !== undefined)
    return `Action '${name}' has a DeploySpec, and with it neither TargetDirectory nor scripts`;
  if (DeploySpec === undefined && (TargetDirectory === undefined || PostScript === undefined))
    return `Action '${name}' needs a TargetDirectory and a PostScript, or a DeploySpec`;
  for (const [key, share] of Object.entries({ MaxBatch, MaxError }))
    if (share !== undefined && !isLater(share) && !shareOf(share))
      return `Action '${name}' has a ${key} that is neither a number nor a percentage: ${share}`;
  return undefined;
}

/** Whether a value is known only when the action runs. */
const isLater = (value: string | undefined): boolean => value?.includes('#{') ?? false;

/** AWS: unverified: those of Systems Manager's Run Command. */
const defaults = { MaxBatch: '50', MaxError: '0' };

/** `3`, or `25%`. */
function shareOf(text: string): { readonly type: 'COUNT' | 'PERCENT'; readonly value: number } | undefined {
  const [, digits, percent] = /^(\d{1,4})(%?)$/.exec(text.trim()) ?? [];
  if (digits === undefined || (percent === '%' && Number(digits) > 100)) return undefined;
  return { type: percent === '%' ? 'PERCENT' : 'COUNT', value: Number(digits) };
}

const managedCall = ({ scope }: Work, operation: string, input: object): AwsCall => ({
  type: 'aws.call',
  service: 'codedeploy',
  operation,
  input,
  as: servicePrincipal('codepipeline'),
  scope,
});

function* script(work: Work): Script {
  const { deploymentId } = yield* doing('deploy', managedCall(work, 'StartManagedDeployment', asked(work)));
  const shows = { externalExecutionId: deploymentId };
  const wait: AwsWait = {
    ...managedCall(work, 'GetDeployment', { deploymentId }),
    type: 'aws.wait',
    until: "contains(['Succeeded', 'Failed', 'Stopped'], deploymentInfo.status)",
  };
  const { deploymentInfo } = yield* doing('wait', wait, shows);
  const { Succeeded = 0, Failed = 0, Skipped = 0 } = deploymentInfo.deploymentOverview ?? {};
  const summary = `Instances: ${Succeeded} succeeded, ${Failed} failed, ${Skipped} skipped`;
  if (deploymentInfo.status === 'Succeeded') return { shows: { ...shows, summary } };
  const why = deploymentInfo.errorInformation?.message ?? 'The deployment failed';
  throw new ActionFailure(`${why} ${summary}.`, 'JobFailed', { ...shows, summary });
}

function asked(work: Work): object {
  const { configuration, inputs, pipelineName, stageName, action, role } = work;
  const { InstanceTagKey, InstanceTagValue, InstanceType, TargetGroupNameList = '' } = configuration;
  const { DeploySpec, TargetDirectory, PreScript, PostScript } = configuration;
  const { bucket, key } = inputs[0]!;
  return {
    name: pipelineName,
    groupId: `${pipelineName}/${stageName}/${action.name}`,
    role,
    place: InstanceType === 'EC2' ? 'EC2' : 'ON_PREMISES',
    // AWS: "When this value is not specified, all instances with InstanceTagKey will be matched".
    tag:
      InstanceTagValue === undefined
        ? { Key: InstanceTagKey, Type: 'KEY_ONLY' }
        : { Key: InstanceTagKey, Value: InstanceTagValue, Type: 'KEY_AND_VALUE' },
    targetGroups: TargetGroupNameList.split(',')
      .map((name) => name.trim())
      .filter((name) => name !== ''),
    bundle: { bucket, key },
    managed: {
      batch: shareWanted(configuration, 'MaxBatch'),
      errors: shareWanted(configuration, 'MaxError'),
      steps:
        DeploySpec === undefined
          ? { targetDirectory: TargetDirectory, preScript: PreScript, postScript: PostScript }
          : { deploySpec: DeploySpec },
    },
  };
}

function shareWanted(configuration: Work['configuration'], key: 'MaxBatch' | 'MaxError') {
  const text = configuration[key] ?? defaults[key];
  const share = shareOf(text);
  if (share) return share;
  throw new ActionFailure(`${key} is neither a number nor a percentage: ${text}`, 'ConfigurationError');
}
