import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pseudoParametersOf } from '../../known.ts';
import { parseTemplate } from '../../parse.ts';
import { isValues, type Value, type Values } from '../../template.ts';
import { applyTransforms } from '../transforms.ts';

const pseudo = pseudoParametersOf({
  account: '123456789012',
  region: 'us-east-1',
  stackName: 's',
  stackId: 'id',
});

function translated(body: string): Values {
  const document = parseTemplate(`Transform: AWS::Serverless-2016-10-31\n${body}`);
  return applyTransforms(document, { before: { pseudo, parameters: {}, mappings: {} }, included: {} });
}

const resourcesOf = (body: string): Readonly<Record<string, Value>> =>
  translated(body)['Resources'] as Values;
const typesOf = (body: string): Readonly<Record<string, Value>> =>
  Object.fromEntries(
    Object.entries(resourcesOf(body)).map(([id, resource]) => [
      id,
      isValues(resource) ? resource['Type']! : '',
    ]),
  );

/** The shape of the text that asked for this runtime, with a logical id and a runtime that AWS takes. */
const shifted = `
Resources:
  MyLambdaFunction:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: MyLambdaFunction
      Handler: index.handler
      Runtime: nodejs22.x
      CodeUri: s3://code/app.zip
      AutoPublishAlias: live
      DeploymentPreference:
        Type: Canary10Percent5Minutes
        Alarms:
          - !Ref LambdaErrorAlarm
  LambdaErrorAlarm: { Type: AWS::CloudWatch::Alarm }
Outputs: { Alias: { Value: !Ref MyLambdaFunction.Alias } }
`;

test('a function with an alias becomes function, role, version, alias, and a deployment group that shifts it', () => {
  const resources = resourcesOf(shifted);
  assert.deepEqual(Object.keys(resources), [
    'LambdaErrorAlarm',
    'MyLambdaFunction',
    'MyLambdaFunctionVersionb0c3561366',
    'MyLambdaFunctionDeploymentGroup',
    'MyLambdaFunctionAliaslive',
    'MyLambdaFunctionRole',
    'ServerlessDeploymentApplication',
    'CodeDeployServiceRole',
  ]);
  assert.deepEqual(resources['MyLambdaFunctionAliaslive'], {
    Type: 'AWS::Lambda::Alias',
    UpdatePolicy: {
      CodeDeployLambdaAliasUpdate: {
        ApplicationName: { Ref: 'ServerlessDeploymentApplication' },
        DeploymentGroupName: { Ref: 'MyLambdaFunctionDeploymentGroup' },
      },
    },
    Properties: {
      Name: 'live',
      FunctionName: { Ref: 'MyLambdaFunction' },
      FunctionVersion: { 'Fn::GetAtt': ['MyLambdaFunctionVersionb0c3561366', 'Version'] },
    },
  });
  assert.deepEqual(resources['MyLambdaFunctionDeploymentGroup'], {
    Type: 'AWS::CodeDeploy::DeploymentGroup',
    Properties: {
      AlarmConfiguration: { Enabled: true, Alarms: [{ Name: { Ref: 'LambdaErrorAlarm' } }] },
      ApplicationName: { Ref: 'ServerlessDeploymentApplication' },
      AutoRollbackConfiguration: {
        Enabled: true,
        Events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM', 'DEPLOYMENT_STOP_ON_REQUEST'],
      },
      DeploymentConfigName: {
        'Fn::Sub': ['CodeDeployDefault.Lambda${ConfigName}', { ConfigName: 'Canary10Percent5Minutes' }],
      },
      DeploymentStyle: { DeploymentType: 'BLUE_GREEN', DeploymentOption: 'WITH_TRAFFIC_CONTROL' },
      ServiceRoleArn: { 'Fn::GetAtt': ['CodeDeployServiceRole', 'Arn'] },
    },
  });
  assert.deepEqual(translated(shifted)['Outputs'], {
    Alias: { Value: { Ref: 'MyLambdaFunctionAliaslive' } },
  });
});

test('a version is another when the code is another, and only then', () => {
  const versionOf = (body: string) => Object.keys(resourcesOf(body)).find((id) => id.includes('Version'));
  assert.equal(versionOf(shifted), versionOf(shifted.replace('Canary10Percent5Minutes', 'AllAtOnce')));
  assert.notEqual(versionOf(shifted), versionOf(shifted.replace('app.zip', 'app2.zip')));
});

// AWS: the ids of SAM's own translator for these resources.
test('ids are those that SAM makes', () => {
  const body = `
Globals: { Function: { Runtime: nodejs22.x, Environment: { Variables: { G: g } } } }
Resources:
  Hello:
    Type: AWS::Serverless::Function
    Properties:
      Handler: index.handler
      InlineCode: exports.handler = async () => 1
      AutoPublishAlias: live
      Environment: { Variables: { L: l } }
      Events:
        Api: { Type: Api, Properties: { Path: /hello, Method: get } }
        Http: { Type: HttpApi, Properties: { Path: /h, Method: post } }
        Sched: { Type: Schedule, Properties: { Schedule: rate(1 minute) } }
        Queue: { Type: SQS, Properties: { Queue: !GetAtt Q.Arn } }
        Topic: { Type: SNS, Properties: { Topic: !Ref T } }
        Bucket: { Type: S3, Properties: { Bucket: !Ref B, Events: 's3:ObjectCreated:*' } }
  B: { Type: AWS::S3::Bucket }
  Q: { Type: AWS::SQS::Queue }
  T: { Type: AWS::SNS::Topic }
  Table: { Type: AWS::Serverless::SimpleTable }
`;
  const types = typesOf(body);
  const deployment = Object.keys(types).find((id) => id.startsWith('ServerlessRestApiDeployment'))!;
  assert.deepEqual(types, {
    B: 'AWS::S3::Bucket',
    Q: 'AWS::SQS::Queue',
    T: 'AWS::SNS::Topic',
    Table: 'AWS::DynamoDB::Table',
    Hello: 'AWS::Lambda::Function',
    HelloVersion0813f36206: 'AWS::Lambda::Version',
    HelloAliaslive: 'AWS::Lambda::Alias',
    HelloApiPermissionProd: 'AWS::Lambda::Permission',
    HelloHttpPermission: 'AWS::Lambda::Permission',
    HelloSched: 'AWS::Events::Rule',
    HelloSchedPermission: 'AWS::Lambda::Permission',
    HelloQueue: 'AWS::Lambda::EventSourceMapping',
    HelloTopic: 'AWS::SNS::Subscription',
    HelloTopicPermission: 'AWS::Lambda::Permission',
    HelloBucketPermission: 'AWS::Lambda::Permission',
    HelloRole: 'AWS::IAM::Role',
    ServerlessRestApi: 'AWS::ApiGateway::RestApi',
    [deployment]: 'AWS::ApiGateway::Deployment',
    ServerlessRestApiProdStage: 'AWS::ApiGateway::Stage',
    ServerlessHttpApi: 'AWS::ApiGatewayV2::Api',
    ServerlessHttpApiApiGatewayDefaultStage: 'AWS::ApiGatewayV2::Stage',
  });
});

test("a role has its function's policies: managed ones, statements, and SAM's templates", () => {
  const { FRole: role } = resourcesOf(`
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties:
      Handler: i.h
      Runtime: nodejs22.x
      InlineCode: x
      Policies:
        - AmazonS3ReadOnlyAccess
        - AWSLambdaBasicExecutionRole
        - SQSSendMessagePolicy: { QueueName: !GetAtt Q.QueueName }
        - Statement: [{ Effect: Allow, Action: 's3:*', Resource: '*' }]
  Q: { Type: AWS::SQS::Queue }`);
  const { ManagedPolicyArns, Policies } = (role as Values)['Properties'] as Values;
  assert.deepEqual(ManagedPolicyArns, [
    'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole',
    'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess',
  ]);
  const arn = 'arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:${queueName}';
  const Resource = { 'Fn::Sub': [arn, { queueName: { 'Fn::GetAtt': ['Q', 'QueueName'] } }] };
  assert.deepEqual(Policies, [
    {
      PolicyName: 'FRolePolicy2',
      PolicyDocument: { Statement: [{ Action: ['sqs:SendMessage*'], Effect: 'Allow', Resource }] },
    },
    {
      PolicyName: 'FRolePolicy3',
      PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }] },
    },
  ]);
});

const wrong = (properties: string) =>
  `Resources: { F: { Type: AWS::Serverless::Function, Properties: ${properties} } }`;

for (const [body, complaint] of [
  [wrong('{ Handler: i.h, Runtime: r, CodeUri: . }'), "'CodeUri' is not a valid S3 Uri of the form"],
  [
    wrong('{ Handler: i.h, Runtime: r, InlineCode: x, Nope: 1 }'),
    'property Nope not defined for resource of type',
  ],
  [
    wrong('{ Handler: i.h, Runtime: r, InlineCode: x, Policies: [{ NopePolicy: {} }] }'),
    "policy template 'NopePolicy'",
  ],
  [
    wrong('{ InlineCode: x, Events: { E: { Type: AlexaSkill } } }'),
    'Its type AlexaSkill is not served by Penstock',
  ],
  [
    'Resources: { A: { Type: AWS::Serverless::Application } }',
    'AWS::Serverless::Application is not served by Penstock',
  ],
  [
    'Resources: { A: { Type: AWS::Serverless::Api, Properties: { StageName: s, Auth: {} } } }',
    'property Auth is not served',
  ],
  ['Globals: { Nope: {} }\nResources: {}', "'Nope' is not supported"],
] as const)
  test(`${body} is refused: ${complaint}`, () =>
    assert.throws(
      () => translated(body),
      ({ message }: Error) =>
        message.startsWith(
          'Transform AWS::Serverless-2016-10-31 failed with: Invalid Serverless Application',
        ) && message.includes(complaint),
    ));
