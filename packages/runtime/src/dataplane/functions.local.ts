import path from 'node:path';
import type { FunctionInvoke, FunctionInvoked } from '../base/effects/function.ts';
import { never } from '../base/never.ts';
import type { BlobFiles } from './blob-files.ts';
import { refuseRuntime, type FunctionEffect, type Functions } from './functions.ts';
import { InstancePool, type PoolOptions } from './functions/pool.ts';
import { RuntimeApi } from './functions/runtime-api.ts';
import { UnpackedCode } from './functions/unpacked-code.ts';

const defaults: PoolOptions = { instancesMax: 50, idleMs: 60_000 };

/** Functions as processes of this machine, children of the control plane, over Lambda's own Runtime API. */
export class LocalFunctions implements Functions {
  readonly #api = new RuntimeApi();
  readonly #code: UnpackedCode;
  readonly #pool: InstancePool;
  /** By function and request id: who asks again for what is under way waits for the same answer. */
  readonly #underWay = new Map<string, Promise<FunctionInvoked>>();

  constructor(folder: string, blobs: Pick<BlobFiles, 'pathOf'>, options: Partial<PoolOptions> = {}) {
    this.#code = new UnpackedCode(path.join(folder, 'code'), blobs);
    this.#pool = new InstancePool(this.#api, { ...defaults, ...options });
  }

  async perform(effect: FunctionEffect): Promise<FunctionInvoked | object> {
    switch (effect.type) {
      case 'function.invoke':
        return this.#invoke(effect);
      case 'function.remove':
        this.#pool.retire(effect.function);
        return {};
      default:
        return never(effect);
    }
  }

  /** Ends all processes; their code is forgotten. */
  reset(): void {
    this.#pool.close();
    this.#code.reset();
  }

  close(): void {
    this.#pool.close();
    this.#api.close();
  }

  #invoke(effect: FunctionInvoke): Promise<FunctionInvoked> {
    const key = `${effect.function} ${effect.requestId}`;
    const known = this.#underWay.get(key);
    if (known) return known;
    const invoking = this.#begin(effect).finally(() => this.#underWay.delete(key));
    this.#underWay.set(key, invoking);
    return invoking;
  }

  async #begin(effect: FunctionInvoke): Promise<FunctionInvoked> {
    refuseRuntime(effect.runtime);
    return this.#pool.invoke(effect, await this.#code.folderOf(effect.code));
  }
}
