import { readFileSync } from 'node:fs';
import {
  App,
  CfnOutput,
  Stack,
  Stage,
  aws_codecommit as codecommit,
  aws_codepipeline as codepipeline,
  aws_sns as sns,
  pipelines,
} from 'aws-cdk-lib';

/**
 * A pipeline that builds this very app, changes itself where the app has changed, and delivers its stages, one of them
 * to a second account. `stages.json` beside it says which.
 */
const app = new App();
const home = { account: '000000000000', region: 'us-east-1' };
const stack = new Stack(app, 'Delivery', { env: home });
const stages = JSON.parse(readFileSync(new URL('stages.json', import.meta.url), 'utf8'));

const pipeline = new pipelines.CodePipeline(stack, 'Pipeline', {
  pipelineName: 'delivery',
  crossAccountKeys: true,
  pipelineType: codepipeline.PipelineType.V2,
  // The CDK CLI that the pipeline changes itself with comes from the registry that this machine uses, at some attempt.
  codeBuildDefaults: {
    buildEnvironment: {
      environmentVariables: {
        npm_config_registry: { value: process.env.npm_config_registry },
        npm_config_fetch_retries: { value: '5' },
      },
    },
  },
  synth: new pipelines.ShellStep('Synth', {
    input: pipelines.CodePipelineSource.codeCommit(
      codecommit.Repository.fromRepositoryName(stack, 'Repository', 'delivery'),
      'main',
    ),
    env: { PACKAGES: process.env.PACKAGES },
    commands: ['ln -s "$PACKAGES" node_modules', 'CDK_OUTDIR=cdk.out node app.mjs'],
    primaryOutputDirectory: 'cdk.out',
  }),
});

class Notices extends Stage {
  constructor(name, account) {
    super(app, name, { env: { account, region: 'us-east-1' } });
    const notices = new Stack(this, 'Notices');
    const topic = new sns.Topic(notices, 'Topic', { topicName: `notices-of-${name}` });
    new CfnOutput(notices, 'TopicArn', { value: topic.topicArn });
  }
}
for (const { name, account } of stages) pipeline.addStage(new Notices(name, account));
app.synth();
