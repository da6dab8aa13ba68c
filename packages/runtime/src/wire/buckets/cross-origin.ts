import { AwsError } from '../../base/aws-error.ts';
import type { Door } from '../../dispatch/door.ts';
import type { LazyService } from '../../dispatch/lazy-service.ts';
import type { Answer } from '../answer.ts';
import type { Incoming } from '../incoming.ts';
import { bucketAddress } from '../protocols/bucket-address.ts';
import { labelText } from '../protocols/http-bindings.ts';

/** What a browser wants to know before a page of one origin calls another. */
interface Question {
  readonly Bucket: string;
  readonly Origin: string;
  readonly Method: string;
  readonly Headers: readonly string[];
  readonly Preflight: boolean;
}

/** Pages of other origins, as far as a bucket lets them in (CORS). */
export class CrossOrigin {
  readonly #door: Door;
  readonly #service: string;
  readonly #operation: string;

  constructor(door: Door, { name, listing }: LazyService) {
    this.#door = door;
    this.#service = name;
    this.#operation = listing.crossOrigin!;
  }

  /** The answer to `OPTIONS`, by which a browser asks beforehand. Throws what S3 refuses. */
  async preflight(incoming: Incoming): Promise<Answer> {
    const { headers } = incoming;
    const origin = headers.get('origin');
    const method = headers.get('access-control-request-method');
    if (origin === undefined)
      throw new AwsError('BadRequest', 'Insufficient information. Origin request header needed.');
    if (method === undefined) throw new AwsError('BadRequest', 'Invalid Access-Control-Request-Method: null');
    const asked = headers.get('access-control-request-headers') ?? '';
    const Headers = asked.split(',').flatMap((name) => name.trim().toLowerCase() || []);
    const question = { Origin: origin, Method: method, Headers, Preflight: true };
    return { status: 200, headers: await this.#ask(incoming, question), body: '' };
  }

  /** What is added to the answer of a call that a page has made. */
  async headers(incoming: Incoming): Promise<Readonly<Record<string, string>>> {
    const origin = incoming.headers.get('origin');
    if (origin === undefined) return {};
    const question = { Origin: origin, Method: incoming.method, Headers: [], Preflight: false };
    return this.#ask(incoming, question);
  }

  async #ask(incoming: Incoming, question: Omit<Question, 'Bucket'>): Promise<Record<string, string>> {
    const { bucket } = bucketAddress(incoming);
    if (bucket === undefined) return {};
    const asked: Question = { Bucket: labelText(bucket), ...question };
    const { Headers } = await this.#door.report(this.#service, this.#operation, asked);
    return Headers as Record<string, string>;
  }
}
