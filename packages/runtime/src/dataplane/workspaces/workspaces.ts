import { never } from '../../base/never.ts';
import type {
  WorkspaceAppend,
  WorkspaceCompress,
  WorkspaceCompressed,
  WorkspaceKeep,
  WorkspaceKept,
  WorkspacePack,
  WorkspacePacked,
  WorkspacePrepare,
  WorkspacePrepared,
  WorkspaceRead,
  WorkspaceReadOutput,
  WorkspaceRemove,
  WorkspaceReport,
  WorkspaceReported,
  WorkspaceRestore,
  WorkspaceSave,
  WorkspaceSaved,
} from '../../base/effects/workspace.ts';

export type WorkspaceEffect =
  | WorkspacePrepare
  | WorkspaceAppend
  | WorkspaceCompress
  | WorkspacePack
  | WorkspaceKeep
  | WorkspaceRead
  | WorkspaceReport
  | WorkspaceRemove
  | WorkspaceRestore
  | WorkspaceSave;

/** Folders by name, that builds work in. */
export interface Workspaces {
  /** Refused with `UnsafeZip`, `InvalidZip`, `ZipTooLarge`, `UnsafePath`; whole or not at all. Reads as `read` does. */
  prepare(effect: WorkspacePrepare): Promise<WorkspacePrepared>;
  /** Refused with `NoSuchWorkspace`, `UnsafePath`, `FileTooLarge`. */
  read(effect: WorkspaceRead): Promise<WorkspaceReadOutput>;
  /** Refused with `UnsafePath`, and with `FileTooShort` where the file ends before that byte. */
  append(effect: WorkspaceAppend): Promise<void>;
  /** Refused with `NoSuchWorkspace`, `NoSuchFile`, `UnsafePath`. */
  compress(effect: WorkspaceCompress): Promise<WorkspaceCompressed>;
  /**
   * Packs nothing into an empty zip: whether that is a failure is the caller's to say. Refused with
   * `NoSuchWorkspace`, `NoSuchDirectory`, `UnsafePath`.
   */
  pack(effect: WorkspacePack): Promise<WorkspacePacked>;
  /** Refused as `pack` is. */
  keep(effect: WorkspaceKeep): Promise<WorkspaceKept>;
  /** Refused as `pack` is, and with `InvalidReport` where a file is not of the format. */
  report(effect: WorkspaceReport): Promise<WorkspaceReported>;
  /** Refused with `NoSuchWorkspace`, `UnsafePath`. Links that lead out of the workspace are left out. */
  save(effect: WorkspaceSave): Promise<WorkspaceSaved>;
  /** Refused with `NoSuchWorkspace`, and as `prepare` is. */
  restore(effect: WorkspaceRestore): Promise<void>;
  /** Harmless where there is none. */
  remove(effect: WorkspaceRemove): Promise<void>;
}

export const isOfWorkspace = (effect: { readonly type: string }): effect is WorkspaceEffect =>
  effect.type.startsWith('workspace.');

export function performWorkspace(workspaces: Workspaces, effect: WorkspaceEffect): Promise<unknown> {
  switch (effect.type) {
    case 'workspace.prepare':
      return workspaces.prepare(effect);
    case 'workspace.read':
      return workspaces.read(effect);
    case 'workspace.append':
      return workspaces.append(effect);
    case 'workspace.compress':
      return workspaces.compress(effect);
    case 'workspace.pack':
      return workspaces.pack(effect);
    case 'workspace.keep':
      return workspaces.keep(effect);
    case 'workspace.report':
      return workspaces.report(effect);
    case 'workspace.remove':
      return workspaces.remove(effect);
    case 'workspace.save':
      return workspaces.save(effect);
    case 'workspace.restore':
      return workspaces.restore(effect);
    default:
      return never(effect);
  }
}
