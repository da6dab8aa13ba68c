import type * as sdk from '@aws-sdk/client-secrets-manager';
import type { Answered, Given } from '../../../base/given.ts';
import type { Handler } from '../../../dispatch/service.ts';
import { invalidParameter } from '../errors.ts';

type Wish = Given<sdk.GetRandomPasswordCommandInput>;

const uppercase = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetRandomPassword.html */
export const getRandomPassword: Handler<Wish, Answered<sdk.GetRandomPasswordCommandOutput>> = (
  input,
  call,
) => {
  const length = input.PasswordLength ?? 32;
  const types = typesOf(input);
  if (types.every((type) => type === ''))
    invalidParameter('There are no characters left to make a password of.');
  if (types.includes('') && (input.RequireEachIncludedType ?? true))
    invalidParameter('All characters of a required type are excluded.');
  const required = (input.RequireEachIncludedType ?? true) ? types : [];
  if (length < required.length) invalidParameter('Password length is too short based on the required types.');
  const { ids } = call;
  const characters = [
    ...required.map((type) => ids.word(1, type)),
    ...ids.word(length - required.length, types.join('')),
  ];
  return { RandomPassword: shuffled(characters, ids.bytes(2 * length)).join('') };
};

function typesOf(input: Wish): string[] {
  const excluded = new Set(input.ExcludeCharacters ?? '');
  const types = [
    input.ExcludeUppercase ? undefined : uppercase,
    input.ExcludeLowercase ? undefined : uppercase.toLowerCase(),
    input.ExcludeNumbers ? undefined : '0123456789',
    input.ExcludePunctuation ? undefined : '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~',
    input.IncludeSpace ? ' ' : undefined,
  ];
  return types.flatMap((type) =>
    type === undefined ? [] : [[...type].filter((character) => !excluded.has(character)).join('')],
  );
}

/** Fisher and Yates, with two random bytes for each place. */
function shuffled(characters: readonly string[], random: Uint8Array): string[] {
  const places = [...characters];
  for (let i = places.length - 1; i > 0; i--) {
    const other = (random[2 * i]! * 256 + random[2 * i + 1]!) % (i + 1);
    [places[i], places[other]] = [places[other]!, places[i]!];
  }
  return places;
}
