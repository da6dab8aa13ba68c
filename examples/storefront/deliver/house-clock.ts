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

  /** House time of a moment on the wall's clock. */
  houseTime(wall: number): number {
    return this.#houseOrigin + (wall - this.#wallOrigin) * this.speed;
  }

  /** Wall time of a moment in the house's. */
  wallTime(house: number): number {
    return this.#wallOrigin + (house - this.#houseOrigin) / this.speed;
  }
}
