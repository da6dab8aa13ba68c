import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

/** Who may know whom: the table of ARCHITECTURE.md, word for word. A room that is not listed may not exist. */
const mayImport: Record<string, readonly string[]> = {
  base: [],
  store: ['base'],
  engine: ['base', 'store'],
  dispatch: ['base', 'store', 'engine'],
  wire: ['base', 'dispatch'],
  dataplane: ['base'],
  services: ['base', 'store', 'engine', 'dispatch'],
  lint: ['base', 'services/cloudwatch/expression/parse.ts', 'services/cloudwatch/rule/parse.ts'],
  agent: ['base', 'dataplane/workspaces/unpack.ts'],
  cli: ['base', 'agent', 'dataplane/registry/registry.local.ts', 'house.ts', 'lint'],
  'catalogue.ts': ['dispatch', 'services'],
  'assemble.ts': ['base', 'store', 'engine', 'dispatch', 'dataplane', 'services', 'catalogue.ts'],
  'webhooks.ts': ['wire', 'assemble.ts'],
  'sweeping.ts': ['base', 'store', 'dataplane'],
  'hosting.ts': ['base', 'store', 'dispatch', 'wire', 'dataplane', 'services', 'assemble.ts'],
  'house.ts': [
    'base',
    'store',
    'engine',
    'dispatch',
    'wire',
    'dataplane',
    'assemble.ts',
    'catalogue.ts',
    'hosting.ts',
    'sweeping.ts',
    'webhooks.ts',
  ],
  'main.mjs': ['base', 'cli', 'house.ts'],
};

/** Things that only the named rooms may say. */
const reserved: readonly { word: RegExp; rooms: readonly string[]; instead: string }[] = [
  {
    word: /\bDate\.now\(|new Date\(\)|\bsetTimeout\(|\bsetInterval\(/,
    rooms: ['base'],
    instead: 'the clock you were given (wall time: base/clock.ts `wall`, base/timers.ts)',
  },
  {
    word: /\bMath\.random\(|\brandomUUID\(|\brandomBytes\(/,
    rooms: ['base'],
    instead: 'the ids you were given',
  },
  {
    word: /from 'node:(fs|child_process|net|http|https|tls|dgram|worker_threads|sqlite|os|process)/,
    rooms: ['agent', 'dataplane', 'store', 'wire', 'house.ts', 'main.mjs', 'cli'],
    instead: 'an effect',
  },
  { word: /\bconsole\./, rooms: ['cli'], instead: 'the log you were given' },
  { word: /\bprocess\.(env|argv)\b/, rooms: ['cli', 'main.mjs', 'dataplane'], instead: 'a parameter' },
  { word: /\bas any\b|@ts-ignore|@ts-nocheck|eslint-disable/, rooms: [], instead: 'a type that is true' },
  { word: /\bFIXME\b|\bTODO(?! #\d)/, rooms: [], instead: 'an issue, or do it' },
];

const forbiddenNames =
  /(^|[-./])(utils?|helpers?|common|misc|shared|managers?|impl|data|info|new|legacy|v\d+|next)([-./]|$)/;

const limits = { sourceLines: 400, testLines: 600, functionLines: 60, lineColumns: 120 };

const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(ts|mjs)$/.test(name))
  .map((name) => ({ name, text: readFileSync(path.join('src', name), 'utf8') }));

for (const file of files) {
  test(`${file.name} is tidy`, () => assert.deepEqual([...complaints(file.name, file.text)], []));
}

/** Started as processes or threads of their own, or chosen by whoever builds the house. */
const entrances = [
  /^main\.mjs$/,
  /\.simulated\.ts$/,
  /\.contract\.ts$/,
  /store\.memory\.ts$/,
  /\.memory\.ts$/,
];
const ownProcesses = [
  /\/worker\.ts$/,
  /^dataplane\/host\/(main|host)\.ts$/,
  /bootstrap/,
  /builder\//,
  /build-programs\/cli\.ts$/,
  /\.mjs$/,
];

test('every file is reached from an entrance', () => {
  const reached = new Set<string>();
  const visit = (name: string) => {
    const file = files.find((each) => each.name === name);
    if (!file || reached.has(name)) return;
    reached.add(name);
    for (const imported of importsOf(name, file.text)) visit(imported);
  };
  for (const { name } of files)
    if ([...entrances, ...ownProcesses].some((each) => each.test(name))) visit(name);
  const lonely = files.filter(({ name }) => !reached.has(name) && !name.endsWith('.test.ts'));
  assert.deepEqual(
    lonely.map(({ name }) => name),
    [],
  );
});

function* complaints(name: string, text: string): Generator<string> {
  const [room = ''] = name.split('/');
  const allowed = mayImport[room];
  if (!allowed) return yield `${room} is not a room of this house`;
  if (forbiddenNames.test(name)) yield `is called ${name}: say what it is about`;
  const isTest = name.endsWith('.test.ts') || name.endsWith('.contract.ts');
  if (!isTest) yield* strangeImports(name, text, allowed);
  if (!isTest) yield* reservedWords(room, text);
  const lines = text.split('\n');
  const linesMax = isTest ? limits.testLines : limits.sourceLines;
  if (lines.length > linesMax) yield `has ${lines.length} lines: split it by noun`;
  for (const [index, line] of lines.entries())
    if (line.length > limits.lineColumns) yield `line ${index + 1} is too wide`;
  if (!isTest) yield* longFunctions(lines);
}

function* strangeImports(name: string, text: string, allowed: readonly string[]): Generator<string> {
  const [room = '', resident] = name.split('/');
  for (const imported of importsOf(name, text)) {
    const [otherRoom = '', otherResident] = imported.split('/');
    const neighbour = room === 'services' && otherRoom === 'services' && resident !== otherResident;
    if (neighbour) yield `imports ${imported}: services meet at dispatch, as callers do`;
    else if (otherRoom !== room && !allowed.includes(otherRoom) && !allowed.includes(imported))
      yield `imports ${imported}: ${room} may not know ${otherRoom}`;
    else if (name.includes('/flow/') && otherRoom === 'store' && !isTypeImport(text, imported))
      yield `imports ${imported}: a flow decides without the store`;
  }
}

function* reservedWords(room: string, text: string): Generator<string> {
  for (const { word, rooms, instead } of reserved) {
    if (word.test(text) && !rooms.includes(room)) yield `says ${text.match(word)![0]}: use ${instead}`;
  }
}

function isTypeImport(text: string, imported: string): boolean {
  const file = path.posix.basename(imported);
  return new RegExp(`import type [^;]*${file.replace('.', '\\.')}'`).test(text);
}

function importsOf(name: string, text: string): string[] {
  const specifiers = [...text.matchAll(/(?:from|import|import\() ?\(?'(\.[^']+)'/g)].map(
    (match) => match[1]!,
  );
  const urls = [...text.matchAll(/new URL\('(\.[^']+)', import\.meta\.url\)/g)].map((match) => match[1]!);
  const code = [...specifiers, ...urls].filter((each) => !each.endsWith('.json'));
  return code.map((each) => path.posix.join(path.posix.dirname(name), each));
}

/** Measures by indentation, which the formatter guarantees: a block ends where its `}` comes back to its column. */
function* longFunctions(lines: readonly string[]): Generator<string> {
  for (const [start, line] of lines.entries()) {
    if (!opensFunction(line)) continue;
    const end = lines.findIndex(
      (other, index) => index > start && /^\s*\}/.test(other) && columnOf(other) === columnOf(line),
    );
    const length = end - start + 1;
    if (length > limits.functionLines)
      yield `line ${start + 1}: function of ${length} lines, at most ${limits.functionLines}`;
  }
}

const columnOf = (line: string) => line.length - line.trimStart().length;

function opensFunction(line: string): boolean {
  if (!line.endsWith('{')) return false;
  if (/=> \{$|\bfunction\b/.test(line)) return true;
  return (
    /^\s*(async |static |get |set |private |\*)*[#\w]+(<.*>)?\(.*\).*\{$/.test(line) &&
    !/^\s*(if|for|while|switch|catch)\b/.test(line)
  );
}
