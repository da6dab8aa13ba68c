import type * as sdk from '@aws-sdk/client-secrets-manager';
import type { Answered, Given } from '../../../base/given.ts';
import { pageOf } from '../../../base/pagination.ts';
import type { Handler } from '../../../dispatch/service.ts';
import { invalidNextToken, notServed } from '../errors.ts';
import { secrets, type SecretRecord } from '../records.ts';
import { stagesOf, summary } from './secrets.ts';

type Filter = Given<sdk.Filter>;

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ListSecrets.html */
export const listSecrets: Handler<
  Given<sdk.ListSecretsCommandInput>,
  Answered<sdk.ListSecretsCommandOutput>
> = (input, call) => {
  if (input.SortBy !== undefined && input.SortBy !== 'created-date' && input.SortBy !== 'name')
    notServed(`secrets sorted by ${input.SortBy}`);
  const all = matching(secrets.list(call.tx, call), input.Filters ?? [])
    .filter(({ deletedDate }) => input.IncludePlannedDeletion || deletedDate === undefined)
    .sort((one, other) => (input.SortBy === 'name' ? 0 : one.createdDate - other.createdDate));
  // AWS: the newest first, unless asked otherwise. Unverified among secrets of one moment.
  const ordered = input.SortOrder === 'asc' ? all : all.toReversed();
  const page = pageOf(ordered, ({ name }) => name, {
    token: input.NextToken,
    limit: input.MaxResults ?? 100,
    invalid: invalidNextToken,
  });
  const SecretList = page.items.map((secret) => ({
    ...summary(secret),
    SecretVersionsToStages: stagesOf(secret),
  }));
  return { SecretList, NextToken: page.next };
};

/** AWS: every filter must be met, by any of its values; a value begun by `!` by none. Values are beginnings. */
export function matching(all: readonly SecretRecord[], filters: readonly Filter[]): SecretRecord[] {
  return all.filter((secret) => filters.every((filter) => meets(secret, filter)));
}

function meets(secret: SecretRecord, { Key = 'all', Values = [] }: Filter): boolean {
  const texts = textsOf(secret, Key);
  // AWS: names and tags heed case; descriptions and "all" do not.
  const fold = (text: string) => (Key === 'description' || Key === 'all' ? text.toLowerCase() : text);
  const begins = (value: string) =>
    texts.some((text) => wordsOf(text, Key).some((word) => fold(word).startsWith(fold(value))));
  return Values.some((value) => (value.startsWith('!') ? !begins(value.slice(1)) : begins(value)));
}

const wordsOf = (text: string, key: string): string[] =>
  key === 'all' || key === 'description' ? [text, ...text.split(/[\s/_+=.@-]+/)] : [text];

function textsOf(secret: SecretRecord, key: string): readonly string[] {
  switch (key) {
    case 'name':
      return [secret.name];
    case 'description':
      return [secret.description ?? ''];
    case 'tag-key':
      return Object.keys(secret.tags);
    case 'tag-value':
      return Object.values(secret.tags);
    case 'all':
      return [secret.name, secret.description ?? '', ...Object.entries(secret.tags).flat()];
    default:
      // AWS: primary-region and owning-service: no secret here is a replica, or a service's own.
      return [];
  }
}
