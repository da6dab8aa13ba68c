import { invalid } from './errors.ts';
import { functionOf, isList, isValues, type Template, type Value } from './template.ts';

/** Where `{{resolve:ssm-secure:…}}` may stand: nowhere else are secrets kept from whoever reads the resource. */
// AWS: user guide, "Get a secure string value from Systems Manager Parameter Store", supported resources.
const supported: ReadonlySet<string> = new Set([
  'AWS::DirectoryService::MicrosoftAD/Properties/Password',
  'AWS::DirectoryService::SimpleAD/Properties/Password',
  'AWS::ElastiCache::ReplicationGroup/Properties/AuthToken',
  'AWS::IAM::User/Properties/LoginProfile/Password',
  'AWS::KinesisFirehose::DeliveryStream/Properties/RedshiftDestinationConfiguration/Password',
  'AWS::OpsWorks::App/Properties/AppSource/Password',
  'AWS::OpsWorks::Stack/Properties/CustomCookbooksSource/Password',
  'AWS::OpsWorks::Stack/Properties/RdsDbInstances/DbPassword',
  'AWS::RDS::DBCluster/Properties/MasterUserPassword',
  'AWS::RDS::DBInstance/Properties/MasterUserPassword',
  'AWS::Redshift::Cluster/Properties/MasterUserPassword',
]);

/** Refuses secure references where they are not supported. */
// AWS: seen as "SSM Secure reference is not supported in: [AWS::Lambda::Function/Properties/Environment/Variables/A]".
export function checkSecureReferences({ Resources }: Template): void {
  const places = Object.values(Resources).flatMap(({ Type, Properties }) => [
    ...securePlaces(Properties, `${Type}/Properties`),
  ]);
  const refused = [...new Set(places)].filter((place) => !supported.has(place));
  if (refused.length > 0) invalid(`SSM Secure reference is not supported in: [${refused.join(', ')}]`);
}

function* securePlaces(value: Value, place: string): Generator<string> {
  if (typeof value === 'string') {
    if (value.includes('{{resolve:ssm-secure:')) yield place;
    return;
  }
  if (isList(value)) for (const item of value) yield* securePlaces(item, place);
  else if (isValues(value)) {
    const called = functionOf(value);
    if (called) yield* securePlaces(called.argument, place);
    else for (const [name, member] of Object.entries(value)) yield* securePlaces(member, `${place}/${name}`);
  }
}
