import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { CloudWatch } from '@aws-sdk/client-cloudwatch';
import { CodeDeploy } from '@aws-sdk/client-codedeploy';
import { EC2 } from '@aws-sdk/client-ec2';
import { ECR } from '@aws-sdk/client-ecr';
import { ECS } from '@aws-sdk/client-ecs';
import { ElasticLoadBalancingV2 } from '@aws-sdk/client-elastic-load-balancing-v2';
import { Lambda } from '@aws-sdk/client-lambda';
import { S3 } from '@aws-sdk/client-s3';
import { STS } from '@aws-sdk/client-sts';

/** Where it is rehearsed: the official SDK's own settings, and nothing else. */
export interface Place {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** One official client for each service that is asked. */
export function clientsOf(place: Place) {
  return {
    cloudformation: new CloudFormation(place),
    cloudwatch: new CloudWatch(place),
    codedeploy: new CodeDeploy(place),
    ec2: new EC2(place),
    ecr: new ECR(place),
    ecs: new ECS(place),
    elb: new ElasticLoadBalancingV2(place),
    lambda: new Lambda(place),
    s3: new S3(place),
    sts: new STS(place),
  };
}

export type Clients = ReturnType<typeof clientsOf>;
