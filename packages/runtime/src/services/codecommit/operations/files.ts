import type {
  CreateCommitInput,
  CreateCommitOutput,
  DeleteFileInput,
  DeleteFileOutput,
  GetBlobInput,
  GetBlobOutput,
  GetFileInput,
  GetFileOutput,
  GetFolderInput,
  GetFolderOutput,
  PutFileInput,
  PutFileOutput,
} from '@aws-sdk/client-codecommit';
import type { GitPut } from '../../../base/effects/git.ts';
import type { Given } from '../../../base/given.ts';
import type { WaitingCall, WaitingHandler } from '../../../dispatch/service.ts';
import { authorOf, committed, parentFor, specified } from '../committing.ts';
import {
  blobIdDoesNotExist,
  fileDoesNotExist,
  fileEntryRequired,
  fileTooLarge,
  folderDoesNotExist,
  invalidPath,
  noChange,
  sameFileContent,
} from '../errors.ts';
import { keptFolders } from '../kept-folders.ts';
import { lookAt } from '../looking.ts';
import { repositoryOf } from '../records.ts';
import { modeNamed, modes } from './file-modes.ts';

/** AWS: quotas: "Individual files that are added by the console, APIs or the CLI: maximum 6 MB". */
const fileBytesMax = 6 * 1024 ** 2;

/** https://docs.aws.amazon.com/codecommit/latest/APIReference/API_CreateCommit.html */
export const createCommit: WaitingHandler<Given<CreateCommitInput>, CreateCommitOutput> = {
  async waits(input, call) {
    const { repositoryName, branchName: branch, putFiles = [], deleteFiles = [], setFileModes = [] } = input;
    if (putFiles.length + deleteFiles.length + setFileModes.length === 0) fileEntryRequired();
    const parent = call.transaction((inner) =>
      parentFor(inner, repositoryName, { branch, parentCommitId: input.parentCommitId }),
    );
    const put: GitPut[] = [];
    const gone = deleteFiles.map(({ filePath }) => pathOf(filePath));
    for (const { filePath, fileMode = 'NORMAL', fileContent, sourceFile } of putFiles) {
      const source = sourceFile && (await fileAt(call, repositoryName, parent, pathOf(sourceFile.filePath)));
      if (sourceFile?.isMove) gone.push(pathOf(sourceFile.filePath));
      const bytes = source?.bytes ?? base64(fileContent ?? new Uint8Array());
      put.push({ path: pathOf(filePath), mode: modes[fileMode], bytes });
    }
    for (const { filePath, fileMode } of setFileModes)
      put.push({ path: pathOf(filePath), mode: modes[fileMode] });
    for (const path of [...gone, ...setFileModes.map(({ filePath }) => pathOf(filePath))])
      await fileAt(call, repositoryName, parent, path);
    const before = await entriesAt(call, repositoryName, parent);
    const deleted = gone.filter((path) => !put.some((each) => each.path === path));
    if (input.keepEmptyFolders)
      put.push(...(await keptFolders(call, repositoryName, parent, { put, delete: deleted })));
    const wanted = {
      branch,
      put,
      delete: deleted,
      message: input.commitMessage ?? '',
      author: authorOf(call, { name: input.authorName, email: input.email }),
    };
    const { commit, files } = await committed(call, repositoryName, parent, wanted, ({ paths }) => {
      if (paths.length === 0) noChange();
    });
    const told = files.map(({ path, blobId, mode }) => ({
      absolutePath: path,
      blobId,
      fileMode: modeNamed(mode),
    }));
    return {
      commitId: commit.commitId,
      treeId: commit.treeId,
      filesAdded: told.filter(({ absolutePath }) => !before.has(absolutePath)),
      filesUpdated: told.filter(({ absolutePath }) => before.has(absolutePath)),
      filesDeleted: gone.map((absolutePath) => ({ absolutePath, blobId: before.get(absolutePath)! })),
    };
  },
};

/** https://docs.aws.amazon.com/codecommit/latest/APIReference/API_PutFile.html */
export const putFile: WaitingHandler<Given<PutFileInput>, PutFileOutput> = {
  async waits(input, call) {
    const { repositoryName, branchName: branch, fileMode = 'NORMAL', commitMessage } = input;
    const path = pathOf(input.filePath);
    const parent = call.transaction((inner) =>
      parentFor(inner, repositoryName, { branch, parentCommitId: input.parentCommitId }),
    );
    const bytes = base64(input.fileContent);
    const is = parent && (await lookAt(call, repositoryName, { kind: 'file', commit: parent, path })).file;
    if (is && is.bytes === bytes && is.mode === modes[fileMode]) sameFileContent();
    const { commit, files } = await committed(call, repositoryName, parent, {
      branch,
      put: [{ path, mode: modes[fileMode], bytes }],
      delete: [],
      // AWS: API reference: "If no message is specified …"; the words are unverified.
      message: commitMessage ?? `${is ? 'Edited' : 'Added'} ${path}`,
      author: authorOf(call, input),
    });
    return { commitId: commit.commitId, treeId: commit.treeId, blobId: files[0]!.blobId };
  },
};

/** https://docs.aws.amazon.com/codecommit/latest/APIReference/API_DeleteFile.html */
export const deleteFile: WaitingHandler<Given<DeleteFileInput>, DeleteFileOutput> = {
  async waits(input, call) {
    const { repositoryName, branchName: branch, commitMessage } = input;
    const path = pathOf(input.filePath);
    const parent = call.transaction((inner) =>
      parentFor(inner, repositoryName, { branch, parentCommitId: input.parentCommitId }),
    );
    const { id: blobId } = await fileAt(call, repositoryName, parent, path);
    const change = { put: [], delete: [path] };
    const put = input.keepEmptyFolders ? await keptFolders(call, repositoryName, parent, change) : [];
    const { commit } = await committed(call, repositoryName, parent, {
      branch,
      put,
      delete: [path],
      message: commitMessage ?? `Deleted ${path}`,
      author: authorOf(call, input),
    });
    return { commitId: commit.commitId, treeId: commit.treeId, blobId, filePath: path };
  },
};

export const getFile: WaitingHandler<Given<GetFileInput>, GetFileOutput> = {
  async waits({ repositoryName, commitSpecifier, filePath }, call) {
    const path = pathOf(filePath);
    const commitId = call.transaction((inner) => specified(inner, repositoryName, commitSpecifier));
    const file = await fileAt(call, repositoryName, commitId, path);
    const fileContent = new Uint8Array(Buffer.from(file.bytes, 'base64'));
    if (fileContent.length > fileBytesMax) fileTooLarge();
    const fileMode = modeNamed(file.mode);
    return { commitId, blobId: file.id, filePath: path, fileMode, fileSize: fileContent.length, fileContent };
  },
};

export const getFolder: WaitingHandler<Given<GetFolderInput>, GetFolderOutput> = {
  async waits({ repositoryName, commitSpecifier, folderPath }, call) {
    const path = folderPath.replace(/^\/+|\/+$/g, '');
    const commitId = call.transaction((inner) => specified(inner, repositoryName, commitSpecifier));
    const at = { kind: 'folder', commit: commitId, path } as const;
    const { treeId, entries = folderDoesNotExist() } = await lookAt(call, repositoryName, at);
    const told = entries.map((entry) => ({
      absolutePath: entry.path,
      relativePath: entry.path.slice(path === '' ? 0 : path.length + 1),
      entry,
    }));
    const of = (...wanted: string[]) => told.filter(({ entry }) => wanted.includes(entry.mode));
    const file = ({ entry, ...paths }: (typeof told)[number]) => ({
      blobId: entry.id,
      ...paths,
      fileMode: modeNamed(entry.mode),
    });
    return {
      commitId,
      folderPath: path,
      treeId,
      subFolders: of('040000').map(({ entry, ...paths }) => ({ treeId: entry.id, ...paths })),
      files: of('100644', '100755').map(file),
      symbolicLinks: of('120000').map(file),
      subModules: of('160000').map(({ entry, ...paths }) => ({ commitId: entry.id, ...paths })),
    };
  },
};

export const getBlob: WaitingHandler<Given<GetBlobInput>, GetBlobOutput> = {
  async waits({ repositoryName, blobId }, call) {
    call.transaction((inner) => repositoryOf(inner.tx, inner, repositoryName));
    const isId = /^[0-9a-f]{40}$/.test(blobId);
    const { file = blobIdDoesNotExist() } = isId
      ? await lookAt(call, repositoryName, { kind: 'blob', blob: blobId })
      : {};
    const content = new Uint8Array(Buffer.from(file.bytes, 'base64'));
    return content.length > fileBytesMax ? fileTooLarge() : { content };
  },
};

async function fileAt(call: WaitingCall, name: string, commit: string | undefined, path: string) {
  const { file } = commit === undefined ? {} : await lookAt(call, name, { kind: 'file', commit, path });
  return file ?? fileDoesNotExist(path);
}

/** The blobs of all files, by path. */
async function entriesAt(
  call: WaitingCall,
  name: string,
  commit: string | undefined,
): Promise<Map<string, string>> {
  if (commit === undefined) return new Map();
  const { differences = [] } = await lookAt(call, name, { kind: 'differences', after: commit });
  return new Map(differences.flatMap(({ after }) => (after ? [[after.path, after.id]] : [])));
}

function base64(bytes: Uint8Array): string {
  if (bytes.length > fileBytesMax) fileTooLarge();
  return Buffer.from(bytes).toString('base64');
}

/** A path inside the repository: nothing that leads out of it, or into git's own folder. */
function pathOf(text: string): string {
  const path = text.replace(/^\/+/, '');
  const isBad = path.split('/').some((part) => ['', '.', '..', '.git'].includes(part.toLowerCase()));
  return isBad || path.includes('\0') ? invalidPath(text) : path;
}
