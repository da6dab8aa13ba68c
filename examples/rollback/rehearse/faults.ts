/** What is wrong with a release, by the word in its `release.json`. */
export const faults = {
  none: 'nothing',
  'bad-status': 'fails every second customer at the shelves',
  'rare-bad-status': 'fails one customer in twenty at the shelves',
  'hangs-up': 'hangs up on every second customer at the shelves',
  slow: 'takes four seconds',
  'crash-loop': 'ends as soon as it starts',
  'memory-hog': 'takes nine tenths of the memory it may have',
  busy: 'computes all the time',
  'wrong-sums': 'answers 200, and says in its log that the sums are wrong',
  'locked-out': 'refuses the right password',
  'failing-self-test': 'fails the hook that tries it',
  'hanging-self-test': 'never answers the hook that tries it',
  'health-moved': 'answers /healthz, and is asked for /health',
} as const;

export type Fault = keyof typeof faults;

/** A release, and what its `release.json` says. */
export interface Release {
  readonly version: string;
  readonly fault: Fault;
}

/** Every stage begins with it, in its stack. */
export const first: Release = { version: '1.0.0', fault: 'none' };

/** The good one that comes by a deployment, and that all others are taken back to. */
export const good: Release = { version: '1.1.0', fault: 'none' };

export const faulty = (fault: Fault): Release => ({ version: `1.2.0-${fault}`, fault });
