import {
  caseStatuses,
  isCoverage,
  type CaseStatus,
  type Covered,
  type ReportedCase,
  type ReportedCoverage,
  type ReportFormat,
  type ReportRead,
} from '../../base/report.ts';
import { coverageReaders } from './coverage-formats.ts';
import { testReaders } from './test-formats.ts';
import { NoReport } from './xml-tree.ts';

/** AWS: quotas, "Number of test cases per report: 500"; of source files it is ours. */
const casesMax = 500;
const filesMax = 5000;
/** Of a message. AWS: unverified. */
const messageLettersMax = 2048;

/** One file of a report. */
export interface ReportFile {
  readonly path: string;
  readonly text: string;
}

/** What files say that are all of one format. Throws NoReport, with the file's path before it. */
export async function readReport(
  format: ReportFormat,
  files: AsyncIterable<ReportFile> | Iterable<ReportFile>,
): Promise<ReportRead> {
  if (isCoverage(format)) {
    const read: ReportedCoverage[] = [];
    for await (const { path, text } of files) read.push(...named(path, () => coverageReaders[format](text)));
    return coverageOf(read);
  }
  const read: (ReportedCase & { from: string })[] = [];
  for await (const { path, text } of files)
    for (const each of named(path, () => testReaders[format](text))) read.push({ ...each, from: path });
  return testsOf(read);
}

function named<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof NoReport) throw new NoReport(`${path}: ${error.message}`);
    throw error;
  }
}

function testsOf(all: readonly (ReportedCase & { from: string })[]): ReportRead {
  const counts = Object.fromEntries(
    caseStatuses.map((status) => [status, all.filter((each) => each.status === status).length]),
  ) as Record<CaseStatus, number>;
  return {
    kind: 'tests',
    cases: all
      .slice(0, casesMax)
      .map((each) => ({ ...each, message: each.message.slice(0, messageLettersMax) })),
    counts,
    nanoseconds: all.reduce((sum, each) => sum + each.nanoseconds, 0),
  };
}

function coverageOf(files: readonly ReportedCoverage[]): ReportRead {
  const total = (of: keyof Covered) => files.reduce((sum, file) => sum + file[of], 0);
  return {
    kind: 'coverage',
    files: files.slice(0, filesMax),
    sum: {
      linesCovered: total('linesCovered'),
      linesMissed: total('linesMissed'),
      branchesCovered: total('branchesCovered'),
      branchesMissed: total('branchesMissed'),
    },
    fileCount: files.length,
  };
}
