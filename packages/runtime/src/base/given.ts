/**
 * An input after validation: what its schema requires is there. The SDK's own types allow `undefined` for every
 * member, required or not.
 */
export type Given<T> = T extends Date | Uint8Array
  ? T
  : T extends readonly (infer Element)[]
    ? readonly Given<Element>[]
    : T extends object
      ? { readonly [K in keyof T]: {} extends Pick<T, K> ? Given<T[K]> : Given<Exclude<T[K], undefined>> }
      : T;

/** An answer as a handler gives it: `dispatch` adds the metadata. */
export type Answered<T> = Omit<T, '$metadata'>;
