/** One page of a list whose order does not change, and the token of the next. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | undefined;
}

/**
 * Cuts a page out of `items`. The token names the last item given, so that a list that grew in the meantime
 * is
 * neither repeated nor skipped. `keyOf` must order as the items are ordered; a token of another list is
 * `invalid`.
 */
export function pageOf<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
  request: { readonly token: string | undefined; readonly limit: number; readonly invalid: () => never },
): Page<T> {
  const start = request.token === undefined ? 0 : after(items, keyOf, request.token, request.invalid);
  const page = items.slice(start, start + request.limit);
  const last = page.at(-1);
  const more = start + page.length < items.length && last !== undefined;
  return { items: page, next: more ? Buffer.from(keyOf(last)).toString('base64url') : undefined };
}

function after<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
  token: string,
  invalid: () => never,
): number {
  const key = Buffer.from(token, 'base64url').toString();
  const index = items.findIndex((item) => keyOf(item) === key);
  return index < 0 ? invalid() : index + 1;
}
