/** Penstock's clock, which may run faster than the wall's. */
export class HouseClock {
  readonly speed: number;
  readonly #houseOrigin: number;
  readonly #wallOrigin: number;

  private constructor(speed: number, houseOrigin: number, wallOrigin: number) {
    this.speed = speed;
    this.#houseOrigin = houseOrigin;
    this.#wallOrigin = wallOrigin;
  }

  static async read(endpoint: string): Promise<HouseClock> {
    const response = await fetch(`${endpoint}/_penstock/clock`);
    const { now, speed } = (await response.json()) as { now: string; speed: number };
    return new HouseClock(speed, Date.parse(now), Date.now());
  }

  /** Sets how fast it runs from now on: whoever has read it before reads it again. */
  static async set(endpoint: string, speed: number): Promise<void> {
    const body = JSON.stringify({ speed });
    const response = await fetch(`${endpoint}/_penstock/clock`, { method: 'POST', body });
    if (!response.ok) throw new Error(`the clock was not set to ${speed}: ${await response.text()}`);
  }

  /** House time of a moment on the wall's clock. */
  houseTime(wall: number): number {
    return this.#houseOrigin + (wall - this.#wallOrigin) * this.speed;
  }

  /** Wall time of a moment in the house's. */
  wallTime(house: number): number {
    return this.#wallOrigin + (house - this.#houseOrigin) / this.speed;
  }
}
