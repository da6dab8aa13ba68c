import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { Lambda } from '@aws-sdk/client-lambda';
import { S3 } from '@aws-sdk/client-s3';
import type { Place } from '../../../examples/storefront/deliver/clients.ts';
import { until } from '../../../examples/storefront/deliver/waiting.ts';
import { startPenstock, type PenstockProcess } from '../../../scripts/penstock-process.ts';
import { awsProgram } from '../drivers/aws-cli.ts';
import { environment } from '../drivers/driver.ts';

const execute = promisify(execFile);
const minute = 60_000;
const folder = mkdtempSync(path.join(tmpdir(), 'penstock-sam-'));
const StackName = 'sam';

/** The shape of AWS SAM that teams copy from one another: a function whose alias CodeDeploy shifts, guarded by an alarm. */
const template = `
Transform: AWS::Serverless-2016-10-31
Resources:
  LambdaErrorAlarm:
    Type: AWS::CloudWatch::Alarm
    Properties:
      AlarmName: LambdaErrorAlarm
      Namespace: AWS/Lambda
      MetricName: Errors
      Statistic: Sum
      Period: 60
      Threshold: 5
      ComparisonOperator: GreaterThanThreshold
      EvaluationPeriods: 1
      TreatMissingData: notBreaching
  MyFunction:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: MyLambdaFunction
      Handler: index.handler
      Runtime: nodejs22.x
      CodeUri: code
      AutoPublishAlias: live
      DeploymentPreference:
        Type: Canary10Percent5Minutes
        Alarms:
          - !Ref LambdaErrorAlarm
`;

let penstock: PenstockProcess;
let place: Place;

before(async () => {
  penstock = await startPenstock(['--port', '0', '--quiet', '--clock', '20'], () => undefined);
  const credentials = { accessKeyId: '000000000000', secretAccessKey: 'test' };
  place = { endpoint: penstock.endpoint, region: 'us-east-1', credentials };
  await new S3({ ...place, forcePathStyle: true }).createBucket({ Bucket: 'sam-packages' });
  mkdirSync(path.join(folder, 'code'));
  writeFileSync(path.join(folder, 'template.yaml'), template);
});
after(async () => {
  await penstock.stop();
  rmSync(folder, { recursive: true, force: true });
});

const aws = async (...words: string[]): Promise<string> => {
  const { stdout } = await execute(await awsProgram(), words, { cwd: folder, env: environment(place) });
  return stdout;
};

/** `aws cloudformation package` and `deploy` of code that answers this; the CLI looks every 30 s whether it is done. */
async function deploy(answer: string): Promise<{ readonly told: Promise<string> }> {
  writeFileSync(path.join(folder, 'code/index.js'), `exports.handler = async () => '${answer}';`);
  const packaged = ['--template-file', 'template.yaml', '--output-template-file', 'packaged.yaml'];
  await aws('cloudformation', 'package', '--s3-bucket', 'sam-packages', ...packaged);
  const capabilities = ['--capabilities', 'CAPABILITY_IAM'];
  const words = ['--stack-name', StackName, '--template-file', 'packaged.yaml', ...capabilities];
  return { told: aws('cloudformation', 'deploy', ...words) };
}

const status = async (): Promise<string | undefined> => {
  const { Stacks = [] } = await new CloudFormation(place)
    .describeStacks({ StackName })
    .catch(() => ({ Stacks: [] }));
  return Stacks[0]?.StackStatus;
};

/** How many of a hundred callers of the alias got which answer. */
async function hundred(): Promise<Record<string, number>> {
  const lambda = new Lambda(place);
  const seen: Record<string, number> = {};
  for (let asked = 0; asked < 100; asked++) {
    const { Payload } = await lambda.invoke({ FunctionName: 'MyLambdaFunction', Qualifier: 'live' });
    const answer = JSON.parse(Buffer.from(Payload!).toString());
    seen[answer] = (seen[answer] ?? 0) + 1;
  }
  return seen;
}

test(
  'a function of SAM is deployed by the AWS CLI, and a tenth of its callers try the next version for five minutes',
  { timeout: 4 * minute },
  async () => {
    const first = await deploy('one');
    await until('the stack', minute, async () => ((await status()) === 'CREATE_COMPLETE' ? true : undefined));
    assert.deepEqual(await hundred(), { one: 100 });

    const second = await deploy('two');
    const lambda = new Lambda(place);
    await until('the canary', minute, async () => {
      const { RoutingConfig } = await lambda.getAlias({ FunctionName: 'MyLambdaFunction', Name: 'live' });
      return RoutingConfig?.AdditionalVersionWeights;
    });
    const { one = 0, two = 0 } = await hundred();
    assert.ok(one > 70 && two > 0 && two < 30, `${one} callers got the old version, ${two} the new one`);
    assert.equal(await status(), 'UPDATE_IN_PROGRESS');
    await until('the end', minute, async () => ((await status()) === 'UPDATE_COMPLETE' ? true : undefined));
    assert.deepEqual(await hundred(), { two: 100 });

    for (const { told } of [first, second])
      assert.match(await told, /Successfully created\/updated stack - sam/);
  },
);
