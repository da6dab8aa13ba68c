import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parse } from 'yaml';
import { hourMs, minuteMs } from '../src/services/codepipeline/actions/action.ts';
import { notServed } from '../src/services/codepipeline/actions/not-served.ts';
import { providers } from '../src/services/codepipeline/actions/providers.ts';

interface Said {
  readonly artifacts: readonly [inputs: string, outputs: string];
  /** With `!` what is required, with `*` what is secret. */
  readonly keys: string;
  /** None: what takes real computing has its own. */
  readonly timeoutMs?: number;
  /** None: they are whatever the user has. */
  readonly variables?: string;
  /** Beyond these, of what a trigger has wanted: by `triggers/README.md`, the guide is silent. */
  readonly triggered?: string;
}

/**
 * What AWS's user guide says of each action type: "Action structure reference" and its pages, "Valid number of input and
 * output artifacts for each action type", "Quotas", "Variables available for pipeline actions".
 */
const reference: Readonly<Record<string, Said>> = {
  'Source S3': {
    artifacts: ['0', '1'],
    keys: 'S3Bucket! S3ObjectKey! AllowOverrideForS3ObjectKey PollForSourceChanges',
    variables: 'BucketName ETag ObjectKey VersionId',
  },
  'Source CodeCommit': {
    artifacts: ['0', '1'],
    keys: 'RepositoryName! BranchName! PollForSourceChanges OutputArtifactFormat',
    variables: 'AuthorDate BranchName CommitId CommitMessage CommitterDate RepositoryName',
  },
  'Source ECR': {
    artifacts: ['0', '1'],
    keys: 'RepositoryName! ImageTag',
    variables: 'ImageDigest ImageTag ImageURI RegistryId RepositoryName',
  },
  'Source CodeStarSourceConnection': {
    artifacts: ['0', '1'],
    keys: 'ConnectionArn! FullRepositoryId! BranchName! DetectChanges OutputArtifactFormat',
    variables: 'AuthorDate BranchName CommitId CommitMessage ConnectionArn FullRepositoryName',
    triggered:
      'AuthorDisplayName AuthorEmail DestinationBranchName PullRequestId PullRequestTitle SourceBranchName TagName',
  },
  'Source GitHub': {
    artifacts: ['0', '1'],
    keys: 'Owner! Repo! Branch! OAuthToken!* PollForSourceChanges',
    variables: 'AuthorDate BranchName CommitId CommitMessage CommitUrl CommitterDate RepositoryName',
  },
  'Build CodeBuild': {
    artifacts: ['1–5', '0–5'],
    keys: 'ProjectName! PrimarySource BatchEnabled BuildspecOverride CombineArtifacts EnvironmentVariables',
  },
  'Test CodeBuild': {
    artifacts: ['1–5', '0–5'],
    keys: 'ProjectName! PrimarySource BatchEnabled BuildspecOverride CombineArtifacts EnvironmentVariables',
  },
  'Build ECRBuildAndPublish': {
    artifacts: ['1', '0'],
    keys: 'ECRRepositoryName! DockerFilePath ImageTags RegistryType',
    variables: 'ECRImageDigestId ECRRepositoryName',
  },
  'Compute Commands': { artifacts: ['1–10', '0–1'], keys: '' },
  'Approval Manual': {
    artifacts: ['0', '0'],
    keys: 'NotificationArn ExternalEntityLink CustomData',
    timeoutMs: 7 * 24 * hourMs,
    variables: '',
  },
  'Deploy S3': {
    artifacts: ['1', '0'],
    keys: 'BucketName! Extract! ObjectKey KMSEncryptionKeyARN CannedACL CacheControl',
    timeoutMs: 90 * minuteMs,
    variables: '',
  },
  'Deploy CloudFormation': {
    artifacts: ['0–10', '0–1'],
    keys:
      'ActionMode! StackName! Capabilities ChangeSetName OutputFileName ParameterOverrides RoleArn ' +
      'TemplateConfiguration TemplatePath',
    timeoutMs: 3 * 24 * hourMs,
  },
  'Deploy CloudFormationStackSet': {
    artifacts: ['1–3', '0'],
    keys:
      'StackSetName! TemplatePath! Description Parameters Capabilities PermissionModel AdministrationRoleArn ' +
      'ExecutionRoleName OrganizationsAutoDeployment DeploymentTargets Regions FailureTolerancePercentage ' +
      'MaxConcurrentPercentage',
    timeoutMs: 3 * 24 * hourMs,
    variables: 'OperationId StackSetId',
  },
  'Deploy CloudFormationStackInstances': {
    artifacts: ['0–2', '0'],
    keys:
      'StackSetName! Regions! DeploymentTargets ParameterOverrides FailureTolerancePercentage ' +
      'MaxConcurrentPercentage',
    timeoutMs: 3 * 24 * hourMs,
    variables: 'OperationId StackSetId',
  },
  'Deploy CodeDeploy': {
    artifacts: ['1', '0'],
    keys: 'ApplicationName! DeploymentGroupName!',
    timeoutMs: 5 * 24 * hourMs,
  },
  'Deploy CodeDeployToECS': {
    artifacts: ['1–5', '0'],
    keys:
      'ApplicationName! DeploymentGroupName! TaskDefinitionTemplateArtifact! AppSpecTemplateArtifact! ' +
      'AppSpecTemplatePath TaskDefinitionTemplatePath Image1ArtifactName Image1ContainerName Image2ArtifactName ' +
      'Image2ContainerName Image3ArtifactName Image3ContainerName Image4ArtifactName Image4ContainerName',
    timeoutMs: 5 * 24 * hourMs,
  },
  'Deploy ECS': {
    artifacts: ['1', '0'],
    keys: 'ClusterName! ServiceName! FileName DeploymentTimeout',
    timeoutMs: hourMs,
    variables: '',
  },
  'Deploy EC2': {
    artifacts: ['1', '0'],
    keys:
      'InstanceTagKey! InstanceType! InstanceTagValue TargetDirectory DeploySpec MaxBatch MaxError ' +
      'TargetGroupNameList PreScript PostScript',
    timeoutMs: hourMs,
    variables: '',
  },
  'Deploy Lambda': {
    artifacts: ['0–1', '0'],
    keys: 'FunctionName! FunctionAlias PublishedTargetVersion DeployStrategy Alarms',
    timeoutMs: 49 * hourMs,
    variables: 'FunctionVersion',
  },
  'Invoke Lambda': {
    artifacts: ['0–5', '0–5'],
    keys: 'FunctionName! UserParameters',
    timeoutMs: 24 * hourMs,
  },
  'Invoke StepFunctions': {
    artifacts: ['0–1', '0–1'],
    keys: 'StateMachineArn! ExecutionNamePrefix InputType Input',
    timeoutMs: 7 * 24 * hourMs,
    variables: 'ExecutionArn StateMachineArn',
  },
  'Invoke CodePipeline': {
    artifacts: ['0', '0'],
    keys: 'PipelineName! SourceRevisions Variables',
    variables: '',
  },
};

const words = (text: string): string[] => text.split(' ').filter(Boolean).sort();

const counted = ({ min, max }: { readonly min: number; readonly max: number }): string =>
  min === max ? String(min) : `${min}–${max}`;

const nameOf = ({ category, provider }: { readonly category: string; readonly provider: string }): string =>
  `${category} ${provider}`;

test('every action type has the artifacts, the keys and the time-out that AWS says', () => {
  const known = providers.filter(
    ({ type }) => !notServed({ ...type, owner: type.owner ?? 'AWS', version: '1' }),
  );
  for (const provider of known) {
    const { type } = provider;
    const name = nameOf(type);
    const said = reference[name];
    assert.ok(said, `${name} is not in the table`);
    assert.deepEqual([counted(type.inputs), counted(type.outputs)], said.artifacts, name);
    const keys = type.configuration.map(
      (key) => `${key.name}${key.required ? '!' : ''}${key.secret ? '*' : ''}`,
    );
    assert.deepEqual(keys.sort(), words(said.keys), name);
    const action = { name, actionTypeId: { ...type, owner: 'AWS', version: '1' }, configuration: {} };
    assert.equal(provider.timeoutMs?.(action as never), said.timeoutMs, name);
  }
  assert.deepEqual(
    Object.keys(reference).filter((name) => !known.some(({ type }) => nameOf(type) === name)),
    [],
  );
});

test('the variables that transcripts show of an action are those that AWS lists', () => {
  const folder = 'src/services/codepipeline/spec/';
  const seen = new Map<string, Set<string>>();
  for (const file of readdirSync(folder)) {
    const lines = readFileSync(folder + file, 'utf8').split('\n');
    for (const line of lines.filter((each) => /^ {2}- .*status: Succeeded, .*outputVariables: /.test(each))) {
      const [{ input, output }] = parse(line);
      const names = seen.get(nameOf(input.actionTypeId)) ?? new Set();
      for (const variable of Object.keys(output.outputVariables)) names.add(variable);
      seen.set(nameOf(input.actionTypeId), names);
    }
  }
  for (const [name, { variables, triggered = '' }] of Object.entries(reference)) {
    if (variables === undefined) continue;
    const always = [...(seen.get(name) ?? [])].filter((each) => !words(triggered).includes(each));
    assert.deepEqual(always.sort(), words(variables), name);
  }
});
