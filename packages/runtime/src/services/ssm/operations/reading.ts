import type * as sdk from '@aws-sdk/client-ssm';
import { AwsError } from '../../../base/aws-error.ts';
import type { Answered, Given } from '../../../base/given.ts';
import { pageOf } from '../../../base/pagination.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { invalidNextToken, validation } from '../errors.ts';
import { pathFilters, type Chosen } from '../filters.ts';
import { answer, found, publicAnswer } from '../finding.ts';
import { isPublic, publicParametersBelow } from '../public-parameters.ts';
import { parameters } from '../records.ts';

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameter.html */
export const getParameter: Handler<
  Given<sdk.GetParameterCommandInput>,
  Answered<sdk.GetParameterCommandOutput>
> = ({ Name, WithDecryption = false }, call) => ({ Parameter: found(call, Name, WithDecryption) });

/** A name that is of nothing is told among the invalid ones; a key that may not be used refuses the whole call. */
export const getParameters: Handler<
  Given<sdk.GetParametersCommandInput>,
  Answered<sdk.GetParametersCommandOutput>
> = ({ Names, WithDecryption = false }, call) => {
  const Parameters: sdk.Parameter[] = [];
  const InvalidParameters: string[] = [];
  if (new Set(Names).size < Names.length) duplicateNames();
  for (const name of Names) {
    try {
      Parameters.push(found(call, name, WithDecryption));
    } catch (error) {
      if (!isOfNothing(error)) throw error;
      InvalidParameters.push(name);
    }
  }
  return { Parameters, InvalidParameters };
};

const ofNothing = new Set(['ParameterNotFound', 'ParameterVersionNotFound', 'ResourceNotFoundException']);

function isOfNothing(error: unknown): boolean {
  return error instanceof AwsError && ofNothing.has(error.name);
}

// AWS: unverified sentence.
function duplicateNames(): never {
  return validation('Duplicate parameter names are not allowed in a single request.');
}

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParametersByPath.html */
export const getParametersByPath: Handler<
  Given<sdk.GetParametersByPathCommandInput>,
  Answered<sdk.GetParametersByPathCommandOutput>
> = (input, call) => {
  if (!input.Path.startsWith('/')) invalidPath(input.Path);
  const path = input.Path.endsWith('/') ? input.Path : `${input.Path}/`;
  const all = isPublic(path) ? publicBelow(call, path) : below(call, path, input);
  const isInside = ({ Name }: sdk.Parameter) => input.Recursive || !Name!.slice(path.length).includes('/');
  const page = pageOf(all.filter(isInside), ({ Name }) => Name!, {
    token: input.NextToken,
    limit: input.MaxResults ?? 10,
    invalid: invalidNextToken,
  });
  return { Parameters: [...page.items], NextToken: page.next };
};

const publicBelow = (call: Call, path: string): sdk.Parameter[] =>
  publicParametersBelow(path, call.region).map(publicAnswer);

function below(call: Call, path: string, input: Given<sdk.GetParametersByPathCommandInput>): sdk.Parameter[] {
  const chosen: Chosen = pathFilters(call, input.ParameterFilters ?? []);
  return parameters
    .list(call.tx, call, { prefix: path === '/' ? '' : path })
    .flatMap((parameter) => chosen(parameter))
    .map((version) => answer(call, version, { decrypted: input.WithDecryption ?? false }));
}

function invalidPath(path: string): never {
  return validation(
    `The parameter doesn't meet the parameter name requirements. The parameter name must begin with a forward slash ` +
      `"/". It can't be prefixed with "aws" or "ssm" (case-insensitive). It must use only letters, numbers, or the ` +
      'following symbols: . (period), - (hyphen), _ (underscore). Special characters are not allowed. All sub-paths, ' +
      'if specified, must use the forward slash symbol "/". Valid example: /get/parameters2-/by1./path0_. ' +
      `Value: ${path}`,
  );
}
