import { CloudWatch } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { CodeBuild } from '@aws-sdk/client-codebuild';
import { CodeCommit } from '@aws-sdk/client-codecommit';
import { CodeDeploy } from '@aws-sdk/client-codedeploy';
import { CodePipeline } from '@aws-sdk/client-codepipeline';
import { CodeStarConnections } from '@aws-sdk/client-codestar-connections';
import { ECR } from '@aws-sdk/client-ecr';
import { ECS } from '@aws-sdk/client-ecs';
import { ElasticLoadBalancingV2 } from '@aws-sdk/client-elastic-load-balancing-v2';
import { IAM } from '@aws-sdk/client-iam';
import { Lambda } from '@aws-sdk/client-lambda';
import { S3 } from '@aws-sdk/client-s3';
import { SNS } from '@aws-sdk/client-sns';
import { STS } from '@aws-sdk/client-sts';

/** Where the example is delivered: the official SDK's own settings, and nothing else. */
export interface Place {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** One official client for each service that the example uses. */
export function clientsOf(place: Place) {
  return {
    cloudwatch: new CloudWatch(place),
    logs: new CloudWatchLogs(place),
    codebuild: new CodeBuild(place),
    codecommit: new CodeCommit(place),
    codedeploy: new CodeDeploy(place),
    codepipeline: new CodePipeline(place),
    connections: new CodeStarConnections(place),
    ecr: new ECR(place),
    ecs: new ECS(place),
    elb: new ElasticLoadBalancingV2(place),
    iam: new IAM(place),
    lambda: new Lambda(place),
    s3: new S3(place),
    sns: new SNS(place),
    sts: new STS(place),
  };
}

export type Clients = ReturnType<typeof clientsOf>;
