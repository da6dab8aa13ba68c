interface Reading {
  readonly wall: number;
  readonly house: number;
  readonly speed: number;
}

/** The house's clock, which runs faster than the wall's, and is turned up where there is nothing to do but wait. */
export class Clock {
  readonly #endpoint: string;
  readonly #readings: Reading[] = [];

  private constructor(endpoint: string) {
    this.#endpoint = endpoint;
  }

  static async read(endpoint: string): Promise<Clock> {
    const clock = new Clock(endpoint);
    await clock.#ask('GET');
    return clock;
  }

  get speed(): number {
    return this.#readings.at(-1)!.speed;
  }

  async turnTo(speed: number): Promise<void> {
    await this.#ask('POST', JSON.stringify({ speed }));
  }

  /** House time of a moment on the wall's clock. */
  house(wall = Date.now()): number {
    const {
      wall: origin,
      house,
      speed,
    } = this.#readings.findLast((reading) => reading.wall <= wall) ?? this.#readings[0]!;
    return house + (wall - origin) * speed;
  }

  async #ask(method: 'GET' | 'POST', body?: string): Promise<void> {
    const url = `${this.#endpoint}/_penstock/clock`;
    if (method === 'POST') await fetch(url, { method, ...(body !== undefined && { body }) });
    const { now, speed } = (await (await fetch(url)).json()) as { now: string; speed: number };
    this.#readings.push({ wall: Date.now(), house: Date.parse(now), speed });
  }
}
