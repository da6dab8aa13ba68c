/** A part of a query's text: from `start` to before `end`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** What is wrong with a query, and where. */
export class QueryFault extends Error {
  readonly at: Span;

  constructor(message: string, at: Span) {
    super(message);
    this.at = at;
  }
}

export const spanOf = ({ start, end }: Span): Span => ({ start, end });
