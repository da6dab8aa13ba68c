/** A word of a command line, and the line it begins on. */
export interface Word {
  readonly text: string;
  readonly line: number;
  readonly column: number;
}

/**
 * The commands of a script, as words. Tolerant: a script in a README has prompts, and places to fill in (`<your-arn>`)
 * that no shell would take. What only a running shell knows (`$NAME`, `$(…)`) stays as `${…}`.
 */
export function commandsOf(text: string): Word[][] {
  const reader = new Reader(text);
  const commands: Word[][] = [];
  for (;;) {
    const command = reader.command();
    if (command.length > 0) commands.push(command);
    if (reader.ended) return commands;
  }
}

class Reader {
  readonly #text: string;
  #at = 0;
  #line = 1;
  #lineStart = 0;

  constructor(text: string) {
    this.#text = text.replaceAll('\r\n', '\n');
  }

  get ended(): boolean {
    return this.#at >= this.#text.length;
  }

  /** Up to the end of the line, or `;`, `&&`, `||`, `|`. */
  command(): Word[] {
    const words: Word[] = [];
    while (!this.ended) {
      const next = this.#text[this.#at]!;
      if (this.#skipped(next)) continue;
      if (/[\n;&|()]/.test(next)) {
        this.#forward();
        return words;
      }
      words.push(this.#word());
    }
    return words;
  }

  #skipped(next: string): boolean {
    if (next === ' ' || next === '\t') this.#forward();
    else if (next === '\\' && this.#text[this.#at + 1] === '\n') this.#forward(2);
    else if (next === '#') while (!this.ended && this.#text[this.#at] !== '\n') this.#forward();
    else return false;
    return true;
  }

  #word(): Word {
    const start = { line: this.#line, column: this.#at - this.#lineStart + 1 };
    let text = '';
    while (!this.ended && !/[\s;&|()]/.test(this.#text[this.#at]!)) text += this.#piece();
    return { text, ...start };
  }

  #piece(): string {
    const next = this.#text[this.#at]!;
    const place = /^<[A-Za-z][\w ./:-]*>/.exec(this.#text.slice(this.#at, this.#at + 200))?.[0];
    if (place) return this.#forward(place.length);
    if (next === "'") return this.#quoted("'");
    if (next === '"') return this.#quoted('"');
    if (next === '$') return this.#expansion();
    if (next === '`') return (this.#quoted('`'), '${?}');
    if (next === '\\') {
      this.#forward();
      return this.#text[this.#at] === '\n' ? (this.#forward(), '') : this.#forward();
    }
    return this.#forward();
  }

  #quoted(quote: string): string {
    this.#forward();
    let text = '';
    while (!this.ended && this.#text[this.#at] !== quote) {
      const next = this.#text[this.#at]!;
      if (quote === '"' && next === '$') text += this.#expansion();
      else if (quote === '"' && next === '\\' && /["\\$`\n]/.test(this.#text[this.#at + 1] ?? '')) {
        this.#forward();
        const escaped = this.#forward();
        text += escaped === '\n' ? '' : escaped;
      } else text += this.#forward();
    }
    this.#forward();
    return text;
  }

  /** `$NAME` and `${NAME}` as `${NAME}`, `$(…)` as `${?}`. */
  #expansion(): string {
    const rest = this.#text.slice(this.#at, this.#at + 10_000);
    const [whole, plain, braced] = /^\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)[^}]*\})/.exec(rest) ?? [];
    if (whole) {
      this.#forward(whole.length);
      return `\${${plain ?? braced}}`;
    }
    if (!rest.startsWith('$(')) return this.#forward();
    let depth = 0;
    for (const [index, character] of [...rest].entries()) {
      if (character === '(') depth++;
      if (character === ')' && --depth === 0) {
        this.#forward(index + 1);
        return '${?}';
      }
    }
    return this.#forward();
  }

  #forward(count = 1): string {
    const taken = this.#text.slice(this.#at, this.#at + count);
    for (const character of taken) {
      this.#at++;
      if (character === '\n') {
        this.#line++;
        this.#lineStart = this.#at;
      }
    }
    return taken;
  }
}
