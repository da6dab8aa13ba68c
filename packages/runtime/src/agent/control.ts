/** What an agent is asked to do. */
export interface Command {
  readonly id: string;
  /** A lifecycle event by AWS's name. */
  readonly event: string;
  readonly executionId: string;
}

/** Another file than the AppSpec file says what is done; or the bundle goes to a folder, and scripts run there. */
export interface ManagedSteps {
  readonly DeploySpec?: string;
  readonly TargetDirectory?: string;
  readonly PreScript?: string;
  readonly PostScript?: string;
}

/** A deployment, as far as an agent has to know it. AWS: the published agent's deployment_specification.rb. */
export interface Specification {
  readonly DeploymentId: string;
  readonly DeploymentGroupId: string;
  readonly DeploymentGroupName: string;
  readonly ApplicationName: string;
  readonly DeploymentCreator?: string;
  readonly DeploymentType?: string;
  readonly DeploymentMode?: string;
  /** A pipeline's own deployment: there need not be an AppSpec file. */
  readonly Managed?: ManagedSteps;
  readonly AgentActionOverrides?: {
    readonly AgentOverrides?: { readonly FileExistsBehavior?: string };
  };
  readonly Revision: {
    readonly RevisionType: string;
    readonly S3Revision?: {
      readonly Bucket: string;
      readonly Key: string;
      readonly BundleType: string;
      readonly Version?: string;
      readonly ETag?: string;
    };
    readonly GitHubRevision?: {
      readonly Account: string;
      readonly Repository: string;
      readonly CommitId: string;
    };
  };
}

/** How a command has gone, in the agent's own words. AWS: the published agent's hook_executor.rb. */
export interface Outcome {
  readonly succeeded: boolean;
  readonly errorCode: ErrorCode;
  readonly scriptName: string;
  readonly message: string;
  /** The end of what its scripts said. */
  readonly log: string;
}

export const errorCodes = {
  Success: 0,
  ScriptMissing: 1,
  ScriptNotExecutable: 2,
  ScriptTimedOut: 3,
  ScriptFailed: 4,
  UnknownError: 5,
} as const;

export type ErrorCode = keyof typeof errorCodes;

/** The service that agents ask. */
export interface Control {
  /** The next command, or nothing after a while. */
  poll(): Promise<Command | undefined>;
  specification(executionId: string): Promise<Specification>;
  /** Whether the command is still wanted. */
  acknowledge(commandId: string): Promise<boolean>;
  complete(commandId: string, outcome: Outcome): Promise<void>;
}

/** Told of a script that has begun, and of nothing when it has ended. */
export type ScriptRunning = (
  script: { readonly pid: number; readonly began: string } | undefined,
) => Promise<void>;

/** What commands are performed on. */
export interface Host {
  /**
   * Never rejects for what a deployment does wrong: that is its outcome. Says which script runs, and that none runs any
   * more, before it goes on.
   */
  perform(event: string, specification: Specification, running: ScriptRunning): Promise<Outcome>;
}

export const succeeded = (log = ''): Outcome => ({
  succeeded: true,
  errorCode: 'Success',
  scriptName: '',
  message: 'Succeeded',
  log,
});

/** As the published agent writes it. */
export const diagnosticsOf = ({ errorCode, scriptName, message, log }: Outcome): string =>
  JSON.stringify({ error_code: errorCodes[errorCode], script_name: scriptName, message, log });

/** What an answer of PollHostCommand is about. */
export function commandOf(answer: unknown): Command | undefined {
  const { HostCommand: told } = answer as {
    readonly HostCommand?: Readonly<
      Record<'HostCommandIdentifier' | 'CommandName' | 'DeploymentExecutionId', string>
    >;
  };
  return (
    told && {
      id: told.HostCommandIdentifier,
      event: told.CommandName,
      executionId: told.DeploymentExecutionId,
    }
  );
}

export function specificationOf(answer: unknown): Specification {
  const { DeploymentSpecification: told } = answer as {
    readonly DeploymentSpecification: { readonly GenericEnvelope: { readonly Payload: string } };
  };
  return JSON.parse(told.GenericEnvelope.Payload) as Specification;
}
