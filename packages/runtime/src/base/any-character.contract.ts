import fc from 'fast-check';

/** No characters: halves of some. */
const surrogates = { first: 0xd800, length: 0x800 };

/**
 * Every character that Unicode has room for, for properties of text. fast-check's own `unit: 'binary'` is the same, and
 * makes a table of all of them first, for a second and a half.
 */
export const anyCharacter = fc
  .integer({ min: 0, max: 0x10ffff - surrogates.length })
  .map((n) => String.fromCodePoint(n < surrogates.first ? n : n + surrogates.length));
