import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { LocalBlobs } from '../../../packages/runtime/src/dataplane/blobs/blobs.local.ts';
import { connectHost, type Host } from '../../../packages/runtime/src/dataplane/host/connect.ts';
import { identityOf } from '../../../packages/runtime/src/dataplane/host/identity.ts';
import { LocalProcesses } from '../../../packages/runtime/src/dataplane/processes/processes.local.ts';
import { LocalWorkspaces } from '../../../packages/runtime/src/dataplane/workspaces/workspaces.local.ts';

/** The data plane's rooms over a data folder of their own, as the house would put them together. */
export interface Machine {
  readonly folder: string;
  readonly host: Host;
  readonly blobs: LocalBlobs;
  readonly workspaces: LocalWorkspaces;
  readonly processes: LocalProcesses;
  /** Ends the host, all it runs, and the folder. */
  close(): Promise<void>;
}

export function newFolder(): string {
  return realpathSync(mkdtempSync(path.join(tmpdir(), 'penstock-machine-')));
}

export function openMachine(folder = newFolder()): Machine {
  const setting = { wallOrigin: 0, houseOrigin: 0, speed: 1 };
  const host = connectHost({ folder, setting });
  const blobs = new LocalBlobs(path.join(folder, 'blobs'));
  const workspaces = new LocalWorkspaces(path.join(folder, 'workspaces'), blobs);
  const processes = new LocalProcesses(host, {
    path: process.env['PATH'] ?? '',
    folderOf: (workspace) => workspaces.folderOf(workspace),
    tool: () => Promise.reject(new Error('no tools here')),
  });
  const close = async () => {
    await host.shutdown();
    rmSync(folder, { recursive: true, force: true });
  };
  return { folder, host, blobs, workspaces, processes, close };
}

/** Runs a script of this folder in a process of its own: a stand-in for a control plane that can be killed. */
export function standIn(script: string, ...words: readonly string[]): ChildProcess {
  const file = fileURLToPath(new URL(script, import.meta.url));
  return spawn(process.execPath, [file, ...words], { stdio: ['ignore', 'pipe', 'inherit'] });
}

/** Resolves when the process has said a line like this. */
export function said(child: ChildProcess, line: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout!.on('data', (bytes: Buffer) => {
      text += bytes.toString();
      if (text.includes(`${line}\n`)) resolve();
    });
    child.on('exit', (code) => reject(new Error(`ended with ${code} before it said ${line}`)));
  });
}

export function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => void child.on('exit', () => resolve()));
}

/** Resolves when there is no such process any more, but perhaps its remains. */
export async function gone(pid: number): Promise<void> {
  while (identityOf(pid) !== undefined) await new Promise((resolve) => setImmediate(resolve));
}
