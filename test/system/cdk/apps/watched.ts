import { App, Stack } from 'aws-cdk-lib';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import path from 'node:path';

/** A function whose code lies in the folder that the CLI runs in, where `cdk watch` watches it. */
const app = new App();
new Function(new Stack(app, 'Watched'), 'Function', {
  functionName: 'watched',
  runtime: Runtime.NODEJS_22_X,
  handler: 'index.handler',
  code: Code.fromAsset(path.resolve('function')),
});
