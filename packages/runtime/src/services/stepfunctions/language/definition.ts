import { isObject, parsedJson, type Json, type JsonObject } from './json.ts';

/** A state machine, or what is inside of a Parallel or Map state. AWS: Amazon States Language. */
export interface Machine {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
  readonly TimeoutSeconds?: number;
  readonly Comment?: string;
}

export type QueryLanguage = 'JSONPath' | 'JSONata';

export interface State {
  readonly QueryLanguage?: QueryLanguage;
  readonly Type: 'Task' | 'Pass' | 'Choice' | 'Wait' | 'Succeed' | 'Fail' | 'Parallel' | 'Map';
  readonly Next?: string;
  readonly End?: boolean;
  /** Null: an empty object. */
  readonly InputPath?: string | null;
  readonly OutputPath?: string | null;
  readonly Parameters?: Json;
  readonly ResultSelector?: Json;
  /** Null: the result is dropped. */
  readonly ResultPath?: string | null;
  readonly Retry?: readonly Retrier[];
  readonly Catch?: readonly Catcher[];
  readonly Resource?: string;
  readonly Credentials?: Json;
  readonly TimeoutSeconds?: number | string;
  readonly TimeoutSecondsPath?: string;
  readonly HeartbeatSeconds?: number | string;
  readonly HeartbeatSecondsPath?: string;
  readonly Result?: Json;
  readonly Choices?: readonly ChoiceRule[];
  readonly Default?: string;
  readonly Seconds?: number | string;
  readonly SecondsPath?: string;
  readonly Timestamp?: string;
  readonly TimestampPath?: string;
  readonly Error?: string;
  readonly ErrorPath?: string;
  readonly Cause?: string;
  readonly CausePath?: string;
  readonly Branches?: readonly Machine[];
  readonly Iterator?: Machine;
  readonly ItemProcessor?: Machine & { readonly ProcessorConfig?: ProcessorConfig };
  readonly ItemsPath?: string;
  readonly ItemSelector?: Json;
  readonly MaxConcurrency?: number | string;
  readonly MaxConcurrencyPath?: string;
  /** These are of Map states of the mode DISTRIBUTED. */
  readonly Label?: string;
  readonly ItemReader?: ItemReader;
  readonly ItemBatcher?: ItemBatcher;
  readonly ResultWriter?: ResultWriter;
  readonly ToleratedFailureCount?: number | string;
  readonly ToleratedFailureCountPath?: string;
  readonly ToleratedFailurePercentage?: number | string;
  readonly ToleratedFailurePercentagePath?: string;
  /** These, and texts in `{% %}` elsewhere, are of states whose language is JSONata. */
  readonly Arguments?: Json;
  readonly Items?: Json;
  readonly Output?: Json;
  readonly Assign?: Json;
}

export interface ProcessorConfig {
  readonly Mode?: 'INLINE' | 'DISTRIBUTED';
  readonly ExecutionType?: 'STANDARD' | 'EXPRESS';
}

/** Where the items are read. */
export interface ItemReader {
  readonly Resource: string;
  readonly Parameters?: Json;
  readonly Arguments?: Json;
  readonly ReaderConfig?: ReaderConfig;
}
export interface ReaderConfig {
  readonly InputType?: 'CSV' | 'JSON' | 'JSONL' | 'MANIFEST';
  readonly CSVHeaderLocation?: 'FIRST_ROW' | 'GIVEN';
  readonly CSVHeaders?: readonly string[];
  readonly CSVDelimiter?: string;
  readonly ItemsPointer?: string;
  readonly Transformation?: 'NONE' | 'LOAD_AND_FLATTEN';
  readonly MaxItems?: number | string;
  readonly MaxItemsPath?: string;
}

/** How many items go to one child. */
export interface ItemBatcher {
  readonly MaxItemsPerBatch?: number | string;
  readonly MaxItemsPerBatchPath?: string;
  readonly MaxInputBytesPerBatch?: number | string;
  readonly MaxInputBytesPerBatchPath?: string;
  readonly BatchInput?: Json;
}

/** What becomes of what the children answer. */
export interface ResultWriter {
  readonly Resource?: string;
  readonly Parameters?: Json;
  readonly Arguments?: Json;
  readonly WriterConfig?: WriterConfig;
}
export interface WriterConfig {
  readonly Transformation?: 'NONE' | 'COMPACT' | 'FLATTEN';
  readonly OutputType?: 'JSON' | 'JSONL';
}

/** What a state leaves behind: itself, or the choice or the catcher that it goes by. */
export type Leaving = Pick<State, 'Output' | 'Assign'>;

export interface Retrier {
  readonly ErrorEquals: readonly string[];
  readonly IntervalSeconds?: number;
  readonly MaxAttempts?: number;
  readonly BackoffRate?: number;
  readonly MaxDelaySeconds?: number;
  readonly JitterStrategy?: 'FULL' | 'NONE';
}

export interface Catcher extends Leaving {
  readonly ErrorEquals: readonly string[];
  readonly Next: string;
  readonly ResultPath?: string | null;
}

export interface ChoiceRule extends Leaving {
  readonly Condition?: boolean | string;
  readonly Variable?: string;
  readonly Next?: string;
  readonly And?: readonly ChoiceRule[];
  readonly Or?: readonly ChoiceRule[];
  readonly Not?: ChoiceRule;
  readonly IsPresent?: boolean;
  readonly [comparison: string]: unknown;
}

/** The machine with the language of each state said at the state: its own, or that of what it is in. */
// AWS: unverified that a Parallel or Map state hands its own down to what is inside.
export const inLanguage = (machine: Machine, around: QueryLanguage): Machine => ({
  ...machine,
  States: Object.fromEntries(
    Object.entries(machine.States).map(([name, state]) => [name, stateInLanguage(state, around)]),
  ),
});

function stateInLanguage(state: State, around: QueryLanguage): State {
  const { QueryLanguage = around, Branches, Iterator, ItemProcessor } = state;
  return {
    ...state,
    QueryLanguage,
    ...(Branches && { Branches: Branches.map((branch) => inLanguage(branch, QueryLanguage)) }),
    ...(Iterator && { Iterator: inLanguage(Iterator, QueryLanguage) }),
    ...(ItemProcessor && { ItemProcessor: inLanguage(ItemProcessor, QueryLanguage) }),
  };
}

/** The machine that a Map state runs for each item. */
export const itemMachine = (state: State): Machine => (state.ItemProcessor ?? state.Iterator)!;

/** Whether a Map state's items are executions of their own. */
export const isDistributed = ({ ItemProcessor }: State): boolean =>
  ItemProcessor?.ProcessorConfig?.Mode === 'DISTRIBUTED';

/** What is wrong with a definition, as ValidateStateMachineDefinition tells it. */
export interface Mistake {
  readonly code: string;
  readonly message: string;
  readonly location: string;
}

export const mistake = (code: string, message: string, location: string): Mistake => ({
  code,
  message,
  location,
});
/** A mistake in what a definition is made of. */
export const wrong = (message: string, location: string): Mistake =>
  mistake('SCHEMA_VALIDATION_FAILED', message, location);

/** A definition's JSON; undefined where it is none. */
export function definitionObject(text: string): JsonObject | undefined {
  const { value } = parsedJson(text) ?? {};
  return isObject(value) ? value : undefined;
}

/** AWS: CloudFormation, DefinitionSubstitutions: `${name}` in a definition stands for the value of that name. */
export const substituted = (text: string, substitutions: Readonly<Record<string, unknown>> = {}): string =>
  Object.entries(substitutions).reduce(
    (before, [name, value]) => before.replaceAll(`\${${name}}`, String(value)),
    text,
  );
