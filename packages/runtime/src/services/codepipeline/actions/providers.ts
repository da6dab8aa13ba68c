import type { ActionTypeId } from '@aws-sdk/client-codepipeline';
import type { Given } from '../../../base/given.ts';
import type { ActionProvider } from './action.ts';
import { approval } from './approval.ts';
import { buildImage } from './build-image.ts';
import { build, test } from './build.ts';
import { computeCommands } from './compute-commands.ts';
import { custom } from './custom.ts';
import { deployCodeDeploy } from './deploy-codedeploy.ts';
import { deployCloudFormation } from './deploy-cloudformation.ts';
import { deployEc2 } from './deploy-ec2.ts';
import { deployEcsService } from './deploy-ecs-service.ts';
import { deployEcs } from './deploy-ecs.ts';
import { deployLambda } from './deploy-lambda.ts';
import { deployS3 } from './deploy-s3.ts';
import { deployStackInstances } from './deploy-stack-instances.ts';
import { deployStackSet } from './deploy-stack-set.ts';
import { invokeLambda } from './invoke-lambda.ts';
import { invokePipeline } from './invoke-pipeline.ts';
import { invokeStepFunctions } from './invoke-step-functions.ts';
import { sourceCodeCommit } from './source-codecommit.ts';
import { sourceConnection } from './source-connection.ts';
import { sourceEcr } from './source-ecr.ts';
import { sourceGitHub } from './source-github.ts';
import { sourceS3 } from './source-s3.ts';

/** Every action type of the house. The only list there is; all in version 1. */
export const providers: readonly ActionProvider<any>[] = [
  approval,
  build,
  test,
  buildImage,
  computeCommands,
  deployCloudFormation,
  deployCodeDeploy,
  deployEc2,
  deployEcs,
  deployEcsService,
  deployLambda,
  deployS3,
  deployStackInstances,
  deployStackSet,
  invokeLambda,
  invokePipeline,
  invokeStepFunctions,
  sourceCodeCommit,
  sourceConnection,
  sourceEcr,
  sourceGitHub,
  sourceS3,
];

export function providerOf({
  category,
  owner,
  provider,
  version,
}: Given<ActionTypeId>): ActionProvider | undefined {
  if (owner === 'Custom') return custom;
  return version === '1' ? byType.get(`${owner} ${category} ${provider}`) : undefined;
}

const byType = new Map(
  providers.map((each) => {
    const { owner = 'AWS', category, provider } = each.type;
    return [`${owner} ${category} ${provider}`, each];
  }),
);
