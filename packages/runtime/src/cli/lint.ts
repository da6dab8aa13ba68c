import { existsSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { RegistryType } from '../base/registry-type.ts';
import {
  jsonReport,
  lint,
  NotADocument,
  sarifReport,
  textReport,
  typesNamed,
  type Report,
  type Source,
} from '../lint/index.ts';
import { readLive } from '../lint/live/read-live.ts';
import { UsageError } from './flags.ts';
import { version } from './version.ts';

export interface LintFlags {
  readonly live?: string;
  readonly format: string;
}

/** 0: nothing is wrong; 1: something is; 2: it was not said right, or cannot be read. Notes alone are 0. */
export async function lintFiles(files: readonly string[], flags: LintFlags): Promise<number> {
  try {
    const report = await reportOn(files, flags);
    process.stdout.write(written(report, flags.format));
    return report.findings.some(({ level }) => level !== 'note') ? 1 : 0;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 2;
  }
}

async function reportOn(files: readonly string[], { live, format }: LintFlags): Promise<Report> {
  if (!['text', 'json', 'sarif'].includes(format))
    throw new UsageError(`--format takes text, json or sarif, not '${format}'.`);
  if (files.length === 0 && live === undefined)
    throw new UsageError('Name files to look at (templates, input files, scripts, READMEs), or --live URL.');
  const sources = files.map(sourceOf);
  const running = live === undefined ? undefined : await lookedAt(live);
  for (const source of sources)
    if (files.length > 0) tried(source.name, () => lint({ sources: [source], read: readNear(source.name) }));
  const subject = { sources, read: readNear(...files) };
  const types = await typesOf(typesNamed(subject));
  return lint({ ...subject, types, ...(running && { live: running }) });
}

/** What CloudFormation's registry has of types; the machine keeps it in its cache. */
async function typesOf(names: readonly string[]): Promise<Readonly<Record<string, RegistryType>>> {
  if (names.length === 0) return {};
  const { localRegistry } = await import('../dataplane/registry/registry.local.ts');
  return (await localRegistry(tmpdir()).perform({ type: 'registry.types', names })).types;
}

function tried(name: string, look: () => unknown): void {
  try {
    look();
  } catch (error) {
    if (!(error instanceof NotADocument)) throw error;
    throw new UsageError(`${name} is neither JSON nor YAML: ${error.message}.`);
  }
}

function sourceOf(name: string): Source {
  if (!existsSync(name)) throw new UsageError(`There is no file ${name}.`);
  if (statSync(name).isDirectory())
    throw new UsageError(
      `${name} is a folder: name its files, for example ${path.join(name, '*.template.json')}.`,
    );
  return { name, text: readFileSync(name, 'utf8') };
}

/** `file://x` of a command line is beside the script, or where penstock was started. */
function readNear(...names: readonly string[]) {
  return (file: string): string | undefined => {
    const places = [file, ...names.map((name) => path.join(path.dirname(name), file))];
    const found = places.find((place) => existsSync(place) && statSync(place).isFile());
    return found && readFileSync(found, 'utf8');
  };
}

async function lookedAt(url: string) {
  if (!/^https?:$/.test(URL.parse(url)?.protocol ?? ''))
    throw new UsageError(`--live takes the URL of an endpoint, like http://127.0.0.1:4566, not '${url}'.`);
  const region = process.env['AWS_REGION'] ?? process.env['AWS_DEFAULT_REGION'] ?? 'us-east-1';
  const key = process.env['AWS_ACCESS_KEY_ID'];
  const secret = process.env['AWS_SECRET_ACCESS_KEY'];
  const token = process.env['AWS_SESSION_TOKEN'];
  const credentials = {
    accessKeyId: key ?? 'test',
    secretAccessKey: secret ?? 'test',
    ...(token && { sessionToken: token }),
  };
  try {
    return await readLive({ endpoint: url.replace(/\/$/, ''), region, credentials });
  } catch (error) {
    const said = error instanceof Error ? error.message || error.name : String(error);
    throw new UsageError(`What runs at ${url} cannot be read: ${said}`);
  }
}

function written(report: Report, format: string): string {
  if (format === 'json') return jsonReport(report);
  if (format === 'sarif') return sarifReport(report, version);
  const colour = process.stdout.isTTY === true && process.env['NO_COLOR'] === undefined;
  return textReport(report, { colour, columns: process.stdout.columns ?? 100 });
}
