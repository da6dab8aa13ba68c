import type { BlobRef } from '../base/blob.ts';
import type { HeaderList } from './header-list.ts';
import { parseQuery } from './query-string.ts';
import type { OperationModel } from './schema/operation-model.ts';
import type { SignedRequest } from './sigv4/signed-request.ts';

/** A request without its body: where it goes and what it says of itself. */
export class Incoming implements SignedRequest {
  /** AWS's request id, in every answer. */
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly headers: HeaderList;
  /** Set when nothing of the body is left on the connection, which the parser says only later. */
  bodyTaken = false;
  #parameters: ReadonlyMap<string, readonly string[]> | undefined;

  constructor(id: string, method: string, target: string, headers: HeaderList) {
    const mark = target.indexOf('?');
    this.id = id;
    this.method = method;
    this.path = mark < 0 ? target : target.slice(0, mark);
    this.query = mark < 0 ? '' : target.slice(mark + 1);
    this.headers = headers;
  }

  get parameters(): ReadonlyMap<string, readonly string[]> {
    return (this.#parameters ??= parseQuery(this.query));
  }
}

/** What operation a request means, and what was found out on the way. */
export interface Selected {
  readonly operation: OperationModel;
  /** Values of the path's labels, decoded; the bucket among them. */
  readonly labels: ReadonlyMap<string, string>;
}

/** A body: in memory, or kept as a blob where the schema says that it streams. */
export type Body = Buffer | BlobRef;
