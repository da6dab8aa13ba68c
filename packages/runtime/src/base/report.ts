/** What files of results are written in. AWS: buildspec reference, reports, file-format. */
export const testFormats = [
  'CUCUMBERJSON',
  'JUNITXML',
  'NUNITXML',
  'NUNIT3XML',
  'TESTNGXML',
  'VISUALSTUDIOTRX',
] as const;
export const coverageFormats = ['CLOVERXML', 'COBERTURAXML', 'JACOCOXML', 'SIMPLECOV'] as const;
export type TestFormat = (typeof testFormats)[number];
export type CoverageFormat = (typeof coverageFormats)[number];
export type ReportFormat = TestFormat | CoverageFormat;

export const isCoverage = (format: ReportFormat): format is CoverageFormat =>
  coverageFormats.some((each) => each === format);

/** One test that has been run, or was not. */
export interface ReportedCase {
  readonly name: string;
  /** What related cases have in common: a class, a feature. */
  readonly prefix: string;
  readonly suite?: string;
  readonly status: CaseStatus;
  readonly nanoseconds: number;
  readonly message: string;
}
/** AWS: TestReportSummary, statusCounts. */
export const caseStatuses = ['ERROR', 'FAILED', 'SKIPPED', 'SUCCEEDED', 'UNKNOWN'] as const;
export type CaseStatus = (typeof caseStatuses)[number];

/** What of one source file was run. */
export interface ReportedCoverage extends Covered {
  readonly path: string;
}
export interface Covered {
  readonly linesCovered: number;
  readonly linesMissed: number;
  readonly branchesCovered: number;
  readonly branchesMissed: number;
}

/** All that files of one report say. */
export type ReportRead =
  | {
      readonly kind: 'tests';
      /** The first of them; each with the file that it is from. */
      readonly cases: readonly (ReportedCase & { readonly from: string })[];
      /** Of all. */
      readonly counts: Readonly<Record<CaseStatus, number>>;
      readonly nanoseconds: number;
    }
  | {
      readonly kind: 'coverage';
      readonly files: readonly ReportedCoverage[];
      readonly sum: Covered;
      readonly fileCount: number;
    };
