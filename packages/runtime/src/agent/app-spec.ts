import { parse, YAMLParseError } from 'yaml';
import { aclEntryOf, contextOf, type AclEntry, type SecurityContext } from './access-control.ts';
import { fault } from './app-spec-fault.ts';

/** What an AppSpec file says of a server. AWS: user guide, "AppSpec file example for an EC2/On-Premises deployment". */
export interface AppSpec {
  readonly files: readonly { readonly source: string; readonly destination: string }[];
  /** What becomes of files that are there already, where the file says so. */
  readonly fileExistsBehavior?: FileExistsBehavior | undefined;
  readonly permissions: readonly Permission[];
  /** Scripts by their lifecycle event. */
  readonly hooks: Readonly<Record<string, readonly Script[]>>;
}

export interface Script {
  readonly location: string;
  readonly timeoutSeconds: number;
  readonly runas?: string | undefined;
}

export interface Permission {
  readonly object: string;
  readonly pattern: string;
  readonly except: readonly string[];
  readonly types: readonly ('file' | 'directory')[];
  readonly owner?: string | undefined;
  readonly group?: string | undefined;
  readonly mode?: number | undefined;
  readonly acls?: readonly AclEntry[] | undefined;
  readonly context?: SecurityContext | undefined;
}

const fileExistsBehaviors = ['DISALLOW', 'OVERWRITE', 'RETAIN'] as const;

export type FileExistsBehavior = (typeof fileExistsBehaviors)[number];

/** AWS: "The maximum amount of time allowed is 3600 seconds", of a script and of all scripts of an event together. */
const secondsMax = 3600;

const hookEvents = new Set([
  'BeforeBlockTraffic',
  'AfterBlockTraffic',
  'ApplicationStop',
  'BeforeInstall',
  'AfterInstall',
  'ApplicationStart',
  'ValidateService',
  'BeforeAllowTraffic',
  'AfterAllowTraffic',
]);

type Fields = Readonly<Record<string, unknown>>;

/** Reads `appspec.yml`. Throws AppSpecFault. */
export function readAppSpec(text: string): AppSpec {
  return appSpecOf(fieldsOf(parsed(text), 'the file'));
}

function appSpecOf(document: Fields): AppSpec {
  const { version, os } = document;
  if (Number(version) !== 0)
    fault(
      `The deployment failed because an invalid version value (${String(version)}) was entered in the application ` +
        'specification file. Make sure your AppSpec file specifies "0.0" as the version, and then try again.',
    );
  if (os !== 'linux')
    fault(
      'The deployment failed because the application specification file specifies an unsupported operating system ' +
        `(${String(os)}). This agent runs on linux.`,
    );
  return { ...filesOf(document), hooks: hooksOf(document['hooks']) };
}

const filesOf = (document: Fields): Pick<AppSpec, 'files' | 'fileExistsBehavior' | 'permissions'> => ({
  files: listOf(document['files'], 'files').map(fileOf),
  fileExistsBehavior: fileExistsBehaviorOf(document['file_exists_behavior']),
  permissions: listOf(document['permissions'], 'permissions').map(permissionOf),
});

/** AWS: user guide, "AppSpec 'files' section": once, for all files. */
function fileExistsBehaviorOf(value: unknown): FileExistsBehavior | undefined {
  if (!isGiven(value)) return undefined;
  const known = fileExistsBehaviors.find((each) => each === value);
  return (
    known ??
    fault(
      'The deployment failed because an invalid option was specified for fileExistsBehavior: ' +
        `${String(value)}. Valid options include OVERWRITE, RETAIN, and DISALLOW.`,
    )
  );
}

/**
 * Reads a DeploySpec file. AWS: CodePipeline user guide, "Deploy spec file reference": version 0.1 has the scripts of
 * two events; of an AppSpec file (version 0.0) events are mapped to them, and what is not supported is ignored. Which
 * of them to which is unverified.
 */
export function readDeploySpec(text: string): AppSpec {
  const document = fieldsOf(parsed(text), 'the file');
  if (Number(document['version']) === 0) {
    const { hooks, ...rest } = appSpecOf(document);
    const of = (...events: readonly string[]) => events.flatMap((event) => hooks[event] ?? []);
    const BeforeDeploy = of('ApplicationStop', 'BeforeInstall');
    const AfterDeploy = of('AfterInstall', 'ApplicationStart', 'ValidateService');
    return { ...rest, hooks: { BeforeDeploy, AfterDeploy } };
  }
  if (Number(document['version']) !== 0.1)
    fault(`The version of a DeploySpec file is 0.1 or 0.0, not ${String(document['version'])}.`);
  const scripts = Object.entries(fieldsOf(document['scripts'] ?? {}, 'scripts'));
  for (const [event] of scripts)
    if (event !== 'BeforeDeploy' && event !== 'AfterDeploy')
      fault(`A DeploySpec file has scripts of BeforeDeploy and AfterDeploy, not of ${event}.`);
  const hooks = Object.fromEntries(scripts.map(([event, value]) => [event, scriptsOf(event, value)]));
  return { ...filesOf(document), hooks };
}

/** A bundle that goes to a folder as it is, with a script before and one after. */
export function folderSpec(
  destination: string,
  scripts: Readonly<Record<string, string | undefined>>,
): AppSpec {
  const hooks = Object.entries(scripts).map(([event, location]) => [
    event,
    location === undefined ? [] : [{ location, timeoutSeconds: secondsMax }],
  ]);
  return { files: [{ source: '/', destination }], permissions: [], hooks: Object.fromEntries(hooks) };
}

function parsed(text: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof YAMLParseError)) throw error;
    return fault(`The AppSpec file cannot be read: ${error.message.split('\n')[0]}`);
  }
}

function fieldsOf(value: unknown, what: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    fault(`In the AppSpec file, ${what} is not what it should be.`);
  return value as Fields;
}

function listOf(value: unknown, what: string): Fields[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) fault(`In the AppSpec file, ${what} is not a list.`);
  return value.map((each) => fieldsOf(each, what));
}

function textIn(fields: Fields, name: string, why: string): string {
  const value = fields[name];
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : fault(why);
}

const fileOf = (fields: Fields) => ({
  source: textIn(fields, 'source', 'The deployment failed because a file of the AppSpec file has no source.'),
  destination: textIn(
    fields,
    'destination',
    'The deployment failed because a file of the AppSpec file has no destination.',
  ),
});

function permissionOf(fields: Fields): Permission {
  const why =
    'The deployment failed because a permission listed in the application specification file has no object value. ' +
    'Update the permissions section of the AppSpec file, and then try again.';
  const object = textIn(fields, 'object', why);
  const types = (fields['type'] as Permission['types'] | undefined) ?? ['file', 'directory'];
  for (const type of types)
    if (type !== 'file' && type !== 'directory')
      fault(
        'The deployment failed because the application specification file specifies a permission for an object ' +
          `type not supported for permissions (${String(type)}).`,
      );
  const optional = (name: string) => (fields[name] === undefined ? undefined : String(fields[name]));
  return {
    object,
    pattern: optional('pattern') ?? '**',
    except: ((fields['except'] as unknown[] | undefined) ?? []).map(String),
    types,
    owner: optional('owner'),
    group: optional('group'),
    mode: modeOf(fields['mode']),
    acls: aclsOf(fields['acls']),
    context: isGiven(fields['context']) ? contextOf(fieldsOf(fields['context'], 'context')) : undefined,
  };
}

const isGiven = (value: unknown): boolean => value !== undefined && value !== null;

function aclsOf(value: unknown): readonly AclEntry[] | undefined {
  if (!isGiven(value)) return undefined;
  if (!Array.isArray(value)) fault('In the AppSpec file, acls is not a list.');
  return value.map((entry) => aclEntryOf(String(entry)));
}

/** Digits, as `chmod` takes them, whether YAML took them for a number or not. */
function modeOf(value: unknown): number | undefined {
  if (value === undefined || value === null) return undefined;
  const digits = String(value);
  if (!/^[0-7]{1,4}$/.test(digits)) fault(`The deployment failed because the mode ${digits} is not valid.`);
  return Number.parseInt(digits, 8);
}

function hooksOf(value: unknown): AppSpec['hooks'] {
  if (value === undefined || value === null) return {};
  const events = Object.entries(fieldsOf(value, 'hooks'));
  for (const [event] of events)
    if (!hookEvents.has(event)) fault(`appspec.yml file contains unknown lifecycle events: ["${event}"]`);
  return Object.fromEntries(events.map(([event, scripts]) => [event, scriptsOf(event, scripts)]));
}

function scriptsOf(event: string, value: unknown): Script[] {
  const scripts = listOf(value, `hooks.${event}`).map(scriptOf);
  const seconds = scripts.map(({ timeoutSeconds }) => timeoutSeconds);
  // A script that says nothing has what the others leave.
  const said = scripts.length > 1 ? seconds.filter((each) => each !== secondsMax) : seconds;
  if (said.reduce((sum, each) => sum + each, 0) > secondsMax)
    fault(`The scripts of ${event} may take more than ${secondsMax} seconds together.`);
  return scripts;
}

function scriptOf(fields: Fields): Script {
  const location = textIn(
    fields,
    'location',
    'The deployment failed because the application specification file specifies a script with no location value. ' +
      'Specify the location in the hooks section of the AppSpec file, and then try again.',
  );
  const timeoutSeconds = Number.parseInt(String(fields['timeout'] ?? secondsMax), 10);
  if (!(timeoutSeconds > 0 && timeoutSeconds <= secondsMax))
    fault(
      'The deployment failed because an invalid timeout value was provided for a script in the application ' +
        'specification file. Make corrections in the hooks section of the AppSpec file, and then try again.',
    );
  const runas = fields['runas'];
  return { location, timeoutSeconds, ...(runas !== undefined && runas !== null && { runas: String(runas) }) };
}
