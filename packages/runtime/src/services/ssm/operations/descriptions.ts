import type * as sdk from '@aws-sdk/client-ssm';
import type { Answered, Given } from '../../../base/given.ts';
import { pageOf } from '../../../base/pagination.ts';
import type { Handler } from '../../../dispatch/service.ts';
import { invalidNextToken, validation } from '../errors.ts';
import { descriptionFilters } from '../filters.ts';
import { parameterArn, parameters, type ParameterPolicy, type ParameterVersion } from '../records.ts';

type Described = Given<sdk.DescribeParametersCommandInput>;

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DescribeParameters.html */
export const describeParameters: Handler<Described, Answered<sdk.DescribeParametersCommandOutput>> = (
  input,
  call,
) => {
  const { Filters = [], ParameterFilters = [] } = input;
  if (Filters.length > 0 && ParameterFilters.length > 0)
    validation('You can use either Filters or ParameterFilters in a single request.');
  // AWS: unverified that the older filters find a name by its beginning.
  const older = Filters.map(({ Key, Values }) => ({
    Key,
    Values,
    Option: Key === 'Name' ? 'BeginsWith' : 'Equals',
  }));
  const matches = descriptionFilters([...ParameterFilters, ...older]);
  // AWS: "Shared": parameters that other accounts share by RAM, of which there are none.
  const all = input.Shared ? [] : parameters.list(call.tx, call).filter(matches);
  const page = pageOf(all, ({ name }) => name, {
    token: input.NextToken,
    limit: input.MaxResults ?? 50,
    invalid: invalidNextToken,
  });
  const Parameters = page.items.map((parameter) => ({
    ARN: parameterArn(call, parameter.name),
    ...metadata(parameter),
  }));
  return { Parameters, NextToken: page.next };
};

/** What is told of a version without its value. */
export const metadata = (version: ParameterVersion) => ({
  Name: version.name,
  Type: version.type,
  KeyId: version.keyId,
  LastModifiedDate: new Date(version.lastModifiedDate),
  LastModifiedUser: version.lastModifiedUser,
  Description: version.description,
  AllowedPattern: version.allowedPattern,
  Version: version.version,
  Tier: version.tier,
  Policies: version.policies.map(policyAnswer),
  DataType: version.dataType,
});

/** AWS: Pending, "the policy hasn't been enforced or applied yet". */
const policyAnswer = ({ type, text }: ParameterPolicy) => ({
  PolicyText: text,
  PolicyType: type,
  PolicyStatus: 'Pending',
});
