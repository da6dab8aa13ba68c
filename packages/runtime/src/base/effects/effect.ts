import type { AwsCall, AwsWait } from './aws.ts';
import type { ChatPost, ChatTeams } from './chat.ts';
import type { ContainerCheck, ContainerStart } from './container.ts';
import type { FunctionInvoke, FunctionProvision, FunctionRemove, FunctionStream } from './function.ts';
import type {
  GitArchive,
  GitCommitMake,
  GitCreate,
  GitFetch,
  GitImport,
  GitLook,
  GitMove,
  GitRead,
  GitRemove,
  GitRename,
} from './git.ts';
import type { HttpAsk, HttpGet, HttpPost } from './http.ts';
import type {
  InstanceAttach,
  InstanceDetach,
  InstanceDiscard,
  InstanceInterrupt,
  InstanceMeasure,
  InstanceRun,
  InstanceStart,
  InstanceStop,
  InstanceWatch,
} from './instance.ts';
import type { KeyGenerate } from './key.ts';
import type {
  LoadBalancerApply,
  LoadBalancerLog,
  LoadBalancerMeasure,
  LoadBalancerObserve,
  LoadBalancerRemove,
} from './load-balancer.ts';
import type { MailSend } from './mail.ts';
import type { ProcessFollow, ProcessMeasure, ProcessRun, ProcessStart, ProcessStop } from './process.ts';
import type { RegistryTypes } from './registry.ts';
import type { SignatureMake } from './signature.ts';
import type {
  WorkspaceAppend,
  WorkspaceCompress,
  WorkspaceKeep,
  WorkspacePack,
  WorkspacePrepare,
  WorkspaceRead,
  WorkspaceRemove,
  WorkspaceReport,
  WorkspaceRestore,
  WorkspaceSave,
} from './workspace.ts';

/**
 * Work to be done outside a decision: the whole list of what the house can do to the world. Plain data,
 * performed at
 * least once; each names what it is about (a process, a workspace, a table's version), so that a second time
 * is harmless.
 */
export type Effect = (
  | AwsCall
  | AwsWait
  | ProcessStart
  | ProcessRun
  | ProcessFollow
  | ProcessMeasure
  | ProcessStop
  | ContainerStart
  | ContainerCheck
  | WorkspacePrepare
  | WorkspaceAppend
  | WorkspaceCompress
  | WorkspacePack
  | WorkspaceKeep
  | WorkspaceRead
  | WorkspaceReport
  | WorkspaceRemove
  | WorkspaceRestore
  | WorkspaceSave
  | FunctionInvoke
  | FunctionStream
  | FunctionProvision
  | FunctionRemove
  | LoadBalancerApply
  | LoadBalancerLog
  | LoadBalancerObserve
  | LoadBalancerMeasure
  | LoadBalancerRemove
  | KeyGenerate
  | GitCreate
  | GitArchive
  | GitCommitMake
  | GitFetch
  | GitImport
  | GitLook
  | GitMove
  | GitRead
  | GitRemove
  | GitRename
  | HttpAsk
  | HttpGet
  | InstanceStart
  | InstanceWatch
  | InstanceMeasure
  | InstanceRun
  | InstanceInterrupt
  | InstanceStop
  | InstanceAttach
  | InstanceDetach
  | InstanceDiscard
  | HttpPost
  | ChatPost
  | ChatTeams
  | RegistryTypes
  | MailSend
  | SignatureMake
) & { readonly retry?: Retry };

/** How often to try again what failed for a reason that may pass. None, unless said. */
export interface Retry {
  /** The first attempt counts. */
  readonly attemptsMax: number;
  /** House time before the second attempt; doubled for each further one. */
  readonly backoffMs: number;
  readonly backoffMsMax?: number;
}

/** The world's no: a process that cannot be started, a host that is silent. Not a bug, not AWS's error. */
export class EffectRefusal extends Error {
  /** A word to switch on, e.g. `ConnectionRefused`, `NoSuchRuntime`. */
  readonly code: string;
  readonly retryable: boolean;

  constructor(code: string, message: string, retryable = false) {
    super(message);
    this.code = code;
    this.retryable = retryable;
  }
}
