import { own } from '../../../base/own.ts';

/** Properties that can be written and not read, by type. */
// AWS: CloudFormation's registry, writeOnlyProperties of each type's schema.
const paths: Readonly<Record<string, readonly string[]>> = {
  'AWS::CloudFormation::Stack': ['TemplateURL'],
  'AWS::CodePipeline::Pipeline': ['RestartExecutionOnUpdate'],
  'AWS::CodePipeline::Webhook': ['TargetPipelineVersion', 'RegisterWithThirdParty'],
  'AWS::CodePipeline::CustomActionType': ['ConfigurationProperties/*/Type'],
  'AWS::ECR::Repository': ['EmptyOnDelete'],
  'AWS::ECS::Cluster': ['ServiceConnectDefaults'],
  'AWS::ECS::Service': ['ServiceConnectConfiguration', 'VolumeConfigurations', 'ForceNewDeployment'],
  'AWS::ElasticLoadBalancingV2::Listener': ['DefaultActions/*/AuthenticateOidcConfig/ClientSecret'],
  'AWS::ElasticLoadBalancingV2::ListenerRule': [
    'Actions/*/AuthenticateOidcConfig/ClientSecret',
    'ListenerArn',
  ],
  'AWS::ElasticLoadBalancingV2::TrustStore': [
    'CaCertificatesBundleS3Bucket',
    'CaCertificatesBundleS3Key',
    'CaCertificatesBundleS3ObjectVersion',
  ],
  'AWS::Events::Connection': ['AuthParameters'],
  'AWS::Events::EventBus': ['EventSourceName'],
  'AWS::Events::EventBusPolicy': ['Principal', 'Condition', 'Action'],
  'AWS::IAM::ServerCertificate': ['PrivateKey', 'CertificateBody', 'CertificateChain'],
  'AWS::IAM::ServiceLinkedRole': ['CustomSuffix', 'AWSServiceName'],
  'AWS::IAM::User': ['LoginProfile/Password'],
  'AWS::KMS::Key': ['PendingWindowInDays', 'BypassPolicyLockoutSafetyCheck', 'RotationPeriodInDays'],
  'AWS::Lambda::Function': ['Code', 'SnapStart', 'PublishToLatestPublished'],
  'AWS::Lambda::LayerVersion': ['Content'],
  'AWS::Lambda::Url': ['TargetFunctionArn', 'Qualifier'],
  'AWS::S3::Bucket': [
    'AccessControl',
    'LifecycleConfiguration/Rules/*/ExpiredObjectDeleteMarker',
    'LifecycleConfiguration/Rules/*/NoncurrentVersionExpirationInDays',
    'LifecycleConfiguration/Rules/*/NoncurrentVersionTransition',
    'LifecycleConfiguration/Rules/*/Transition',
    'ReplicationConfiguration/Rules/*/Prefix',
  ],
  'AWS::SNS::Subscription': ['Region'],
  'AWS::SSM::Parameter': ['Description', 'Tier', 'AllowedPattern', 'Policies'],
  'AWS::SecretsManager::ResourcePolicy': ['BlockPublicPolicy'],
  'AWS::SecretsManager::RotationSchedule': ['RotateImmediatelyOnUpdate', 'HostedRotationLambda'],
  'AWS::SecretsManager::Secret': ['SecretString', 'GenerateSecretString'],
};

/** Whether a property of a type is never to be read, so that its absence says nothing. */
export function neverRead(type: string | undefined, path: readonly string[]): boolean {
  const writeOnly = type === undefined ? [] : (own(paths, type) ?? []);
  return writeOnly.some((pattern) =>
    pattern.split('/').every((name, index) => name === '*' || name === path[index]),
  );
}
