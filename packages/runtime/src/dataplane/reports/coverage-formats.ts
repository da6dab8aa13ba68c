import type { CoverageFormat, ReportedCoverage } from '../../base/report.ts';
import { json } from './test-formats.ts';
import { all, expecting, fail, xmlTree, type Element } from './xml-tree.ts';

/** How what was covered is found in a file's text, by source file. */
export const coverageReaders: Readonly<Record<CoverageFormat, (text: string) => ReportedCoverage[]>> = {
  CLOVERXML: clover,
  COBERTURAXML: cobertura,
  JACOCOXML: jacoco,
  SIMPLECOV: simplecov,
};

const numberIn = ({ attributes }: Element, name: string): number => Number(attributes[name] ?? 0) || 0;

/** Statements count as lines, conditionals as branches. AWS: unverified. */
function clover(text: string): ReportedCoverage[] {
  const root = expecting(xmlTree(text), 'coverage');
  return [...all(root, 'file')].map((file) => measuredByClover(file) ?? countedByClover(file));
}

const cloverPath = ({ attributes }: Element): string => attributes['path'] ?? attributes['name'] ?? '';

/**
 * As the file's metrics say it: what counts of a line's conditionals are differs from writer to writer (Istanbul: how
 * many branches were taken, and how many were not).
 */
function measuredByClover(file: Element): ReportedCoverage | undefined {
  const metrics = file.children.find(({ name }) => name === 'metrics');
  if (metrics?.attributes['statements'] === undefined) return undefined;
  const [lines, linesCovered] = [numberIn(metrics, 'statements'), numberIn(metrics, 'coveredstatements')];
  const [branches, branchesCovered] = [
    numberIn(metrics, 'conditionals'),
    numberIn(metrics, 'coveredconditionals'),
  ];
  return {
    path: cloverPath(file),
    linesCovered,
    linesMissed: Math.max(lines - linesCovered, 0),
    branchesCovered,
    branchesMissed: Math.max(branches - branchesCovered, 0),
  };
}

/** Each conditional is true once and false once. */
function countedByClover(file: Element): ReportedCoverage {
  const lines = file.children.filter(({ name }) => name === 'line');
  const statements = lines.filter(({ attributes }) => attributes['type'] === 'stmt');
  const branches = lines
    .filter(({ attributes }) => attributes['type'] === 'cond')
    .flatMap((line) => [numberIn(line, 'truecount') > 0, numberIn(line, 'falsecount') > 0]);
  return covered(cloverPath(file), {
    lines: statements.map((line) => numberIn(line, 'count') > 0),
    branches,
  });
}

interface Seen {
  readonly lines: readonly boolean[];
  readonly branches: readonly boolean[];
}

function covered(path: string, { lines, branches }: Seen): ReportedCoverage {
  const count = (list: readonly boolean[], is: boolean) => list.filter((each) => each === is).length;
  return {
    path,
    linesCovered: count(lines, true),
    linesMissed: count(lines, false),
    branchesCovered: count(branches, true),
    branchesMissed: count(branches, false),
  };
}

/** Classes of one file are one. */
function cobertura(text: string): ReportedCoverage[] {
  const root = expecting(xmlTree(text), 'coverage');
  const files = new Map<string, Map<string, Element>>();
  for (const owner of all(root, 'class')) {
    const path = owner.attributes['filename'] ?? '';
    const lines = files.get(path) ?? new Map<string, Element>();
    files.set(path, lines);
    for (const line of all(owner, 'line')) {
      const before = lines.get(line.attributes['number'] ?? '');
      if (!before || numberIn(line, 'hits') > numberIn(before, 'hits'))
        lines.set(line.attributes['number'] ?? '', line);
    }
  }
  return [...files].map(([path, lines]) =>
    covered(path, {
      lines: [...lines.values()].map((line) => numberIn(line, 'hits') > 0),
      branches: [...lines.values()].flatMap(conditions),
    }),
  );
}

/** `condition-coverage="50% (1/2)"`. */
function conditions({ attributes }: Element): boolean[] {
  const [, taken, of] = /\((\d+)\/(\d+)\)/.exec(attributes['condition-coverage'] ?? '') ?? [];
  if (of === undefined) return [];
  return Array.from({ length: Math.min(Number(of), 10_000) }, (_, at) => at < Number(taken));
}

function jacoco(text: string): ReportedCoverage[] {
  const root = expecting(xmlTree(text), 'report');
  return [...all(root, 'package')].flatMap((owner) =>
    owner.children
      .filter(({ name }) => name === 'sourcefile')
      .map((file) => {
        const counter = (type: string) => file.children.find(({ attributes }) => attributes['type'] === type);
        const [lines, branches] = [counter('LINE'), counter('BRANCH')];
        const folder = owner.attributes['name'] ? `${owner.attributes['name']}/` : '';
        return {
          path: `${folder}${file.attributes['name'] ?? ''}`,
          linesCovered: lines ? numberIn(lines, 'covered') : 0,
          linesMissed: lines ? numberIn(lines, 'missed') : 0,
          branchesCovered: branches ? numberIn(branches, 'covered') : 0,
          branchesMissed: branches ? numberIn(branches, 'missed') : 0,
        };
      }),
  );
}

type LineHits = readonly (number | null | 'ignored')[];
interface SimpleCovFile {
  readonly lines?: LineHits;
  /** By condition: hits by branch. */
  readonly branches?: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** `.resultset.json`: by suite, and by file. */
function simplecov(text: string): ReportedCoverage[] {
  const suites = json(text);
  if (typeof suites !== 'object' || suites === null || Array.isArray(suites))
    return fail('expected an object of suites');
  const all = Object.values(suites as Record<string, { coverage?: object } | null>);
  // AWS: user guide, "Code coverage reports": of simplecov, "not simplecov-json". Unverified words.
  if (!all.some((suite) => suite?.coverage)) return fail('expected suites with a coverage');
  const files = all.flatMap((suite) =>
    Object.entries((suite?.coverage ?? {}) as Record<string, SimpleCovFile | LineHits>),
  );
  return files.map(([path, file]) => {
    const { lines = [], branches = {} }: SimpleCovFile = Array.isArray(file)
      ? { lines: file as LineHits }
      : (file as SimpleCovFile);
    return covered(path, {
      lines: lines.filter((hits): hits is number => typeof hits === 'number').map((hits) => hits > 0),
      branches: Object.values(branches).flatMap((each) => Object.values(each).map((hits) => hits > 0)),
    });
  });
}
