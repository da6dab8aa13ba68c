/** A fenced block of a Markdown text. */
export interface Block {
  readonly language: string;
  readonly text: string;
  readonly linesBefore: number;
}

// CommonMark 4.5: a fence is three or more backticks or tildes, closed by as many.
export function blocksOf(text: string): Block[] {
  const blocks: Block[] = [];
  const lines = text.split(/\r?\n/);
  for (let index = 0; index < lines.length; index++) {
    const [, indent = '', fence, language = ''] = /^( *)(`{3,}|~{3,})\s*([\w+-]*)/.exec(lines[index]!) ?? [];
    if (!fence) continue;
    const closing = new RegExp(`^ *${fence[0]}{${fence.length},}\\s*$`);
    const end = lines.findIndex((line, at) => at > index && closing.test(line));
    const last = end < 0 ? lines.length : end;
    const inner = lines
      .slice(index + 1, last)
      .map((line) => line.slice(Math.min(indent.length, leading(line))));
    blocks.push({ language: language.toLowerCase(), text: inner.join('\n'), linesBefore: index + 1 });
    index = last;
  }
  return blocks;
}

const leading = (line: string) => line.length - line.trimStart().length;
