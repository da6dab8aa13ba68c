import { wrong, type Mistake } from './definition.ts';
import { isObject, type Json, type JsonObject } from './json.ts';

/** Fields that only a Map state of the mode DISTRIBUTED has. */
const distributedOnly = [
  'ItemReader',
  'ItemBatcher',
  'ResultWriter',
  'Label',
  'ToleratedFailureCount',
  'ToleratedFailureCountPath',
  'ToleratedFailurePercentage',
  'ToleratedFailurePercentagePath',
];

/** What is wrong with a Map state, but for what it runs. AWS: unverified words. */
export function* mapMistakes(state: JsonObject, at: string): Generator<Mistake> {
  const processor = state['ItemProcessor'];
  const config = isObject(processor) ? processor['ProcessorConfig'] : undefined;
  const { Mode = 'INLINE', ExecutionType } = isObject(config) ? config : {};
  const place = `${at}/ItemProcessor/ProcessorConfig`;
  if (Mode !== 'INLINE' && Mode !== 'DISTRIBUTED')
    yield wrong('The value of "Mode" should be one of INLINE, DISTRIBUTED', `${place}/Mode`);
  if (Mode !== 'DISTRIBUTED') {
    for (const field of distributedOnly)
      if (state[field] !== undefined)
        yield wrong(`The field '${field}' is of Map states of the mode DISTRIBUTED only`, `${at}/${field}`);
    return;
  }
  if (ExecutionType !== 'STANDARD' && ExecutionType !== 'EXPRESS')
    yield wrong('The value of "ExecutionType" should be one of STANDARD, EXPRESS', `${place}/ExecutionType`);
  yield* labelMistakes(state['Label'], at);
  yield* readerMistakes(state['ItemReader'], `${at}/ItemReader`);
  yield* batcherMistakes(state['ItemBatcher'], `${at}/ItemBatcher`);
  yield* writerMistakes(state['ResultWriter'], `${at}/ResultWriter`);
}

/** AWS: developer guide, Label: 40 characters at most, and none of those that ARNs do not take. */
function* labelMistakes(label: Json | undefined, at: string): Generator<Mistake> {
  if (label === undefined) return;
  if (typeof label !== 'string' || !/^[^\s?*<>{}[\]:;,\\|^~$#%&`"/\p{Cc}]{1,40}$/u.test(label))
    yield wrong('The value is not a valid label', `${at}/Label`);
}

// AWS: developer guide, "ItemReader", InputType; the last one is not served here, and of manifests those of S3's alone.
const inputTypes = ['CSV', 'JSON', 'JSONL', 'MANIFEST', 'PARQUET'];

function* readerMistakes(reader: Json | undefined, at: string): Generator<Mistake> {
  if (reader === undefined) return;
  if (!isObject(reader)) return yield wrong('The value should be an object', at);
  const { Resource, ReaderConfig = {} } = reader;
  const isList = /^arn:[^:]+:states:::s3:listObjectsV2$/.test(String(Resource));
  if (!isList && !/^arn:[^:]+:states:::s3:getObject$/.test(String(Resource)))
    yield wrong(`The resource provided ${String(Resource)} is not recognized`, `${at}/Resource`);
  if (!isObject(ReaderConfig)) return yield wrong('The value should be an object', `${at}/ReaderConfig`);
  const { InputType, CSVHeaderLocation, CSVHeaders, ManifestType = 'S3_INVENTORY' } = ReaderConfig;
  const place = `${at}/ReaderConfig`;
  if (InputType === undefined ? !isList : !inputTypes.includes(String(InputType)))
    yield wrong(`The value of "InputType" should be one of ${inputTypes.join(', ')}`, `${place}/InputType`);
  if (InputType === 'PARQUET')
    yield wrong('Penstock does not serve items of the type PARQUET (yet)', `${place}/InputType`);
  if (InputType === 'MANIFEST' && ManifestType !== 'S3_INVENTORY')
    yield wrong(
      `Penstock does not serve manifests of the type ${String(ManifestType)} (yet)`,
      `${place}/ManifestType`,
    );
  if (InputType === 'CSV' && CSVHeaderLocation !== 'FIRST_ROW' && CSVHeaderLocation !== 'GIVEN')
    yield wrong('The value of "CSVHeaderLocation" should be one of FIRST_ROW, GIVEN', place);
  if (CSVHeaderLocation === 'GIVEN' && !Array.isArray(CSVHeaders))
    yield wrong('The field "CSVHeaders" is required', place);
}

function* batcherMistakes(batcher: Json | undefined, at: string): Generator<Mistake> {
  if (batcher === undefined) return;
  const sizes = ['MaxItemsPerBatch', 'MaxInputBytesPerBatch'].flatMap((field) => [field, `${field}Path`]);
  if (!isObject(batcher) || !sizes.some((field) => batcher[field] !== undefined))
    yield wrong('An ItemBatcher must have MaxItemsPerBatch or MaxInputBytesPerBatch', at);
}

function* writerMistakes(writer: Json | undefined, at: string): Generator<Mistake> {
  if (writer === undefined) return;
  if (!isObject(writer)) return yield wrong('The value should be an object', at);
  const { Resource, WriterConfig } = writer;
  if (Resource === undefined && WriterConfig === undefined)
    yield wrong('A ResultWriter must have a Resource or a WriterConfig', at);
  if (Resource !== undefined && !/^arn:[^:]+:states:::s3:putObject$/.test(String(Resource)))
    yield wrong(`The resource provided ${String(Resource)} is not recognized`, `${at}/Resource`);
}
