import type { LazyService } from '../../dispatch/lazy-service.ts';
import { ConstraintLibrary } from '../constraints/service-constraints.ts';
import type { ServiceModel } from './service-model.ts';

/** The models of services, each loaded when it is first asked for, and its service's code with it. */
export class ServiceModels {
  readonly #library: ConstraintLibrary;
  readonly #loading = new Map<string, Promise<ServiceModel>>();
  readonly #loaded = new Map<string, ServiceModel>();

  constructor(library = new ConstraintLibrary()) {
    this.#library = library;
  }

  of(service: LazyService): Promise<ServiceModel> {
    let loading = this.#loading.get(service.name);
    if (!loading) {
      loading = this.#load(service);
      this.#loading.set(service.name, loading);
    }
    return loading;
  }

  /** A model that is there already. */
  loaded(service: LazyService): ServiceModel | undefined {
    return this.#loaded.get(service.name);
  }

  get isLoading(): boolean {
    return this.#loaded.size < this.#loading.size;
  }

  async #load(service: LazyService): Promise<ServiceModel> {
    const { loadServiceModel } = await import('./service-model.ts'); // And Smithy's own code with it.
    const model = await loadServiceModel(await service.load(), this.#library);
    this.#loaded.set(service.name, model);
    return model;
  }
}
