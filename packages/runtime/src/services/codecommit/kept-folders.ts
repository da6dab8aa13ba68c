import type { GitPut } from '../../base/effects/git.ts';
import type { WaitingCall } from '../../dispatch/service.ts';
import { lookAt } from './looking.ts';

/**
 * Files that keep folders which a commit would leave empty. AWS: API reference, keepEmptyFolders: "a .gitkeep file is
 * created for empty folders".
 */
export async function keptFolders(
  call: WaitingCall,
  repositoryName: string,
  commit: string | undefined,
  change: { readonly put: readonly { readonly path: string }[]; readonly delete: readonly string[] },
): Promise<GitPut[]> {
  if (commit === undefined || change.delete.length === 0) return [];
  const { differences = [] } = await lookAt(call, repositoryName, { kind: 'differences', after: commit });
  const gone = new Set(change.delete);
  const left = [...differences.map(({ after }) => after!.path), ...change.put.map(({ path }) => path)];
  const kept = left.filter((path) => !gone.has(path));
  const folders = new Set(change.delete.map(folderOf).filter((folder) => folder !== ''));
  return [...folders]
    .filter((folder) => !kept.some((path) => path.startsWith(`${folder}/`)))
    .map((folder) => ({ path: `${folder}/.gitkeep`, mode: '100644', bytes: '' }));
}

const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));
