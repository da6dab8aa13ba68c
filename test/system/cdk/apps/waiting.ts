import { App, CfnOutput, CustomResource, Duration, Stack } from 'aws-cdk-lib';
import { aws_lambda as lambda, aws_stepfunctions as sfn, custom_resources as custom } from 'aws-cdk-lib';

/** A resource that takes its time, and a state machine, in two versions; each is synthesized to a folder of its own. */
const folder = process.argv[2]!;

function synthesize(version: string): void {
  const app = new App({ outdir: `${folder}/${version}` });
  const stack = new Stack(app, 'Waiting');
  const handler = (name: string, body: string) =>
    new lambda.Function(stack, name, {
      runtime: lambda.Runtime.NODEJS_22_X,
      handler: 'index.handler',
      code: lambda.Code.fromInline(`exports.handler = async (event) => (${body});`),
    });
  const provider = new custom.Provider(stack, 'Provider', {
    onEventHandler: handler('Begin', `{ PhysicalResourceId: 'slow', Data: { Begun: String(Date.now()) } }`),
    // Never at once: it is asked again.
    isCompleteHandler: handler(
      'Look',
      `event.RequestType === 'Delete' || Date.now() - Number(event.Data.Begun) > 6000
        ? { IsComplete: true, Data: { Said: 'done' } } : { IsComplete: false }`,
    ),
    queryInterval: Duration.seconds(2),
  });
  const slow = new CustomResource(stack, 'Slow', {
    serviceToken: provider.serviceToken,
    resourceType: 'Custom::Slow',
  });
  const machine = new sfn.StateMachine(stack, 'Machine', {
    definitionBody: sfn.DefinitionBody.fromChainable(
      new sfn.Pass(stack, 'Say', { result: sfn.Result.fromObject({ version }) }),
    ),
  });
  new CfnOutput(stack, 'Said', { value: slow.getAttString('Said') });
  new CfnOutput(stack, 'MachineArn', { value: machine.stateMachineArn });
  app.synth();
}

synthesize('first');
synthesize('second');
