import { writeFileSync } from 'node:fs';
import { App, CfnOutput, CustomResource, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  aws_lambda as lambda,
  aws_s3 as s3,
  aws_stepfunctions as sfn,
  custom_resources as custom,
} from 'aws-cdk-lib';

/** A resource that takes its time, and a state machine, in two versions; each is synthesized to a folder of its own. */
const folder = process.argv[2]!;

function synthesize(version: string): void {
  const context = { '@aws-cdk/aws-stepfunctions:useDistributedMapResultWriterV2': true };
  const app = new App({ outdir: `${folder}/${version}`, context });
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
  // An asset, which the stack finds in S3.
  const file = `${folder}/say.asl.yaml`;
  writeFileSync(
    file,
    'StartAt: Say\nStates:\n  Say: { Type: Pass, Result: { version: "${Version}" }, End: true }\n',
  );
  const machine = new sfn.StateMachine(stack, 'Machine', {
    definitionBody: sfn.DefinitionBody.fromFile(file),
    definitionSubstitutions: { Version: version },
  });
  distribute(stack, version);
  new CfnOutput(stack, 'Said', { value: slow.getAttString('Said') });
  new CfnOutput(stack, 'MachineArn', { value: machine.stateMachineArn });
  app.synth();
}

/** A machine that goes through the rows of an object, and exports what comes of them. */
function distribute(stack: Stack, version: string): void {
  const bucket = new s3.Bucket(stack, 'Rows', { removalPolicy: RemovalPolicy.DESTROY });
  const each = new sfn.DistributedMap(stack, 'Each', {
    label: 'Each',
    maxConcurrency: 2,
    toleratedFailurePercentage: 50,
    mapExecutionType: sfn.StateMachineType.EXPRESS,
    itemReader: new sfn.S3CsvItemReader({
      bucket,
      key: 'rows.csv',
      csvHeaders: sfn.CsvHeaders.useFirstRow(),
    }),
    itemSelector: { name: sfn.JsonPath.stringAt('$$.Map.Item.Value.name'), version },
    itemBatcher: new sfn.ItemBatcher({ maxItemsPerBatch: 2 }),
    resultWriterV2: new sfn.ResultWriterV2({ bucket, prefix: 'results' }),
  });
  each.itemProcessor(new sfn.Pass(stack, 'Keep'));
  const machine = new sfn.StateMachine(stack, 'Rower', {
    definitionBody: sfn.DefinitionBody.fromChainable(each),
  });
  new CfnOutput(stack, 'RowerArn', { value: machine.stateMachineArn });
  new CfnOutput(stack, 'Bucket', { value: bucket.bucketName });
}

synthesize('first');
synthesize('second');
