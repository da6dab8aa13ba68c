import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { folderSpec, readAppSpec, readDeploySpec, type AppSpec } from './app-spec.ts';
import { AppSpecFault } from './app-spec-fault.ts';
import { succeeded, type Host, type Outcome, type ScriptRunning, type Specification } from './control.ts';
import { download, isAppSpec, type DownloadParts } from './download.ts';
import { AgentFolders } from './folders.ts';
import { install } from './installation.ts';
import { outcomeOfFault, runScript, ScriptFault, ScriptLog } from './scripts.ts';

export interface LocalHostParts extends DownloadParts {
  /** The agent's own folder. */
  readonly folder: string;
  /** Where destinations begin. */
  readonly root: string;
}

/** AWS: their scripts are of the revision that was installed last, since it is that which is stopped. */
const ofLastRevision = new Set(['BeforeBlockTraffic', 'AfterBlockTraffic', 'ApplicationStop']);

/** This machine, or a folder of it. */
export class LocalHost implements Host {
  readonly #parts: LocalHostParts;
  readonly #folders: AgentFolders;

  constructor(parts: LocalHostParts) {
    this.#parts = parts;
    this.#folders = new AgentFolders(parts.folder);
  }

  async perform(event: string, specification: Specification, running: ScriptRunning): Promise<Outcome> {
    const folder = this.#folders.deployment(specification);
    await mkdir(folder, { recursive: true });
    const log = new ScriptLog(path.join(folder, 'logs', 'scripts.log'));
    try {
      await this.#perform(event, specification, { log, running });
      return succeeded(log.tail);
    } catch (error) {
      if (error instanceof ScriptFault) return outcomeOfFault(error, log.tail);
      // Whatever a bundle, a file or the disk does wrong is this deployment's failure.
      const message = error instanceof Error ? error.message : String(error);
      return outcomeOfFault(new ScriptFault('UnknownError', '', message), log.tail);
    }
  }

  async #perform(event: string, specification: Specification, telling: Telling): Promise<void> {
    switch (event) {
      case 'DownloadBundle':
        await this.#folders.forgetOldRevisions(specification);
        await download(specification, this.#folders.archive(specification), this.#parts);
        return this.#folders.noteDownloaded(specification);
      case 'Install':
        return this.#install(specification);
      default:
        return this.#runHooks(event, specification, telling);
    }
  }

  async #install(specification: Specification): Promise<void> {
    const archive = this.#folders.archive(specification);
    const { DeploymentGroupId, AgentActionOverrides, Managed } = specification;
    const behavior = AgentActionOverrides?.AgentOverrides?.FileExistsBehavior ?? 'DISALLOW';
    await mkdir(this.#parts.root, { recursive: true });
    const spec = specIn(archive, specification);
    await install(spec, {
      archive,
      root: this.#parts.root,
      env: this.#parts.env,
      // AWS: unverified: a pipeline's deployment takes nothing away that an earlier one has put there.
      cleanupFile: Managed ? undefined : this.#folders.instructions(`${DeploymentGroupId}-cleanup`),
      // AWS: user guide, "AppSpec 'files' section": what the file says goes before what CreateDeployment said.
      fileExistsBehavior: spec.fileExistsBehavior ?? behavior.toUpperCase(),
    });
    await this.#folders.noteInstalled(specification);
  }

  async #runHooks(event: string, specification: Specification, { log, running }: Telling): Promise<void> {
    const folder = this.#revisionOf(event, specification);
    if (folder === undefined) return; // Nothing was installed before: there is nothing to stop.
    const archive = path.join(folder, 'deployment-archive');
    const scripts = specIn(archive, specification).hooks[event] ?? [];
    if (scripts.length === 0) return;
    log.say(`LifecycleEvent - ${event}`);
    const env = { ...this.#parts.env, ...variablesOf(event, specification) };
    const directory = await this.#directoryOf(specification);
    const place = { archive, directory, env, log, running };
    for (const script of scripts) await runScript(script, place);
  }

  /** Where scripts begin. AWS: TargetDirectory, "the directory to be used … to run scripts". */
  async #directoryOf({ Managed }: Specification): Promise<string> {
    if (Managed?.TargetDirectory === undefined) return this.#parts.folder;
    const directory = path.join(this.#parts.root, path.resolve('/', Managed.TargetDirectory));
    await mkdir(directory, { recursive: true });
    return directory;
  }

  #revisionOf(event: string, specification: Specification): string | undefined {
    if (isReturn(specification))
      return ofLastRevision.has(event)
        ? this.#folders.lastDownloaded(specification)
        : this.#folders.lastInstalled(specification);
    const own = this.#folders.deployment(specification);
    const isDownloaded = existsSync(path.join(own, 'deployment-archive'));
    if (specification.DeploymentMode === 'RESTART' || (ofLastRevision.has(event) && !isDownloaded))
      return this.#folders.lastInstalled(specification);
    return own;
  }
}

/**
 * Traffic goes back to servers that were replaced: nothing is downloaded. AWS: the published agent's hook_executor.rb,
 * "rollback_deployment_mapping_between_hooks_and_deployments".
 */
const isReturn = ({ DeploymentCreator, DeploymentType }: Specification): boolean =>
  DeploymentCreator === 'codeDeployRollback' && DeploymentType === 'BLUE_GREEN';

interface Telling {
  readonly log: ScriptLog;
  readonly running: ScriptRunning;
}

/** What is to be done: by the AppSpec file, unless a pipeline says otherwise. */
function specIn(archive: string, { Managed }: Specification): AppSpec {
  if (!Managed) return appSpecIn(archive);
  const { DeploySpec, TargetDirectory = '', PreScript, PostScript } = Managed;
  if (DeploySpec === undefined)
    return folderSpec(TargetDirectory, { BeforeDeploy: PreScript, AfterDeploy: PostScript });
  const file = path.join(archive, path.resolve('/', DeploySpec));
  if (!existsSync(file)) throw new AppSpecFault(`No such file or directory - ${DeploySpec}`);
  return readDeploySpec(readFileSync(file, 'utf8'));
}

function appSpecIn(archive: string): AppSpec {
  const name = existsSync(archive) ? readdirSync(archive).find(isAppSpec) : undefined;
  if (name === undefined)
    throw new AppSpecFault(
      'The CodeDeploy agent did not find an AppSpec file within the unpacked revision directory at revision-relative ' +
        `path "appspec.yml". The revision was unpacked to directory "${archive}", and the AppSpec file was expected ` +
        `but not found at path "${path.join(archive, 'appspec.yml')}". Consult the AWS CodeDeploy Appspec ` +
        'documentation for more information.',
    );
  return readAppSpec(readFileSync(path.join(archive, name), 'utf8'));
}

/** AWS: user guide, "Environment variable availability for hooks". */
function variablesOf(event: string, specification: Specification): Readonly<Record<string, string>> {
  const { S3Revision, GitHubRevision } = specification.Revision;
  return {
    APPLICATION_NAME: specification.ApplicationName,
    DEPLOYMENT_ID: specification.DeploymentId,
    DEPLOYMENT_GROUP_NAME: specification.DeploymentGroupName,
    DEPLOYMENT_GROUP_ID: specification.DeploymentGroupId,
    LIFECYCLE_EVENT: event,
    ...(S3Revision && {
      BUNDLE_BUCKET: S3Revision.Bucket,
      BUNDLE_KEY: S3Revision.Key,
      ...(S3Revision.Version !== undefined && { BUNDLE_VERSION: S3Revision.Version }),
      ...(S3Revision.ETag !== undefined && { BUNDLE_ETAG: S3Revision.ETag }),
    }),
    ...(GitHubRevision && { BUNDLE_COMMIT: GitHubRevision.CommitId }),
  };
}
