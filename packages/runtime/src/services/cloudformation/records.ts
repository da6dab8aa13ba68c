import type * as sdk from '@aws-sdk/client-cloudformation';
import { derivedUuid } from '../../base/ids.ts';
import { arnOf, parseArn } from '../../base/arn.ts';
import type { Scope } from '../../base/scope.ts';
import { flowId } from '../../dispatch/service.ts';
import type { Properties, ResourceTag } from '../../dispatch/resource.ts';
import { collection } from '../../store/collection.ts';
import type { RegistryType } from '../../base/registry-type.ts';
import type { Mapping, ResourceDeclaration, Values } from './template/template.ts';
import type { Tx } from '../../store/store.ts';

export interface StackRecord {
  /** `<name>/<uuid>`: what it is kept by, and the end of its ARN. */
  readonly key: string;
  readonly name: string;
  readonly status: sdk.StackStatus;
  readonly statusReason?: string;
  readonly createdAt: number;
  readonly updatedAt?: number;
  readonly deletedAt?: number;
  /** The operation that is under way, or was the last; each has a number of its own. */
  readonly operation: number;
  readonly operationType?: sdk.OperationType;
  readonly operationToken?: string;
  /** What the stack is now. While an operation is under way: what it is meant to become. */
  readonly wish: Wish;
  /** What it was when the operation under way began: what a rollback goes back to. */
  readonly former?: Wish;
  readonly outputs: readonly Output[];
  /** What they were before the operation under way told them anew. */
  readonly formerOutputs?: readonly Output[];
  readonly changeSetId?: string;
  readonly parentId?: string;
  readonly rootId?: string;
  /** What the operation has replaced is kept until the stack's parent says whether it is gone back to. */
  readonly held?: true;
  readonly terminationProtection: boolean;
  readonly timeoutMinutes?: number;
  readonly disableRollback: boolean;
  /** How it was last asked to be deployed. */
  readonly deployment?: DeploymentConfig;
  /** What it was when the operation under way began. */
  readonly statusBefore?: sdk.StackStatus;
  /** What the deletion under way leaves where it is. */
  readonly deletion?: { readonly retained: readonly string[]; readonly force: boolean };
  /** What was found when its drift was last detected. */
  readonly drift?: { readonly status: sdk.StackDriftStatus; readonly at: number };
  /** The stack policy, as it was set. */
  readonly policy?: string;
  /** The one that holds for the operation under way alone. */
  readonly policyOnce?: string;
  /** Resources that the rollback under way leaves as they are. */
  readonly skipped?: readonly string[];
  /** The last operation after which the stack was whole: a rollback goes back to it. */
  readonly stable?: number;
  /** DeletionPolicy `Retain` does not hold for what the operation has created, when that is rolled back. */
  readonly retainExceptOnCreate?: boolean;
  /** What the operation under way takes into the stack instead of making it, by logical id. */
  readonly imports?: Imports;
  /** Why the operation under way cannot even begin. */
  readonly problem?: string;
}

export interface DeploymentConfig {
  /** An express operation waits for nothing to become ready that has been configured. */
  readonly Mode?: sdk.DeploymentConfigMode | undefined;
  readonly DisableRollback?: boolean | undefined;
}

export type Imports = Readonly<Record<string, ImportedResource>>;

/** A resource that is there already, by its primary identifier. */
export interface ImportedResource {
  readonly identifier: Readonly<Record<string, string>>;
}

/** What a caller asks a stack to be. */
export interface Wish {
  /** Which of the stack's templates. */
  readonly template: number;
  readonly description?: string;
  readonly parameters: readonly StackParameter[];
  readonly tags: readonly ResourceTag[];
  readonly capabilities: readonly sdk.Capability[];
  readonly notificationArns: readonly string[];
  readonly roleArn?: string;
  readonly rollbackConfiguration?: RollbackConfiguration;
}

export interface RollbackConfiguration {
  readonly RollbackTriggers?: readonly { readonly Arn: string; readonly Type: string }[];
  readonly MonitoringTimeInMinutes?: number;
}

export interface StackParameter {
  readonly key: string;
  readonly value: string;
  /** What stands behind the value, for types that name an SSM parameter. */
  readonly resolved?: string;
  readonly noEcho?: boolean;
}

export interface Output {
  readonly key: string;
  readonly value: string;
  readonly description?: string;
  readonly exportName?: string;
}

/** What the functions in a stack's template are resolved by, but for its resources. One for each operation. */
export interface Setting {
  /** Resolved: a list for list types. */
  readonly parameters: Readonly<Record<string, string | readonly string[]>>;
  readonly mappings: Readonly<Record<string, Mapping>>;
  readonly conditions: Readonly<Record<string, boolean>>;
  /** Names of exports it uses, once they are known. */
  readonly imports?: readonly string[];
}

/** A template as it was given, and as it was after its transforms. */
export interface TemplateRecord {
  readonly body: string;
  readonly processed?: string;
}

/** One logical resource of a stack: what the template says of it, and what is there. */
export interface ResourceRecord {
  readonly logicalId: string;
  readonly status: sdk.ResourceStatus;
  readonly statusReason?: string;
  readonly updatedAt: number;
  /** The operation that last began to change it. */
  readonly operation: number;
  /** Undefined until it exists, and once it is gone. */
  readonly made?: MadeResource;
  /** What it was called while it existed. */
  readonly lastPhysicalId?: string;
  /** What was there before the operation of that number, for a rollback or a cleanup. */
  readonly former?: MadeResource;
  readonly formerDefinition?: Definition;
  /** Of a custom resource: what it was asked to be when that failed, or was called off. */
  readonly attempted?: Properties;
  /** The operation that has taken it into the stack: undone, it leaves it where it is. */
  readonly imported?: number;
  /** A rollback has given it back what it was. */
  readonly restored?: true;
  readonly definition: Definition;
}

/** A resource that exists, as it was last made. */
export interface MadeResource {
  readonly physicalId: string;
  readonly ref?: string;
  readonly properties: Properties;
  readonly attributes: Readonly<Record<string, unknown>>;
  /** It is only recorded: nothing runs behind it. */
  readonly recorded?: boolean;
  readonly stackTags: readonly ResourceTag[];
  /** Its properties as they may be shown, where parameters are not to be echoed. */
  readonly shown?: Properties;
  /** Its attributes may not be shown. */
  readonly noEcho?: true;
  /** Its properties with references to stored parameters as they were written, where it has some. */
  readonly literal?: Properties;
}

/** What a template is compared with. */
// AWS: seen that a change of the parameter behind `{{resolve:ssm:…}}` changes nothing: the reference is compared.
export const comparedOf = ({ literal, properties }: MadeResource): Values =>
  (literal ?? properties) as Values;

/** What a template says of a resource, functions unresolved. */
export interface Definition extends ResourceDeclaration {
  /** Logical ids that have to be there first: named by DependsOn, or referred to. */
  readonly dependencies: readonly string[];
}

/** One event; its place in the list is its key. */
export interface EventRecord {
  readonly id: string;
  readonly at: number;
  readonly operation: number;
  readonly operationType?: sdk.OperationType;
  readonly logicalId: string;
  readonly physicalId: string;
  readonly type: string;
  readonly status: sdk.ResourceStatus | sdk.StackStatus;
  readonly reason?: string;
  readonly properties?: string;
  readonly token?: string;
}

export interface ExportRecord {
  readonly name: string;
  readonly value: string;
  readonly stackKey: string;
}

export interface ChangeSetRecord {
  readonly name: string;
  /** The end of its ARN: `<name>/<uuid>`. */
  readonly id: string;
  readonly stackKey: string;
  readonly type: sdk.ChangeSetType;
  readonly description?: string;
  readonly createdAt: number;
  readonly status: sdk.ChangeSetStatus;
  readonly statusReason?: string;
  readonly executionStatus: sdk.ExecutionStatus;
  /** What the stack becomes when it is executed. */
  readonly wish: Wish;
  readonly changes: readonly sdk.Change[];
  readonly token?: string;
  readonly onStackFailure?: sdk.OnStackFailure;
  readonly includeNestedStacks: boolean;
  readonly importExistingResources: boolean;
  readonly deploymentMode?: sdk.DeploymentMode;
  readonly deployment?: DeploymentConfig;
  readonly imports?: Imports;
  /** What resources are that differ from what the stack has made of them: they are brought back. */
  readonly reverted?: Reverted;
  /** Where it is of a nested stack: the change sets of its parent and of the root, by the ends of their ARNs. */
  readonly within?: { readonly parent: string; readonly root: string };
  /** Those of the stacks in its stack, by logical id and the ends of their ARNs. */
  readonly nested?: Readonly<Record<string, string>>;
  /** What has been seen to fail before anything is made. */
  readonly validations?: readonly Validation[];
}

export interface Validation {
  readonly name: 'PROPERTY_VALIDATION' | 'NAME_CONFLICT_VALIDATION';
  readonly logicalId: string;
  readonly type: string;
  /** Where in the template. */
  readonly path: string;
  readonly reason: string;
}

/** Properties as they are, by logical id; null where the resource is gone. */
export type Reverted = Readonly<Record<string, Values | null>>;

/** A URL by which somebody outside tells a stack something. */
export interface ResponseRecord {
  readonly kind: 'custom' | 'condition';
  readonly secret: string;
  /** Bodies, as they came. */
  readonly answers: readonly string[];
  /** House time since when nobody listens, and its own key by which it is forgotten. */
  readonly closedAt?: number;
  readonly id?: string;
}

/** A function that makes something else of templates. */
export interface MacroRecord {
  readonly functionName: string;
  /** Which ask has made it: asked again after a crash, it is the same. */
  readonly effectId?: string;
}

/** How a resource differed from what its template asks for, when that was last looked at. */
export interface DriftRecord {
  readonly logicalId: string;
  readonly at: number;
  readonly status: sdk.StackResourceDriftStatus;
  readonly expected: Values;
  readonly actual?: Values;
  readonly differences: readonly sdk.PropertyDifference[];
  readonly reason?: string;
}

export interface DetectionRecord {
  readonly stackKey: string;
  readonly at: number;
  readonly status: sdk.StackDriftStatus;
  readonly drifted: number;
}

/** By key. */
export const stacks = collection<StackRecord>('cloudformation.stacks');
/** The key of the living stack of a name. */
export const stackNames = collection<string>('cloudformation.stack-names');
/** The key of the stack that a call from inside has created, by the call's id. */
export const createdBy = collection<string>('cloudformation.created-by');
/** The ARN of the stack that one of this name is to be nested in. */
export const nestings = collection<string>('cloudformation.nestings');
/** By `<stack>|<number>`. */
export const templates = collection<TemplateRecord>('cloudformation.templates');
/** By `<stack>|<operation>`. */
export const settings = collection<Setting>('cloudformation.settings');
/** What the registry says of the types in templates, by name. */
export const registryTypes = collection<RegistryType>('cloudformation.registry-types');
/** What an operation makes of each resource, by `<stack>|<operation>|<logical id>`. */
export const definitions = collection<Definition>('cloudformation.definitions');
/** By `<stack>|<logical id>`. */
export const resources = collection<ResourceRecord>('cloudformation.resources');
/** By `<stack>|<number>`, oldest first. */
export const events = collection<EventRecord>('cloudformation.events');
/** By name. */
export const exportsOf = collection<ExportRecord>('cloudformation.exports');
/** The key of a stack that imports, by `<export>|<stack>`. */
export const imports = collection<string>('cloudformation.imports');
/** By `<stack>|<name>`. */
export const changeSets = collection<ChangeSetRecord>('cloudformation.change-sets');
/** The key of a change set, by the end of its ARN. */
export const changeSetIds = collection<string>('cloudformation.change-set-ids');
/** By name. */
export const macros = collection<MacroRecord>('cloudformation.macros');
/** By id. */
export const responses = collection<ResponseRecord>('cloudformation.responses');
/** By `<stack>|<logical id>`. */
export const drifts = collection<DriftRecord>('cloudformation.drifts');
/** By id. */
export const detections = collection<DetectionRecord>('cloudformation.drift-detections');
/** SUCCESS or FAILURE, by `<stack>|<operation>|<logical id>|<unique id>`. */
export const signals = collection<sdk.ResourceSignalStatus>('cloudformation.signals');
/** Logical ids that a phase of an operation works on, by the id of the phase. */
export const phases = collection<readonly string[]>('cloudformation.phases');

export const partKey = (stackKey: string, part: string | number): string =>
  `${stackKey}|${typeof part === 'number' ? String(part).padStart(8, '0') : part}`;

/** A resource in the operation that is under way. */
export const definitionKey = (stack: StackRecord, logicalId: string): string =>
  `${partKey(stack.key, stack.operation)}|${logicalId}`;

export const stackArn = (scope: Scope, stackKey: string): string =>
  arnOf('cloudformation', scope, `stack/${stackKey}`);

/** The key of a stack, by the id of an operation on it. */
export const operations = collection<string>('cloudformation.operations');

/** AWS tells the operations on a stack apart by an id. */
export const operationId = (stackKey: string, operation: number): string =>
  derivedUuid(stackKey, 'operation', operation);

export const changeSetArn = (scope: Scope, id: string): string =>
  arnOf('cloudformation', scope, `changeSet/${id}`);

/** Finds a stack by its name, while it lives, or by its ARN, for ever. */
export function findStack(tx: Tx, scope: Scope, nameOrArn: string): StackRecord | undefined {
  const arn = parseArn(nameOrArn);
  if (arn) {
    if (arn.service !== 'cloudformation' || !arn.resource.startsWith('stack/')) return undefined;
    return stacks.get(tx, arn, arn.resource.slice('stack/'.length));
  }
  const key = stackNames.get(tx, scope, nameOrArn);
  return key === undefined ? undefined : stacks.get(tx, scope, key);
}

export const stackKind = 'cloudformation.stack';
export const resourceKind = 'cloudformation.resource';

/** The flow of one operation on a stack. */
export const stackFlowId = (scope: Scope, stackKey: string, operation: number): string =>
  flowId(stackKind, scope, partKey(stackKey, operation));

/** What is done in one go: each resource at most once. */
export type Phase = 'forward' | 'cleanup' | 'rollback' | 'rollback-cleanup' | 'delete';

export const phaseKey = (stackKey: string, operation: number, phase: Phase): string =>
  `${partKey(stackKey, operation)}|${phase}`;

/** The flow of one resource in one phase. */
export const resourceFlowId = (scope: Scope, phase: string, logicalId: string): string =>
  flowId(resourceKind, scope, `${phase}|${logicalId}`);
