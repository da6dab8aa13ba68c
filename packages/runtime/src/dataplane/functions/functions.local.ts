import type {
  FunctionInvoke,
  FunctionInvoked,
  FunctionStream,
  FunctionStreamed,
} from '../../base/effects/function.ts';
import { never } from '../../base/never.ts';
import type { BlobFiles } from '../blobs/blob-files.ts';
import type { Blobs, Names } from '../blobs/blobs.ts';
import { throttled, unqualified, type FunctionEffect, type Functions } from './functions.ts';
import { AnswerStream } from './answer-stream.ts';
import { FunctionFolders } from './folders.ts';
import { Launches } from './launch.ts';
import { InstancePool, type PoolOptions } from './pool.ts';
import { RuntimeApi } from './runtime-api.ts';

const defaults: PoolOptions = { instancesMax: 50, idleMs: 60_000 };

export interface LocalFunctionsParts {
  readonly folder: string;
  readonly blobs: Pick<Blobs, 'read'> & Pick<BlobFiles, 'pathOf'>;
  /** The PATH of whoever started the house: Python is looked for there. */
  readonly path: string;
}

/** Functions as processes of this machine, children of the control plane, over Lambda's own Runtime API. */
export class LocalFunctions implements Functions {
  readonly #api = new RuntimeApi();
  readonly #folders: FunctionFolders;
  readonly #launches: Launches;
  readonly #pool: InstancePool;
  /** By function and request id: who asks again for what is under way waits for the same answer. */
  readonly #underWay = new Map<string, Promise<FunctionInvoked>>();

  /** How many invocations are under way, by unqualified ARN. */
  readonly #counts = new Map<string, number>();

  constructor({ folder, blobs, path: searched }: LocalFunctionsParts, options: Partial<PoolOptions> = {}) {
    this.#folders = new FunctionFolders(folder, blobs);
    this.#launches = new Launches(this.#folders, blobs, searched);
    this.#pool = new InstancePool(this.#api, { ...defaults, ...options });
  }

  async perform(effect: FunctionEffect): Promise<FunctionInvoked | FunctionStreamed | object> {
    switch (effect.type) {
      case 'function.invoke':
        return this.#invoke(effect);
      case 'function.stream':
        return this.#stream(effect);
      case 'function.provision':
        await this.#pool.provision(effect, await this.#launches.launchOf(effect));
        return {};
      case 'function.remove':
        this.#pool.remove(effect.function);
        return {};
      default:
        return never(effect);
    }
  }

  /** Forgets the files of code that nobody names. */
  sweep(names: Names): Promise<void> {
    return this.#folders.sweep(names);
  }

  /** Ends all processes; their code is forgotten. */
  reset(): void {
    this.#pool.close();
    this.#folders.reset();
  }

  close(): void {
    this.#pool.close();
    this.#api.close();
  }

  #invoke(effect: FunctionInvoke): Promise<FunctionInvoked> {
    const key = `${effect.function} ${effect.requestId} ${effect.attempt ?? 1}`;
    const known = this.#underWay.get(key);
    if (known) return known;
    const invoking = this.#begin(effect).finally(() => this.#underWay.delete(key));
    this.#underWay.set(key, invoking);
    return invoking;
  }

  /** Answers when the function begins to; rejects where it is refused. */
  async #stream(effect: FunctionStream): Promise<FunctionStreamed> {
    const stream = new AnswerStream();
    const over = this.#begin({ ...effect, type: 'function.invoke' }, stream);
    const contentType = await Promise.race([stream.begun, over.then(() => stream.begun)]);
    return { contentType, pieces: stream.pieces, over };
  }

  async #begin(effect: FunctionInvoke, stream?: AnswerStream): Promise<FunctionInvoked> {
    const name = unqualified(effect.function);
    const concurrent = (this.#counts.get(name) ?? 0) + 1;
    if (concurrent > (effect.concurrencyMax ?? Infinity)) throw throttled();
    this.#counts.set(name, concurrent);
    try {
      const invoked = await this.#pool.invoke(effect, await this.#launches.launchOf(effect), stream);
      return { ...invoked, concurrent };
    } finally {
      const left = this.#counts.get(name)! - 1;
      if (left > 0) this.#counts.set(name, left);
      else this.#counts.delete(name);
    }
  }
}
