import type * as sdk from '@aws-sdk/client-ssm';
import type { Call } from '../../dispatch/service.ts';
import { parameterNotFound, validation, versionNotFound } from './errors.ts';
import { referenceOf } from './names.ts';
import { isPublic, publicParameter, type PublicParameter } from './public-parameters.ts';
import { parameterArn, parameters, versionsOf, type Parameter, type ParameterVersion } from './records.ts';
import { opened } from './sealing.ts';

/** AWS: user guide, "Referencing AWS Secrets Manager secrets from Parameter Store parameters". */
const secretsPath = '/aws/reference/secretsmanager/';

/** The parameter that a name, an ARN or a selector means, as it is answered. Refuses with AWS's words. */
export function found(call: Call, text: string, decrypted: boolean): sdk.Parameter {
  const { names, selector } = referenceOf(text, call);
  const [name = ''] = names;
  if (name.startsWith(secretsPath)) return secret(call, text, decrypted);
  if (isPublic(name)) {
    const parameter = publicParameter(name, call.region) ?? parameterNotFound();
    return publicAnswer(parameter);
  }
  const parameter = named(call, names) ?? parameterNotFound();
  const version = selector === undefined ? parameter : selected(call, parameter, selector);
  return answer(call, version, { decrypted, selector });
}

export function named(call: Call, names: readonly string[]): Parameter | undefined {
  for (const name of names) {
    const parameter = parameters.get(call.tx, call, name);
    if (parameter) return parameter;
  }
  return undefined;
}

export function selected(call: Call, parameter: Parameter, selector: string): ParameterVersion {
  const version = versionsOf(call.tx, call, parameter).find(
    ({ version: number, labels }) => String(number) === selector || labels.includes(selector),
  );
  return version ?? versionNotFound(parameter.name, selector);
}

interface Shown {
  readonly decrypted: boolean;
  readonly selector?: string | undefined;
}

export function answer(call: Call, version: ParameterVersion, { decrypted, selector }: Shown): sdk.Parameter {
  return {
    Name: version.name,
    Type: version.type,
    Value: decrypted ? opened(call, version) : version.value,
    Version: version.version,
    Selector: selector === undefined ? undefined : `:${selector}`,
    LastModifiedDate: new Date(version.lastModifiedDate),
    ARN: parameterArn(call, version.name),
    DataType: version.dataType,
  };
}

// AWS: unverified which version and date a public parameter has; this one does not change.
export const publicAnswer = ({ name, value, arn, dataType }: PublicParameter): sdk.Parameter => ({
  Name: name,
  Type: 'String',
  Value: value,
  Version: 1,
  LastModifiedDate: new Date(Date.UTC(2026, 0, 1)),
  ARN: arn,
  DataType: dataType,
});

/** A secret, asked for as if it were a parameter. */
function secret(call: Call, name: string, decrypted: boolean): sdk.Parameter {
  if (!decrypted) validation('WithDecryption flag must be True for retrieving a Secret Manager secret.');
  const value = call.forward('secretsmanager', 'GetSecretValue', {
    SecretId: name.slice(secretsPath.length),
  });
  return {
    Name: name,
    Type: 'SecureString',
    Value: value.SecretString ?? Buffer.from(value.SecretBinary).toString(),
    Version: 0,
    SourceResult: JSON.stringify(value),
    LastModifiedDate: value.CreatedDate,
    ARN: parameterArn(call, name),
    DataType: 'text',
  };
}
