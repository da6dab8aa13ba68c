// What an SDK's client of the agents' service would export: schemas in the form of `@smithy/core/schema`. There is no
// such client; the shapes are those that the agent itself is published with.
// AWS: github.com/aws/aws-codedeploy-agent, vendor/gems/codedeploy-commands-1.0.0/apis/CodeDeployCommand.api.json

const namespace = 'com.amazonaws.codedeploycommand';

type Schema = unknown;
const string = 0;
const number = 1;
const timestamp = 4;

/** A structure; its first members are required. */
const structure = (name: string, members: Readonly<Record<string, Schema>>, required = 0): Schema => [
  3,
  namespace,
  name,
  0,
  Object.keys(members),
  Object.values(members),
  required,
];

const envelope = structure('Envelope', { Format: string, Payload: string });
const status = structure('HostCommandStatusOutput', { CommandStatus: string });
const specification = structure('DeploymentSpecification', {
  GenericEnvelope: () => envelope,
  VariantId: string,
  VariantEnvelope: () => envelope,
});
const command = structure('HostCommandInstance', {
  HostCommandIdentifier: string,
  HostIdentifier: string,
  DeploymentExecutionId: string,
  CommandName: string,
  Nonce: number,
});

const operation = (name: string, input: Schema, output: Schema): Schema => [
  9,
  namespace,
  name,
  0,
  () => input,
  () => output,
];

const error = (name: string, fault: 'client' | 'server'): Schema => [
  -3,
  namespace,
  name,
  { error: fault, httpError: fault === 'client' ? 400 : 500 },
  ['message'],
  [string],
];

class CodeDeployCommandsClient {
  readonly config = {
    protocol: { name: 'AwsJson1_1Protocol' },
    protocolSettings: {
      serviceTarget: 'CodeDeployCommandService_v20141006',
      defaultNamespace: namespace,
      version: '2014-10-06',
    },
  };
}

export const client: Readonly<Record<string, unknown>> = {
  CodeDeployCommandsClient,
  PollHostCommand$: operation(
    'PollHostCommand',
    structure('PollHostCommandInput', { HostIdentifier: string }, 1),
    structure('PollHostCommandOutput', { HostCommand: () => command }),
  ),
  GetDeploymentSpecification$: operation(
    'GetDeploymentSpecification',
    structure(
      'GetDeploymentSpecificationInput',
      { DeploymentExecutionId: string, HostIdentifier: string },
      2,
    ),
    structure('GetDeploymentSpecificationOutput', {
      DeploymentSystem: string,
      DeploymentSpecification: () => specification,
    }),
  ),
  PutHostCommandAcknowledgement$: operation(
    'PutHostCommandAcknowledgement',
    structure(
      'PutHostCommandAcknowledgementInput',
      { HostCommandIdentifier: string, Diagnostics: () => envelope },
      1,
    ),
    status,
  ),
  PostHostCommandUpdate$: operation(
    'PostHostCommandUpdate',
    structure(
      'PostHostCommandUpdateInput',
      { HostCommandIdentifier: string, EstimatedCompletionTime: timestamp, Diagnostics: () => envelope },
      1,
    ),
    status,
  ),
  PutHostCommandComplete$: operation(
    'PutHostCommandComplete',
    structure(
      'PutHostCommandCompleteInput',
      { HostCommandIdentifier: string, CommandStatus: string, Diagnostics: () => envelope },
      2,
    ),
    structure('PutHostCommandCompleteOutput', {}),
  ),
  ClientException$: error('ClientException', 'client'),
  ServerException$: error('ServerException', 'server'),
};
