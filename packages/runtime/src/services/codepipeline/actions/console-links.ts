/**
 * Links into AWS's console, as AWS spells them in its answers and messages. The one place to change when this
 * house has pages of its own to lead to.
 */
const origin = `https://${'console'}.aws.amazon.com`;

export const consoleLinks = {
  pipeline: (region: string, pipeline: string) =>
    `${origin}/codesuite/codepipeline/pipelines/${pipeline}/view?region=${region}`,
  build: (region: string, build: string) =>
    `${origin}/codebuild/home?region=${region}#/builds/${build}/view/new`,
  batch: (region: string, batch: string) =>
    `${origin}/codebuild/home?region=${region}#/batches/${batch}/view/new`,
  deployment: (region: string, deployment: string) =>
    `${origin}/codedeploy/home?region=${region}#/deployments/${deployment}`,
  stack: (region: string, stackId: string) =>
    `${origin}/cloudformation/home?region=${region}#/stacks/stackinfo?stackId=${encodeURIComponent(stackId)}`,
  images: (region: string, repository: string) =>
    `${origin}/ecr/repositories/${repository}/?region=${region}`,
  stackSet: (region: string, stackSetId: string) =>
    `${origin}/cloudformation/home?region=${region}#/stacksets/${encodeURIComponent(stackSetId)}/info`,
  stateMachineExecution: (region: string, executionArn: string) =>
    `${origin}/states/home?region=${region}#/executions/details/${executionArn}`,
  objects: (region: string) => `${origin}/s3/home?region=${region}#`,
  commit: (repository: string, commit: string) =>
    `${origin}/codecommit/home#/repository/${repository}/commit/${commit}`,
  connectedCommit: (region: string, connection: string, repository: string, commit: string) =>
    `${origin.replace('//', `//${region}.`)}/codesuite/settings/connections/redirect` +
    `?connectionArn=${connection}&referenceType=COMMIT&FullRepositoryId=${repository}&Commit=${commit}`,
};

/**
 * What an action works on, as ListActionTypes gives it: `{Config:Key}` stands for the action's configuration.
 */
export const entityLinks = {
  objects: `${origin}/s3/home?#`,
  repository: `${origin}/codecommit/home#/repository/{Config:RepositoryName}/browse/{Config:BranchName}/--/`,
  stacks: `${origin}/cloudformation/home?#/stacks?filteringText={Config:StackName}`,
  stackSets: `${origin}/cloudformation/home?#/stacksets?searchText={Config:StackSetName}`,
  project: `${origin}/codebuild/home?#/projects/{Config:ProjectName}/view`,
  deploymentGroup:
    `${origin}/codedeploy/home?#/applications/{Config:ApplicationName}` +
    '/deployment-groups/{Config:DeploymentGroupName}',
};
