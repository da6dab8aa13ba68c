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
 * A pipeline that builds this very app, changes itself where the app has changed, and delivers a stage to a second
 * account. `STAGES` names the stages.
 */
const app = new App();
const home = { account: '000000000000', region: 'us-east-1' };
const stack = new Stack(app, 'Delivery', { env: home });

const pipeline = new pipelines.CodePipeline(stack, 'Pipeline', {
  pipelineName: 'delivery',
  crossAccountKeys: true,
  pipelineType: codepipeline.PipelineType.V2,
  synth: new pipelines.ShellStep('Synth', {
    input: pipelines.CodePipelineSource.codeCommit(
      codecommit.Repository.fromRepositoryName(stack, 'Repository', 'delivery'),
      'main',
    ),
    commands: ['node app.ts'],
    primaryOutputDirectory: 'cdk.out',
  }),
});

class Notices extends Stage {
  constructor(name: string, account: string) {
    super(app, name, { env: { account, region: 'us-east-1' } });
    const topic = new sns.Topic(new Stack(this, 'Notices'), 'Topic', { displayName: name });
    new CfnOutput(Stack.of(topic), 'TopicArn', { value: topic.topicArn });
  }
}
pipeline.addStage(new Notices('Beta', home.account));
pipeline.addStage(new Notices('Prod', '111111111111'));
