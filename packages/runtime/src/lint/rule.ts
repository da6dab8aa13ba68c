import type { Finding } from './declared.ts';
import type { Known } from './known.ts';

/** One thing that must be so, for a release to be watched and taken back. */
export interface Rule {
  /** Permanent: what suppressions and SARIF name it by. */
  readonly id: string;
  readonly sentence: string;
  /** AWS's own words about it. */
  readonly url: string;
  check(known: Known): Iterable<Finding>;
}
