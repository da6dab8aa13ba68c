import { assert } from '../../base/assert.ts';
import { EffectRefusal } from '../../base/effects/effect.ts';
import type {
  HttpAnswered,
  HttpAsk,
  HttpGet,
  HttpGot,
  HttpPost,
  HttpPosted,
} from '../../base/effects/http.ts';
import type { Http } from './http.ts';
import type { SimulatedRoom } from '../rooms.simulated.ts';

/**
 * Endpoints that answer 200 unless told otherwise: `world http answers <part of the URL> <status>`,
 * `world http refuses <part of the URL> <code>`. `world http posts [<part of the URL>]` answers what came.
 * `world http serves <part of the URL>`, and a text, is a document that is read there; elsewhere there is none.
 */
export class SimulatedHttp implements Http, SimulatedRoom {
  /** What came and was answered, in order, the same thing once. */
  readonly posts: HttpPost[] = [];
  readonly #documents: { readonly pattern: string; readonly body: string }[] = [];
  readonly #answers: { readonly pattern: string; readonly answer: number | string }[] = [];

  /**
   * From now on URLs with this part in them answer so: by a status, or not at all for the reason of a code.
   */
  urlAnswers(pattern: string, answer: number | string): void {
    this.#answers.unshift({ pattern, answer });
  }

  async perform(effect: HttpAsk | HttpPost | HttpGet): Promise<HttpAnswered | HttpPosted | HttpGot> {
    const { url } = effect;
    if (!/^https?:\/\/./i.test(url)) throw new EffectRefusal('InvalidUrl', `${url} is no http address`);
    const answer = this.#answers.find(({ pattern }) => url.includes(pattern))?.answer ?? 200;
    if (typeof answer === 'string') throw new EffectRefusal(answer, `${url}: ${answer}`, true);
    if (effect.type === 'http.ask') return this.#ask(effect, answer);
    if (effect.type === 'http.get') {
      const document = this.#documents.find(({ pattern }) => url.includes(pattern));
      return document ? { status: answer, body: document.body } : { status: 404, body: '' };
    }
    const known = this.posts.some((post) => post.url === url && post.body === effect.body);
    if (!known) this.posts.push(effect);
    return { status: answer };
  }

  /** What is asked is seen as a post is; an answer's text is the document that is served there. */
  #ask({ method, url, headers, body = '', timeoutMs }: HttpAsk, status: number): HttpAnswered {
    const seen: HttpPost = { type: 'http.post', url: `${method} ${url}`, headers, body, timeoutMs };
    if (!this.posts.some((post) => post.url === seen.url && post.body === body)) this.posts.push(seen);
    return {
      status,
      headers: {},
      body: this.#documents.find(({ pattern }) => url.includes(pattern))?.body ?? '',
    };
  }

  tell([verb, pattern = '', answer = '']: readonly string[], body = ''): object | undefined {
    if (verb === 'posts') {
      const matching = this.posts.filter(({ url }) => url.includes(pattern));
      return matching.map(({ url, headers, body }) => ({ url, headers, body }));
    }
    if (verb === 'serves') {
      this.#documents.unshift({ pattern, body });
      return undefined;
    }
    assert(verb === 'answers' || verb === 'refuses', `http is told answers, refuses or posts, not ${verb}`);
    this.urlAnswers(pattern, verb === 'answers' ? Number(answer) : answer);
    return undefined;
  }

  done(): readonly string[] {
    return this.posts.map(({ url, body }) => `http.post ${url} ${body}`);
  }
}
