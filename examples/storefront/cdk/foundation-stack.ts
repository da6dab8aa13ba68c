import { Aws, CfnOutput, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as codecommit from 'aws-cdk-lib/aws-codecommit';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { names } from '../deliver/names.ts';

/** What there must be before there is anything to run: the sources, what builds them, and where its products go. */
export class FoundationStack extends Stack {
  readonly source: codecommit.Repository;
  readonly images: ecr.Repository;
  readonly artifacts: s3.Bucket;
  readonly build: codebuild.Project;

  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);
    this.source = new codecommit.Repository(this, 'Source', { repositoryName: names.service });
    this.source.applyRemovalPolicy(RemovalPolicy.DESTROY);
    this.images = new ecr.Repository(this, 'Images', {
      repositoryName: names.service,
      removalPolicy: RemovalPolicy.DESTROY,
      emptyOnDelete: true,
    });
    this.artifacts = new s3.Bucket(this, 'Artifacts', {
      versioned: true,
      removalPolicy: RemovalPolicy.DESTROY,
      autoDeleteObjects: true,
    });
    this.build = new codebuild.Project(this, 'Build', {
      projectName: names.service,
      source: codebuild.Source.codeCommit({ repository: this.source }),
      environment: {
        buildImage: codebuild.LinuxBuildImage.STANDARD_7_0,
        privileged: true,
        environmentVariables: { AWS_ACCOUNT_ID: { value: Aws.ACCOUNT_ID } },
      },
    });
    this.images.grantPullPush(this.build);
    this.artifacts.grantReadWrite(this.build);
    new CfnOutput(this, 'CloneUrl', { value: this.source.repositoryCloneUrlHttp });
  }
}
