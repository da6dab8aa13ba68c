import type { FileModeTypeEnum } from '@aws-sdk/client-codecommit';
import type { GitFileMode } from '../../../base/effects/git.ts';

export const modes: Readonly<Record<FileModeTypeEnum, GitFileMode>> = {
  NORMAL: '100644',
  EXECUTABLE: '100755',
  SYMLINK: '120000',
};
export const modeNamed = (mode: string): FileModeTypeEnum =>
  (Object.keys(modes) as FileModeTypeEnum[]).find((name) => modes[name] === mode) ?? 'NORMAL';
