import type { Result } from './rehearsal.ts';

const heads = [
  '',
  'stage',
  'what',
  'caught by',
  'detected',
  'recovered',
  'lost',
  'late',
  'of',
  'deployment → rollback',
];

/** The table: a line for each rehearsal, times in the house's. */
export function tableOf(results: readonly Result[]): string {
  const rows = [heads, ...results.map(rowOf)];
  const widths = heads.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('  ')
      .trimEnd(),
  );
  return [...lines, ...results.flatMap(repeatedOf)].join('\n');
}

/** A line for what was rehearsed twice. */
function repeatedOf({ rehearsal: { platform, stage, what }, before }: Result): string[] {
  return before === undefined ? [] : [`${platform} ${stage}: ${what}: the first time, ${before}`];
}

function rowOf({ rehearsal, ended, wrong, ...figures }: Result): string[] {
  const { platform, stage, what } = rehearsal;
  return [
    wrong === undefined ? '✓' : '✗',
    `${platform} ${stage}`,
    what,
    ended.succeeded ? '–' : short(ended.caughtBy, `shop-${platform}-${stage}-`),
    ended.succeeded ? '–' : span(figures.detectSeconds),
    span(figures.recoverSeconds),
    String(figures.lost),
    String(figures.late),
    String(figures.requests),
    ended.succeeded ? ended.id : `${ended.id} → ${ended.rollback || 'no rollback'}`,
  ];
}

const short = (text: string, prefix: string): string => text.replaceAll(prefix, '');

function span(seconds: number): string {
  if (seconds === 0) return '–';
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)];
  if (hours > 0) return `${hours} h ${minutes} min`;
  return minutes > 0 ? `${minutes} min ${seconds % 60} s` : `${seconds} s`;
}

const escaped = (text: string): string =>
  text.replace(
    /[&<>"]/g,
    (character) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[character]!,
  );

/** JUnit: a suite for each stage, a case for each rehearsal, its figures and its evidence as properties. */
export function junitOf(results: readonly Result[]): string {
  const suites = Map.groupBy(results, ({ rehearsal: { platform, stage } }) => `${platform} ${stage}`);
  const failed = (some: readonly Result[]) => some.filter(({ wrong }) => wrong !== undefined).length;
  const counts = (some: readonly Result[]) => `tests="${some.length}" failures="${failed(some)}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="rollbacks" ${counts(results)}>`,
    ...[...suites].flatMap(([name, some]) => [
      `  <testsuite name="${escaped(name)}" ${counts(some)}>`,
      ...some.flatMap(caseOf),
      '  </testsuite>',
    ]),
    '</testsuites>',
    '',
  ].join('\n');
}

function caseOf({ rehearsal, ended, wrong, ...figures }: Result): string[] {
  const { platform, stage, what } = rehearsal;
  const properties = Object.entries({
    deployment: ended.id,
    status: ended.status,
    caughtBy: ended.caughtBy,
    why: ended.why,
    rollback: ended.rollback,
    ...figures,
  });
  const named = `classname="${escaped(`${platform}.${stage}`)}" name="${escaped(what)}"`;
  return [
    `    <testcase ${named} time="${figures.detectSeconds}">`,
    '      <properties>',
    ...properties.map(
      ([name, value]) => `        <property name="${name}" value="${escaped(String(value))}"/>`,
    ),
    '      </properties>',
    ...(wrong === undefined ? [] : [`      <failure message="${escaped(wrong)}"/>`]),
    '    </testcase>',
  ];
}
