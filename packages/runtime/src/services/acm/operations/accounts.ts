import type * as sdk from '@aws-sdk/client-acm';
import type { Answered, Given } from '../../../base/given.ts';
import type { Handler } from '../../../dispatch/service.ts';
import { accounts } from '../records.ts';

/** https://docs.aws.amazon.com/acm/latest/APIReference/API_PutAccountConfiguration.html */
export const putAccountConfiguration: Handler<Given<sdk.PutAccountConfigurationCommandInput>, object> = (
  { ExpiryEvents },
  call,
) => {
  const days = ExpiryEvents?.DaysBeforeExpiry;
  if (days !== undefined) accounts.put(call.tx, call, 'account', { daysBeforeExpiry: days });
  return {};
};

export const getAccountConfiguration: Handler<object, Answered<sdk.GetAccountConfigurationCommandOutput>> = (
  _,
  call,
) => ({
  ExpiryEvents: { DaysBeforeExpiry: accounts.get(call.tx, call, 'account')?.daysBeforeExpiry ?? 45 },
});
