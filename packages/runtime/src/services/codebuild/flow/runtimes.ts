import { own } from '../../../base/own.ts';
/** A runtime that a buildspec asks for: `nodejs: 18`. */
export interface RuntimeWanted {
  readonly name: string;
  readonly version: string;
}

/** How a runtime of the machine tells its version. */
const programs: Readonly<Record<string, string>> = {
  nodejs: 'node --version',
  python: 'python3 --version',
  java: 'java -version',
  golang: 'go version',
  ruby: 'ruby --version',
  php: 'php --version',
  dotnet: 'dotnet --version',
};

/** Fails where the machine has none; `docker` is always offered, and is not asked for its version. */
export function runtimeCommand({ name }: RuntimeWanted): string | undefined {
  const program = own(programs, name);
  if (name === 'docker') return undefined;
  return program === undefined ? 'false' : `PENSTOCK_RUNTIME=$(${program} 2>&1)`;
}

/** CodeBuild switches its image to the version; here the machine has the one it has, which the log says. */
export function runtimeSentence({ name, version }: RuntimeWanted, found: string | undefined): string {
  const own = found === undefined ? undefined : /\d+(\.\d+)*/.exec(found)?.[0];
  const selected = `Selecting '${name}' runtime version '${version}' based on manual selections...`;
  if (own === undefined) return selected;
  const fits = version === 'latest' || own === version || own.startsWith(`${version.replace(/\.x$/, '')}.`);
  return fits
    ? `${selected} The machine has ${own}`
    : `${selected} The machine has ${own} instead, which is used`;
}
