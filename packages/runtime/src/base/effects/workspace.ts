import type { BlobRef } from '../blob.ts';
import type { ReportFormat, ReportRead } from '../report.ts';

/** Makes a folder and fills it. A workspace that is there is left as it is. */
export interface WorkspacePrepare {
  readonly type: 'workspace.prepare';
  readonly workspace: string;
  /** Zips to unpack, each into a folder relative to the workspace ('' is the workspace itself). */
  readonly unpack: readonly { readonly zip: BlobRef; readonly into: string }[];
  /** Text files to write when all is unpacked. */
  readonly write?: readonly { readonly path: string; readonly text: string }[];
  /** Files that are blobs. */
  readonly put?: readonly { readonly path: string; readonly blob: BlobRef }[];
  /** A text file that is wanted, as `workspace.read` gives it. */
  readonly read?: string;
  /** What it is one of: where several of a kind are filled alike, another is filled before it is asked for. */
  readonly kind?: string;
}
export interface WorkspacePrepared {
  /** Absolute. */
  readonly folder: string;
  /** What is read. Undefined where there is no such file. */
  readonly text?: string;
}

/** Reads a text file of a workspace, or tells that there is none. At most 1 MiB. */
export interface WorkspaceRead {
  readonly type: 'workspace.read';
  readonly workspace: string;
  readonly path: string;
}
export interface WorkspaceReadOutput {
  /** Undefined where there is no such file. */
  readonly text?: string;
}

/** Writes text into a file from this byte on, and ends the file with it; makes the workspace where there is none. */
export interface WorkspaceAppend {
  readonly type: 'workspace.append';
  readonly workspace: string;
  readonly path: string;
  readonly at: number;
  readonly text: string;
}

/** Makes a blob of a file: as gzip has it. */
export interface WorkspaceCompress {
  readonly type: 'workspace.compress';
  readonly workspace: string;
  readonly path: string;
}
export interface WorkspaceCompressed {
  readonly blob: BlobRef;
}

/** Zips files of a workspace into a blob. The same files give the same bytes. */
export interface WorkspacePack {
  readonly type: 'workspace.pack';
  readonly workspace: string;
  /** Where the patterns start, relative to the workspace. */
  readonly baseDirectory: string;
  /** CodeBuild's: `**\/*`, `dir/*`, a plain path. */
  readonly files: readonly string[];
  readonly exclude?: readonly string[];
  /** Keep only the last part of each path. */
  readonly discardPaths?: boolean;
}
export interface WorkspacePacked {
  readonly zip: BlobRef;
  readonly fileCount: number;
}

/** Keeps files of a workspace as blobs, each by itself. */
export interface WorkspaceKeep {
  readonly type: 'workspace.keep';
  readonly workspace: string;
  readonly baseDirectory: string;
  readonly files: readonly string[];
  readonly exclude?: readonly string[];
  readonly discardPaths?: boolean;
}
export interface WorkspaceKept {
  /** Sorted by path; paths are relative to the base directory. */
  readonly files: readonly { readonly path: string; readonly blob: BlobRef }[];
}

/** Zips files of a workspace, to be restored in another one: also of the home of what runs in it; links stay links. */
export interface WorkspaceSave {
  readonly type: 'workspace.save';
  readonly workspace: string;
  /** Patterns that begin with `files/` or `home/`. A folder means whatever is in it. */
  readonly files: readonly string[];
}
export interface WorkspaceSaved {
  readonly zip: BlobRef;
  readonly fileCount: number;
}

/** Puts what was saved into a workspace, over what is there. */
export interface WorkspaceRestore {
  readonly type: 'workspace.restore';
  readonly workspace: string;
  readonly zip: BlobRef;
}

/** Reads what tests have written of themselves into files of a workspace. */
export interface WorkspaceReport {
  readonly type: 'workspace.report';
  readonly workspace: string;
  readonly baseDirectory: string;
  readonly files: readonly string[];
  readonly format: ReportFormat;
}
export interface WorkspaceReported {
  readonly fileCount: number;
  /** Undefined where there are no files. */
  readonly read?: ReportRead;
}

export interface WorkspaceRemove {
  readonly type: 'workspace.remove';
  readonly workspace: string;
}
