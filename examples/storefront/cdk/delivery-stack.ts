import { CfnOutput, CfnParameter, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as codedeploy from 'aws-cdk-lib/aws-codedeploy';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as actions from 'aws-cdk-lib/aws-codepipeline-actions';
import * as connections from 'aws-cdk-lib/aws-codestarconnections';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { names } from '../deliver/names.ts';
import type { FoundationStack } from './foundation-stack.ts';
import { smokeTest, worseRateAlarm } from './guard.ts';
import { StorefrontService } from './service.ts';

export interface DeliveryStackProps extends StackProps {
  readonly foundation: FoundationStack;
}

/** The service, and how its versions get there: source → build → approval → blue/green, guarded by an alarm. */
export class DeliveryStack extends Stack {
  constructor(scope: Construct, id: string, { foundation, ...props }: DeliveryStackProps) {
    super(scope, id, props);
    const imageTag = new CfnParameter(this, 'ImageTag', {
      description: 'The image that the service begins with: build it before this stack is deployed.',
    });
    const storefront = new StorefrontService(this, 'Storefront', {
      images: foundation.images,
      imageTag: imageTag.valueAsString,
    });
    const approvals = new sns.Topic(this, 'Approvals', { topicName: names.approvals });
    const hook = smokeTest(this, storefront);
    const group = this.#deploymentGroup(storefront);
    group.node.addDependency(hook);
    this.#pipeline(foundation, group, approvals);
    new CfnOutput(this, 'Host', { value: storefront.balancer.loadBalancerDnsName });
    new CfnOutput(this, 'ApprovalTopic', { value: approvals.topicArn });
  }

  /** A tenth of the customers for ten minutes, then all of them; back at once when the alarm goes off. */
  #deploymentGroup(storefront: StorefrontService): codedeploy.EcsDeploymentGroup {
    const [blue, green] = storefront.targetGroups;
    return new codedeploy.EcsDeploymentGroup(this, 'DeploymentGroup', {
      application: new codedeploy.EcsApplication(this, 'Application', {
        applicationName: names.application,
      }),
      deploymentGroupName: names.deploymentGroup,
      service: storefront.service,
      blueGreenDeploymentConfig: {
        blueTargetGroup: blue,
        greenTargetGroup: green,
        listener: storefront.production,
        testListener: storefront.test,
        terminationWaitTime: Duration.minutes(1),
      },
      deploymentConfig: new codedeploy.EcsDeploymentConfig(this, 'Canary', {
        deploymentConfigName: names.deploymentConfig,
        trafficRouting: codedeploy.TrafficRouting.timeBasedCanary({
          percentage: 10,
          interval: Duration.minutes(10),
        }),
      }),
      alarms: [worseRateAlarm(this, storefront)],
      autoRollback: { failedDeployment: true, deploymentInAlarm: true },
    });
  }

  #pipeline(
    foundation: FoundationStack,
    group: codedeploy.IEcsDeploymentGroup,
    approvals: sns.ITopic,
  ): codepipeline.Pipeline {
    const [source, image] = [new codepipeline.Artifact('Code'), new codepipeline.Artifact('Image')];
    const commit = new actions.CodeStarConnectionsSourceAction({
      actionName: 'Commit',
      variablesNamespace: 'Source',
      connectionArn: new connections.CfnConnection(this, 'Connection', {
        connectionName: names.service,
        providerType: 'GitHub',
      }).attrConnectionArn,
      owner: 'penstock',
      repo: names.service,
      branch: 'main',
      output: source,
    });
    // By name: what the pipeline grants is granted in its own stack, or the two would need each other.
    const build = codebuild.Project.fromProjectName(this, 'Build', foundation.build.projectName);
    const artifacts = s3.Bucket.fromBucketName(this, 'Artifacts', foundation.artifacts.bucketName);
    const stage = (stageName: string, action: codepipeline.IAction) => ({ stageName, actions: [action] });
    return new codepipeline.Pipeline(this, 'Pipeline', {
      pipelineName: names.pipeline,
      pipelineType: codepipeline.PipelineType.V2,
      artifactBucket: artifacts,
      stages: [
        stage('Source', commit),
        stage(
          'Build',
          new actions.CodeBuildAction({
            actionName: 'TestAndPackage',
            project: build,
            input: source,
            outputs: [image],
          }),
        ),
        stage(
          'Approve',
          new actions.ManualApprovalAction({
            actionName: 'ReleaseManager',
            notificationTopic: approvals,
            timeout: Duration.hours(2),
            additionalInformation: `Release ${commit.variables.commitId}: ${commit.variables.commitMessage}`,
          }),
        ),
        stage(
          'Deploy',
          new actions.CodeDeployEcsDeployAction({
            actionName: 'BlueGreen',
            deploymentGroup: group,
            taskDefinitionTemplateInput: image,
            appSpecTemplateInput: image,
            containerImageInputs: [{ input: image, taskDefinitionPlaceholder: 'IMAGE1_NAME' }],
          }),
        ),
      ],
    });
  }
}
