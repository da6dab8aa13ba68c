import type { Level } from '../declared.ts';
import type { Report, RuleFinding } from '../index.ts';

export interface TextOptions {
  /** With the colours of a terminal. */
  readonly colour: boolean;
  readonly columns: number;
}

/** For people: what, where, why, and what to do about it. */
export function textReport(report: Report, options: TextOptions): string {
  const paint = painter(options.colour);
  const blocks = report.findings.map((finding) => blockOf(finding, paint, options.columns));
  return [...blocks, summaryOf(report, paint)].join('\n');
}

type Paint = (style: Style, text: string) => string;
type Style = 'error' | 'warning' | 'note' | 'bold' | 'dim' | 'good';

const codes: Readonly<Record<Style, readonly [number, number]>> = {
  error: [31, 39],
  warning: [33, 39],
  note: [36, 39],
  good: [32, 39],
  bold: [1, 22],
  dim: [2, 22],
};

function painter(colour: boolean): Paint {
  if (!colour) return (_, text) => text;
  return (style, text) => `\u001b[${codes[style][0]}m${text}\u001b[${codes[style][1]}m`;
}

const signs: Readonly<Record<Level, string>> = { error: '✗', warning: '!', note: '·' };

function blockOf(
  { rule, level, about, place, message, fix }: RuleFinding,
  paint: Paint,
  columns: number,
): string {
  const where = place.line === undefined ? place.file : `${place.file}:${place.line}:${place.column ?? 1}`;
  const head = `${paint(level, signs[level])} ${paint('bold', about)}  ${paint('dim', where)}`;
  return [
    head,
    ...wrapped(message, columns, '  '),
    ...wrapped(fix, columns, '    ').map((line, index) =>
      index === 0 ? `  ${paint('good', '→')} ${line.slice(4)}` : line,
    ),
    `  ${paint('dim', `${level} ${rule.id} · ${rule.url}`)}`,
    '',
  ].join('\n');
}

function wrapped(text: string, columns: number, indent: string): string[] {
  const width = Math.max(40, Math.min(columns, 110)) - indent.length;
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].map((each) => indent + each);
}

function summaryOf({ findings, read }: Report, paint: Paint): string {
  const looked = [
    counted(read.alarms, 'alarm'),
    counted(read.guards, 'guarded release'),
    counted(read.topics, 'topic'),
    counted(read.pipelines, 'pipeline'),
  ].join(', ');
  const of = (level: Level) => findings.filter((finding) => finding.level === level).length;
  const said = (['error', 'warning', 'note'] as const)
    .filter((level) => of(level) > 0)
    .map((level) => paint(level, counted(of(level), level)));
  if (said.length === 0) return `${paint('good', '✓')} Looked at ${looked}: nothing to say.\n`;
  return `Looked at ${looked}: ${said.join(', ')}.\n`;
}

const counted = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`;
