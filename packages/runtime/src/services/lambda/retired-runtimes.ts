import { invalidParameter } from './errors.ts';

/** Runtimes that no function is made or updated with any more. */
// AWS: developer guide, "Deprecated runtimes", those whose dates of "Block function create" and "Block function update"
// were before 2025; the later ones' have been put off more than once.
const retired: ReadonlySet<string> = new Set(
  [
    'nodejs nodejs4.3 nodejs4.3-edge nodejs6.10 nodejs8.10 nodejs10.x nodejs12.x nodejs14.x',
    'python2.7 python3.6 python3.7 ruby2.5 ruby2.7 java8 go1.x provided',
    'dotnetcore1.0 dotnetcore2.0 dotnetcore2.1 dotnetcore3.1',
  ].flatMap((line) => line.split(' ')),
);

// AWS: seen in 2026 of nodejs12.x, as the reason of a failed stack.
export function refuseRetired(runtime: string | undefined): void {
  if (runtime === undefined || !retired.has(runtime)) return;
  invalidParameter(
    `The runtime parameter of ${runtime} is no longer supported for creating or updating AWS Lambda functions. ` +
      'We recommend you use a supported runtime while creating or updating functions.',
  );
}
