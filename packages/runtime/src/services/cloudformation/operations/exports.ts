import type * as sdk from '@aws-sdk/client-cloudformation';
import type { Answered, Given } from '../../../base/given.ts';
import { pageOf } from '../../../base/pagination.ts';
import type { Handler } from '../../../dispatch/service.ts';
import { invalidNextToken, notImported } from '../errors.ts';
import { importersOf } from '../progress/exports.ts';
import { exportsOf, stackArn } from '../records.ts';

const pageMax = 100;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListExports.html */
export const listExports: Handler<
  Given<sdk.ListExportsCommandInput>,
  Answered<sdk.ListExportsCommandOutput>
> = (input, call) => {
  const page = pageOf(exportsOf.list(call.tx, call), ({ name }) => name, {
    token: input.NextToken,
    limit: pageMax,
    invalid: invalidNextToken,
  });
  return {
    Exports: page.items.map(({ name, value, stackKey }) => ({
      ExportingStackId: stackArn(call, stackKey),
      Name: name,
      Value: value,
    })),
    ...(page.next !== undefined && { NextToken: page.next }),
  };
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListImports.html */
export const listImports: Handler<
  Given<sdk.ListImportsCommandInput>,
  Answered<sdk.ListImportsCommandOutput>
> = (input, call) => {
  const users = importersOf(call, input.ExportName);
  if (users.length === 0) notImported(input.ExportName);
  const page = pageOf(users, (name) => name, {
    token: input.NextToken,
    limit: pageMax,
    invalid: invalidNextToken,
  });
  return { Imports: [...page.items], ...(page.next !== undefined && { NextToken: page.next }) };
};
