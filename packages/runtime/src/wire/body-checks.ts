import { checksumOf, type Checksum } from '../base/checksums/checksum.ts';
import type { HeaderList } from './header-list.ts';
import { Refusal } from './refusal.ts';

interface Check {
  readonly header: string;
  readonly checksum: Checksum;
  /** Base64. Comes before the body, or in a trailer after it. */
  expected: string | undefined;
}

const prefix = 'x-amz-checksum-';
/** These describe checksums and are none. */
const descriptions = new Set(['algorithm', 'mode', 'type']);

/** The checksums that a caller sent for a body: Content-MD5 and x-amz-checksum-*, in headers or trailers. */
// AWS: S3 user guide, "Checking object integrity"; messages from S3's error responses, BadDigest and InvalidDigest.
export class BodyChecks {
  readonly #headers: HeaderList;
  readonly #checks: Check[] = [];
  /** What it is summed up by besides. */
  readonly #sum: Pick<Check, 'header' | 'checksum'> | undefined;

  /** @param summed what a body is summed up by that comes without a checksum of its own */
  constructor(headers: HeaderList, summed?: string) {
    this.#headers = headers;
    const md5 = headers.get('content-md5');
    if (md5 !== undefined) {
      if (Buffer.from(md5, 'base64').length !== 16)
        throw new Refusal('InvalidDigest', '', { 'Content-MD5': md5 });
      this.#add('content-md5', 'md5', md5);
    }
    for (const name of headers.names())
      if (name.startsWith(prefix) && !descriptions.has(name.slice(prefix.length)))
        this.#add(name, name.slice(prefix.length), headers.get(name));
    for (const name of (headers.get('x-amz-trailer') ?? '').toLowerCase().split(','))
      if (name.trim().startsWith(prefix)) this.#add(name.trim(), name.trim().slice(prefix.length), undefined);
    const isSummed = this.#checks.some(({ header }) => header.startsWith(prefix));
    if (summed !== undefined && !isSummed)
      this.#sum = { header: `${prefix}${summed}`, checksum: checksumOf(summed)! };
  }

  update(bytes: Uint8Array): void {
    for (const { checksum } of this.#checks) checksum.update(bytes);
    this.#sum?.checksum.update(bytes);
  }

  /** A trailer counts as the header it stands for. */
  trailer(name: string, value: string): void {
    const check = this.#checks.find(({ header }) => header === name);
    if (check) check.expected = value;
    this.#headers.set(name, value);
  }

  /** All of the body has passed. */
  finish(): void {
    for (const { header, checksum, expected } of this.#checks) {
      if (expected === undefined)
        throw new Refusal(
          'Malformed',
          'The request contained trailing data that was not well-formed or did not conform to our published schema.',
        );
      const computed = checksum.digest();
      if (computed !== expected) throw badDigest(header, computed, expected);
    }
    if (this.#sum) this.#headers.set(this.#sum.header, this.#sum.checksum.digest());
  }

  #add(header: string, algorithm: string, expected: string | undefined): void {
    const checksum = checksumOf(algorithm);
    if (!checksum)
      throw new Refusal(
        'InvalidArgument',
        `The algorithm type you specified in ${header} header is invalid.`,
      );
    this.#checks.push({ header, checksum, expected });
  }
}

function badDigest(header: string, computed: string, expected: string): Refusal {
  if (header === 'content-md5')
    return new Refusal('BadDigest', 'The Content-MD5 you specified did not match what we received.', {
      ExpectedDigest: expected,
      CalculatedDigest: computed,
    });
  const algorithm = header.slice(prefix.length).toUpperCase();
  return new Refusal('BadDigest', `The ${algorithm} you specified did not match the calculated checksum.`);
}
