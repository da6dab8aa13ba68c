import type * as sdk from '@aws-sdk/client-ssm';
import type { Answered, Given } from '../../../base/given.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { announce } from '../announcing.ts';
import { checkAllowedPattern } from '../allowed-pattern.ts';
import { oldestVersionLabelled, parameterAlreadyExists, parameterNotFound, validation } from '../errors.ts';
import { expires, noLongerExpires } from '../expiring.ts';
import { checkName } from '../names.ts';
import { policiesOf } from '../policies.ts';
import {
  history,
  parameters,
  versionsMax,
  type Parameter,
  type ParameterKind,
  type ParameterVersion,
  type Tier,
} from '../records.ts';
import { defaultKey, sealed } from '../sealing.ts';
import { checkTags } from './tags.ts';

type Put = Given<sdk.PutParameterCommandInput>;

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html */
export const putParameter: Handler<Put, Answered<sdk.PutParameterCommandOutput>> = (input, call) => {
  checkName(input.Name);
  if (input.Overwrite && input.Tags && input.Tags.length > 0)
    validation(
      "Invalid request: tags and overwrite can't be used together. To create a parameter with tags, please remove " +
        'overwrite flag. To update tags for an existing parameter, please use AddTagsToResource or ' +
        'RemoveTagsFromResource.',
    );
  const before = parameters.get(call.tx, call, input.Name);
  if (before && !input.Overwrite) parameterAlreadyExists();
  const version = versionOf(input, call, before);
  if (before) makeHistory(call, before);
  const tags = before?.tags ?? checkTags({}, input.Tags);
  parameters.put(call.tx, call, version.name, { ...version, tags });
  if (before) noLongerExpires(call, before);
  expires(call, version);
  announce(call, before ? 'Update' : 'Create', version);
  return { Version: version.version, Tier: version.tier };
};

/** What is not said of a new version is as it was in the version before. */
function versionOf(input: Put, call: Call, before: Parameter | undefined): ParameterVersion {
  const type =
    input.Type ?? before?.type ?? validation('A parameter type is required when you create a parameter.');
  const policies = input.Policies === undefined ? (before?.policies ?? []) : policiesOf(input.Policies);
  const tier = tierOf(input, before, policies.length > 0);
  const allowedPattern = input.AllowedPattern ?? before?.allowedPattern;
  const dataType = input.DataType ?? before?.dataType ?? 'text';
  checkDataType(dataType, input.Value);
  if (allowedPattern) checkAllowedPattern(allowedPattern, input.Value);
  return {
    name: input.Name,
    version: (before?.version ?? 0) + 1,
    type,
    ...valueOf(input, call, { type, tier, before }),
    lastModifiedDate: call.now,
    lastModifiedUser: call.caller.arn,
    description: (input.Description ?? before?.description) || undefined,
    allowedPattern: allowedPattern || undefined,
    labels: [],
    tier,
    policies,
    dataType,
  };
}

interface Kept {
  readonly type: ParameterKind;
  readonly tier: Tier;
  readonly before: Parameter | undefined;
}

function valueOf(
  input: Put,
  call: Call,
  { type, tier, before }: Kept,
): Pick<ParameterVersion, 'value' | 'keyId'> {
  if (type !== 'SecureString') {
    if (input.KeyId !== undefined) validation('KeyId is required for SecureString type parameter only.');
    return { value: input.Value };
  }
  const keyId = input.KeyId ?? before?.keyId ?? defaultKey;
  return { value: sealed(call, input.Value, { name: input.Name, keyId, tier }), keyId };
}

/** AWS: user guide, "Managing parameter tiers". */
function tierOf(input: Put, before: Parameter | undefined, hasPolicies: boolean): Tier {
  const size = Buffer.byteLength(input.Value);
  if (size === 0)
    validation(
      "1 validation error detected: Value '' at 'value' failed to satisfy constraint: " +
        'Member must have length greater than or equal to 1.',
    );
  const needsAdvanced = size > sizeMax.Standard || hasPolicies;
  const asked = input.Tier ?? before?.tier ?? 'Standard';
  const tier =
    asked === 'Intelligent-Tiering' ? (needsAdvanced ? 'Advanced' : (before?.tier ?? 'Standard')) : asked;
  if (tier === 'Standard' && before?.tier === 'Advanced')
    validation(
      "This parameter uses the advanced-parameter tier. You can't downgrade a parameter from the advanced-parameter " +
        'tier to the standard-parameter tier. If necessary, you can delete the advanced parameter and recreate it as ' +
        'a standard parameter.',
    );
  // AWS: unverified sentence.
  if (tier === 'Standard' && hasPolicies)
    validation("Standard tier parameters don't support parameter policies.");
  if (size > sizeMax[tier])
    validation(
      `${tier} tier parameters support a maximum parameter value of ${sizeMax[tier]} characters.` +
        (tier === 'Standard'
          ? ' To create a larger parameter value, upgrade the parameter to use the advanced-parameter tier. For more ' +
            'information, see https://docs.aws.amazon.com/systems-manager/latest/userguide/' +
            'parameter-store-advanced-parameters.html'
          : ''),
    );
  return tier;
}

const sizeMax: Readonly<Record<Tier, number>> = { Standard: 4096, Advanced: 8192 };

function checkDataType(dataType: string, value: string): void {
  if (dataType !== 'text' && dataType !== 'aws:ec2:image' && dataType !== 'aws:ssm:integration')
    validation(`The following data type is not supported: ${dataType} (Data type names are all lowercase.)`);
  // AWS: user guide, "aws:ec2:image": the id's form is checked at once. Unverified sentence.
  if (dataType === 'aws:ec2:image' && !/^ami-(?:[0-9a-f]{8}|[0-9a-f]{17})$/.test(value))
    validation(
      'The parameter value must be an Amazon Machine Image (AMI) ID of the form ami-12345abcdeEXAMPLE.',
    );
}

/** The latest version joins the ones before; the oldest goes when they are too many. */
function makeHistory(call: Call, { tags: _tags, ...before }: Parameter): void {
  history.put(call.tx, call, before);
  const older = history.list(call.tx, call, before.name);
  const [oldest] = older;
  if (older.length < versionsMax || !oldest) return;
  if (oldest.labels.length > 0) oldestVersionLabelled(before.name, oldest.version);
  history.delete(call.tx, call, oldest.name, oldest.version);
}

export const deleteParameter: Handler<Given<sdk.DeleteParameterCommandInput>, object> = ({ Name }, call) => {
  if (!remove(call, Name)) parameterNotFound();
  return {};
};

export const deleteParameters: Handler<
  Given<sdk.DeleteParametersCommandInput>,
  Answered<sdk.DeleteParametersCommandOutput>
> = ({ Names }, call) => {
  const gone = new Set(Names.filter((name) => remove(call, name)));
  return { DeletedParameters: [...gone], InvalidParameters: Names.filter((name) => !gone.has(name)) };
};

/** Told by an expiration: the parameter goes, if it is still what was to expire. */
export const expire: Handler<{ readonly name: string; readonly version: number }, object> = (input, call) => {
  if (parameters.get(call.tx, call, input.name)?.version === input.version) remove(call, input.name, true);
  return {};
};

function remove(call: Call, name: string, expired = false): boolean {
  const parameter = parameters.get(call.tx, call, name);
  if (!parameter) return false;
  if (!expired) noLongerExpires(call, parameter);
  for (const { version } of history.list(call.tx, call, name)) history.delete(call.tx, call, name, version);
  parameters.delete(call.tx, call, name);
  announce(call, 'Delete', parameter);
  return true;
}
