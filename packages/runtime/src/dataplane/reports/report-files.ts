import { readFile, stat } from 'node:fs/promises';
import { EffectRefusal } from '../../base/effects/effect.ts';
import type { WorkspaceReported } from '../../base/effects/workspace.ts';
import type { ReportFormat } from '../../base/report.ts';
import { readReport, type ReportFile } from './read-report.ts';
import { NoReport } from './xml-tree.ts';

/** A file of results may have so many bytes. AWS: unverified. */
const fileBytesMax = 32 * 1024 * 1024;

/** What chosen files say. They are read one after the other: only what they say is kept. */
export async function reported(
  format: ReportFormat,
  chosen: readonly { readonly place: string; readonly name: string }[],
): Promise<WorkspaceReported> {
  return reportedOf(format, chosen.length, texts(chosen));
}

/** The same of texts. */
export async function reportedOf(
  format: ReportFormat,
  fileCount: number,
  files: AsyncIterable<ReportFile> | Iterable<ReportFile>,
): Promise<WorkspaceReported> {
  if (fileCount === 0) return { fileCount };
  try {
    return { fileCount, read: await readReport(format, files) };
  } catch (error) {
    if (error instanceof NoReport) throw new EffectRefusal('InvalidReport', error.message);
    throw error;
  }
}

async function* texts(
  chosen: readonly { readonly place: string; readonly name: string }[],
): AsyncGenerator<ReportFile> {
  for (const { place, name } of chosen) {
    if ((await stat(place)).size > fileBytesMax)
      throw new NoReport(`${place}: has more than ${fileBytesMax} bytes`);
    yield { path: name, text: await readFile(place, 'utf8') };
  }
}
