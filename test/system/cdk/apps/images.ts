import { App, CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import { aws_ecr_assets as assets, aws_lambda as lambda } from 'aws-cdk-lib';
import { fileURLToPath } from 'node:url';

/** An image that `cdk deploy` builds and pushes, and a function that runs it. */
const app = new App();
const stack = new Stack(app, 'Images');

const image = new lambda.DockerImageFunction(stack, 'Function', {
  code: lambda.DockerImageCode.fromImageAsset(fileURLToPath(new URL('assets/image', import.meta.url)), {
    platform: assets.Platform.LINUX_AMD64,
  }),
  timeout: Duration.seconds(10),
});

new CfnOutput(stack, 'FunctionName', { value: image.functionName });
