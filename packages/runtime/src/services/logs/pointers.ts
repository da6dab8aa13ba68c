/** Where a log event is found again: what a query tells as `@ptr`. */
export interface Pointer {
  readonly group: string;
  readonly stream: string;
  /** The stream's own, never used again. */
  readonly streamId: string;
  readonly ordinal: number;
}

export const pointerText = ({ group, stream, streamId, ordinal }: Pointer): string =>
  Buffer.from(JSON.stringify([group, stream, streamId, ordinal])).toString('base64');

/** Undefined of what is none. */
export function pointerOf(text: string): Pointer | undefined {
  try {
    const [group, stream, streamId, ordinal] = JSON.parse(
      Buffer.from(text, 'base64').toString(),
    ) as unknown[];
    if (![group, stream, streamId].every((each) => typeof each === 'string')) return undefined;
    return Number.isSafeInteger(ordinal) ? ({ group, stream, streamId, ordinal } as Pointer) : undefined;
  } catch (error) {
    // Text that is no list is no pointer either.
    if (error instanceof SyntaxError || error instanceof TypeError) return undefined;
    throw error;
  }
}
